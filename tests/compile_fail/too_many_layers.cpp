// expect: genotype_can_hold<odd_space, 64, 1>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct odd : small {
#ifdef OK
    static constexpr std::array stages{stage { 16, 63, 2 }};
#else
    static constexpr std::array stages{stage{16, 64, 2}};
#endif
};
struct odd_space : space<odd, pool<ops::sep<3>>> {};

auto priced() { return price<odd_space, phone>(); }
