// expect: candidate_has_a_name_of_its_own<.*mine, .*identity,
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : space<small, with_skip<pool<ops::sep<3>>>> {};
#else
struct mine : space<small, with_skip<with_skip<pool<ops::sep<3>>>>> {};
#endif
auto found() { return two_stage<mine, phone>(toy{}, {}); }
