// expect: every candidate of a pool needs a name and a static plan lower\(slot\)
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct conv7x7 {
    static constexpr auto name = "conv7x7";
#ifdef OK
    static constexpr plan lower(slot s) { return ops::sep<7>::lower(s); }
#endif
};
struct own_space : space<small, pool<ops::sep<3>, conv7x7>> {};

auto priced() { return price<own_space, phone>(); }
