// expect: candidate_is_an_operator<.*mine, .*se<conv3>, false>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct conv3 {
    static constexpr fixed_string name = "conv3";
    static constexpr plan lower(slot s
#ifdef OK
                                ,
                                variation = {}
#endif
    ) {
        plan p{s.in};
        p.conv(p.input(), {.out = s.out, .kernel = 3, .stride = s.stride});
        return p;
    }
};
struct mine : space<small, pool<conv3, ops::se<conv3>>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
