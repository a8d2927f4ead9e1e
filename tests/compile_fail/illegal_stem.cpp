// expect: stem_fits<.*mine, .*kernel_must_be_odd>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
constexpr int kernel = 5;
#else
constexpr int kernel = 4;
#endif
struct frame : small {
    static constexpr plan stem(shape in) {
        plan p{in};
        p.conv(p.input(), {.out = 8, .kernel = kernel});
        return p;
    }
};
struct mine : space<frame, pool<ops::sep<3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
