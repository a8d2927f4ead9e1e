// expect: space_problem::not_a_pool|takes a backbone, then one pool
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : space<small, with_skip<pool<ops::sep<3>>>> {};
#else
struct mine : space<small, with_skip<ops::sep<3>>> {};
#endif
auto found() { return two_stage<mine, phone>(toy{}, {}); }
