// expect: operator_fits<odd_space, 1, .*choice<3>, .*channels_must_be_even
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct odd : small {
#ifdef OK
    static constexpr std::array stages{stage { 26, 4, 2 }};
#else
    static constexpr std::array stages{stage{25, 4, 2}};
#endif
};
struct odd_space : space<odd, pool<ops::sep<3>, ops::choice<3>>> {};

auto priced() { return price<odd_space, phone>(); }
