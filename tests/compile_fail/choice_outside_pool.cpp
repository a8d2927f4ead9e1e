// expect: choice_is_in_the_pool<.*tiny, 2, 7, 2>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto plans = network<frozen<tiny, "0110">>();
#else
auto plans = network<frozen<tiny, "0170">>();
#endif
