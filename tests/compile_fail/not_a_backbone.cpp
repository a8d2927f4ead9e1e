// expect: space_is_made_of_a_backbone_and_pools<.*frame.*not_a_backbone>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame {
    static constexpr fixed_string name = "frame";
    static constexpr shape input{1, 28, 28};
};
#ifdef OK
struct mine : space<small, pool<ops::sep<3>>> {};
#else
struct mine : space<frame, pool<ops::sep<3>>> {};
#endif
auto found() { return two_stage<mine, phone>(toy{}, {}); }
