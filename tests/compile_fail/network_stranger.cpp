// expect: layer_is_an_operator<.*conv3.*, conv3, false>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct conv3 {
    static constexpr fixed_string name = "conv3";
#ifdef OK
    static constexpr plan lower(slot s) { return ops::sep<3>::lower(s); }
#endif
};
struct mine : network_of<small, ops::sep<3>, repeat<3, conv3>> {};
auto plans = network<mine>();
