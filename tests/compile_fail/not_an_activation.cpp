// expect: stem_fits<.*mine, .*kind_is_not_an_activation>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
constexpr kind active = kind::swish;
#else
constexpr kind active = kind::add;
#endif
struct frame : conv_ends<ends{.stem = 8, .activation = active}> {
    static constexpr fixed_string name = "frame";
    static constexpr shape input{1, 28, 28};
    static constexpr int classes = 10, split = 2;
    static constexpr std::array stages{stage{16, 2, 2}, stage{32, 2, 2}};
};
struct mine : space<frame, pool<ops::sep<3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
