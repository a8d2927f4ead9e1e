// expect: split index of the backbone must lie between 1 and layers - 1
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct odd : small {
#ifdef OK
    static constexpr int split = 3;
#else
    static constexpr int split = 4;
#endif
};
struct odd_space : space<odd, pool<ops::sep<3>>> {};

auto priced() { return price<odd_space, phone>(); }
