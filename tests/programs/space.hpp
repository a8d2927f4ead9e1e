// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/choice.hpp>
#include <hurricane/ops/identity.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

namespace tests {

struct backbone : hurricane::backbones::fashion {
    static constexpr std::array stages{hurricane::stage{16, 2, 2}, hurricane::stage{24, 2, 2}};
    static constexpr int split = 2;
};

struct space
    : hurricane::space<backbone, hurricane::pool<hurricane::ops::sep<3>, hurricane::ops::mb<3, 5>,
                                                 hurricane::ops::choice<3>>> {};

/// Two layers in a row that may do nothing.
struct ranked_backbone : hurricane::backbones::fashion {
    static constexpr hurricane::fixed_string name = "ranked";
    static constexpr std::array stages{hurricane::stage{8, 3, 2}, hurricane::stage{16, 1, 2}};
    static constexpr int split = 1;
};

struct ranked_space
    : hurricane::space<ranked_backbone,
                       hurricane::pool<hurricane::ops::identity, hurricane::ops::sep<3>,
                                       hurricane::ops::mb<3, 3>>> {};

}  // namespace tests
