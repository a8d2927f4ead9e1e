// expect: operator_fits<.*mine, 0, deep, .*too_many_steps>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
constexpr int pairs = 15;
#else
constexpr int pairs = 16;
#endif
struct deep {
    static constexpr fixed_string name = "deep";
    static constexpr plan lower(slot s) {
        plan p{s.in};
        auto x = p.conv(p.input(), {.out = s.out, .kernel = 3, .stride = s.stride});
        for (int i = 0; i < pairs; ++i) x = p.relu(p.batch_norm(x));
        return p;
    }
};
struct mine : space<small, pool<ops::sep<3>, deep>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
