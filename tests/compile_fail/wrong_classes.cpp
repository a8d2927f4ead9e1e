// expect: head_fits<.*mine, .*output_is_not_the_one_of_the_slot>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame : small {
    static constexpr int classes = 12;
#ifndef OK
    static constexpr plan head(shape in, int) { return small::head(in, 10); }
#endif
};
struct mine : space<frame, pool<ops::sep<3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
