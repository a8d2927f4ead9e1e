// expect: this argument must be a search space
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
using searched_space = tiny;
#else
using searched_space = small;
#endif
auto priced() { return price<searched_space, phone>(); }
