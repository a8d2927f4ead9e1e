// expect: operator_fits<.*mine, 2, .*mb<1000000000, 3>, .*count_overflows>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : space<small, pool<ops::mb<10, 3>>> {};
#else
struct mine : space<small, pool<ops::sep<3>>, pool<ops::sep<3>, ops::mb<1'000'000'000, 3>>> {};
#endif
auto found() { return two_stage<mine, phone>(toy{}, {}); }
