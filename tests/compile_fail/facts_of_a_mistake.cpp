// expect: space_is_made_of_a_backbone_and_pools<.*not_a_pool>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : space<small, pool<ops::sep<3>>> {};
#else
struct mine : space<small, ops::sep<3>> {};
#endif
constexpr int rows = space_facts<mine>::rows;
