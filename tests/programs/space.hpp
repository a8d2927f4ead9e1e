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

/// Networks without a ReLU.
struct smooth_backbone
    : hurricane::conv_ends<hurricane::ends{
          .stem = 8, .stem_stride = 1, .head = 16, .activation = hurricane::kind::swish}> {
    static constexpr hurricane::fixed_string name = "smooth";
    static constexpr hurricane::shape input{1, 28, 28};
    static constexpr int classes = 10;
    static constexpr std::array stages{hurricane::stage{8, 2, 2}, hurricane::stage{8, 1, 2}};
    static constexpr int split = 1;
};

template <int Kernel>
struct linear {
    static constexpr hurricane::fixed_string name = Kernel == 1 ? "linear<1>" : "linear<3>";

    static constexpr hurricane::plan lower(hurricane::slot const& s) {
        hurricane::plan p{s.in};
        p.batch_norm(p.conv(p.input(), {.out = s.out, .kernel = Kernel, .stride = s.stride}));
        return p;
    }
};

struct smooth_space : hurricane::space<smooth_backbone, hurricane::pool<linear<1>, linear<3>>> {};

}  // namespace tests
