// expect: must have a name and of
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct board : phone {
    struct area_mm2 {
        static constexpr fixed_string name = "area_mm2";
#ifdef OK
        static constexpr double of(placed const&) { return 1; }
#else
        static constexpr double of(int) { return 1; }
#endif
    };

    static constexpr auto costs = boost::hana::tuple_t<area_mm2>;
};

auto priced() { return price<tiny, board>(); }
