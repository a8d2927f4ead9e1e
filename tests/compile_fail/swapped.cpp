// expect: this argument must be a search space
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto found() { return two_stage<tiny, phone>(toy{}, {}); }
#else
auto found() { return two_stage<phone, tiny>(toy{}, {}); }
#endif
