// expect: ends_fit<.*frame, .*none, .*output_is_not_the_one_of_the_slot>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct frame : small {
#ifndef OK
    static constexpr plan head(shape in, int) { return small::head(in, 3); }
#endif
};
struct mine : network_of<frame, repeat<4, ops::sep<3>>> {};
auto plans = network<mine>();
