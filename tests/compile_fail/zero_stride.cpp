// expect: operator_fits<odd_space, 0, .*sep<3>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct odd : small {
#ifdef OK
    static constexpr std::array stages{stage { 16, 4, 2 }};
#else
    static constexpr std::array stages{stage{16, 4, 0}};
#endif
};
struct odd_space : space<odd, pool<ops::sep<3>>> {};

auto priced() { return price<odd_space, phone>(); }
