// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

namespace my {

struct backbone : hurricane::backbones::fashion {
    static constexpr std::array stages{hurricane::stage{16, 2, 2}};
    static constexpr int split = 1;
};

struct space : hurricane::space<backbone,
                                hurricane::pool<hurricane::ops::sep<3>, hurricane::ops::mb<3, 3>>> {
};

}  // namespace my
