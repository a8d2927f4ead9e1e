// expect: operator_fits<.*mine, 2, .*sep<3>, .*stride_is_larger_than_the_image>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame : small {
#ifdef OK
    static constexpr std::array stages{stage{8, 2, 2}, stage { 32, 2, 14 }};
#else
    static constexpr std::array stages{stage{8, 2, 2}, stage{32, 2, 15}};
#endif
};
struct mine : space<frame, pool<ops::sep<3>, ops::mb<3, 3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
