// expect: this argument must be a search space
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto plans = network<frozen<tiny, "0-1-1-0">>();
#else
auto plans = network<frozen<small, "0-1-1-0">>();
#endif
