// expect: this genotype has not one choice for each layer of the space
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto plans = network<frozen<tiny, "0-1-1-0">>();
#else
auto plans = network<frozen<tiny, "0-1-1">>();
#endif
