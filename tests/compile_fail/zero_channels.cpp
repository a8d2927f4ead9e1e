// expect: operator_fits<.*mine, 0, .*sep<3>, .*channels_must_be_positive>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame : small {
#ifdef OK
    static constexpr std::array stages{stage{8, 2, 2}, stage { 32, 2, 2 }};
#else
    static constexpr std::array stages{stage{0, 2, 2}, stage{32, 2, 2}};
#endif
};
struct mine : space<frame, pool<ops::sep<3>, ops::mb<3, 3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
