// SPDX-License-Identifier: MIT
// A tiny space with depth at three widths, and a device for it.
#pragma once

#include <hurricane/hw/roofline.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/search/width_family.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

#include "phone.hpp"

namespace tests {

struct small : hurricane::backbones::fashion {
    static constexpr std::array stages{hurricane::stage{16, 2, 2}, hurricane::stage{32, 2, 2}};
    static constexpr int split = 2;
};

struct tiny
    : hurricane::space<
          small,
          hurricane::with_skip<hurricane::pool<hurricane::ops::sep<3>, hurricane::ops::mb<3, 3>>>> {
    static constexpr hurricane::fixed_string name = "tiny";
};

using three = hurricane::widths<50, 100, 200>;

}  // namespace tests
