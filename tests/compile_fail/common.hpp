// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/hurricane.hpp>

using namespace hurricane;

struct phone : roofline<machine{.gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr auto name = "phone";
};
struct small : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{32, 2, 2}};
    static constexpr int split = 2;
};
struct tiny : space<small, pool<ops::sep<3>, ops::mb<3, 3>>> {};
struct toy {
    void score(std::span<genotype const>, std::span<fitness>) {}
};
