// SPDX-License-Identifier: MIT
// A space of seven layers, some of which may do nothing.
#pragma once

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/ops/choice.hpp>
#include <hurricane/ops/identity.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

namespace tests {

struct deep_backbone : hurricane::backbones::fashion {
    static constexpr std::array stages{hurricane::stage{16, 4, 2}, hurricane::stage{24, 2, 1},
                                       hurricane::stage{32, 1, 2}};
    static constexpr int split = 3;
};

struct with_identity
    : hurricane::space<deep_backbone,
                       hurricane::pool<hurricane::ops::sep<3>, hurricane::ops::mb<6, 3>,
                                       hurricane::ops::choice<3>, hurricane::ops::identity>> {};

template <class S>
hurricane::priced_space prices() {
    return hurricane::price<S, hurricane::targets::myriad_x>();
}

/// One digit a layer.
inline hurricane::genotype read(char const* digits) { return hurricane::parse_genotype(digits, 7); }

}  // namespace tests
