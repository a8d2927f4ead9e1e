// expect: stage_has_blocks<.*mine, 1, -2>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame : small {
#ifdef OK
    static constexpr std::array stages{stage{8, 2, 2}, stage { 32, 2, 2 }};
#else
    static constexpr std::array stages{stage{8, 2, 2}, stage{32, -2, 2}};
#endif
};
struct mine : space<frame, pool<ops::sep<3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
