// SPDX-License-Identifier: MIT
// MobileNets. Counts: parameters with affine norms, multiply-adds of convolutions and linear
// layers, 224x224.
#pragma once

#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>

namespace hurricane::inline v0::nets {

namespace detail {

struct mobilenet_v1 : imagenet<ends{.stem = 32, .head = 0}> {
    static constexpr fixed_string name = "mobilenet_v1";
    static constexpr std::array stages{stage{64, 1, 1}, stage{128, 2, 2}, stage{256, 2, 2},
                                       stage{512, 6, 2}, stage{1024, 2, 2}};
};

struct mobilenet_v2
    : imagenet<ends{.stem = 32, .head = 1280, .activation = kind::relu6, .dropout = 0.2}> {
    static constexpr fixed_string name = "mobilenet_v2";
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 2, 2}, stage{32, 3, 2},
                                       stage{64, 4, 2}, stage{96, 3, 1}, stage{160, 3, 2},
                                       stage{320, 1, 1}};
};

struct mobilenet_v3_large
    : imagenet<ends{.stem = 16, .activation = kind::hard_swish, .eps = 1e-3}> {
    static constexpr fixed_string name = "mobilenet_v3_large";
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 2, 2},  stage{40, 3, 2},
                                       stage{80, 4, 2}, stage{112, 2, 1}, stage{160, 3, 2}};

    static constexpr plan head(shape in, int classes) {
        plan p{in};
        auto x = p.hard_swish(p.batch_norm(p.pointwise(p.input(), 960), 1e-3));
        x = p.hard_swish(p.linear(p.global_pool(x), 1280));
        p.linear(p.dropout(x, 0.2), classes);
        return p;
    }
};

}  // namespace detail

/// Howard et al. 2017, table 1.
struct mobilenet_v1 : network_of<detail::mobilenet_v1, repeat<13, ops::sep<3>>> {};

static_assert(costs<mobilenet_v1>(4'231'976, 568'740'352));

/// Sandler et al. 2018, table 2.
inline constexpr mb_form v2_form{.expand = expansion::when_wider};

struct mobilenet_v2 : network_of<detail::mobilenet_v2, ops::inverted<1, 3, v2_form>,
                                 repeat<16, ops::inverted<6, 3, v2_form>>> {};

static_assert(costs<mobilenet_v2>(3'504'872, 300'774'272));

/// Howard et al. 2019, table 1; norms with eps 0.001 as in torchvision.
inline constexpr attention v3_gate{.width = attention::inner::quarter_by_eight};
inline constexpr mb_form v3_relu{
    .activation = kind::relu, .expand = expansion::when_wider, .eps = 1e-3};
inline constexpr mb_form v3_relu_se{
    .activation = kind::relu, .gate = v3_gate, .expand = expansion::when_wider, .eps = 1e-3};
inline constexpr mb_form v3_swish{
    .activation = kind::hard_swish, .expand = expansion::when_wider, .eps = 1e-3};
inline constexpr mb_form v3_swish_se{
    .activation = kind::hard_swish, .gate = v3_gate, .expand = expansion::when_wider, .eps = 1e-3};

struct mobilenet_v3_large
    : network_of<detail::mobilenet_v3_large,                                                //
                 ops::bneck<16, 3, v3_relu>,                                                //
                 ops::bneck<64, 3, v3_relu>, ops::bneck<72, 3, v3_relu>,                    //
                 ops::bneck<72, 5, v3_relu_se>, repeat<2, ops::bneck<120, 5, v3_relu_se>>,  //
                 ops::bneck<240, 3, v3_swish>, ops::bneck<200, 3, v3_swish>,                //
                 repeat<2, ops::bneck<184, 3, v3_swish>>,                                   //
                 ops::bneck<480, 3, v3_swish_se>, ops::bneck<672, 3, v3_swish_se>,          //
                 ops::bneck<672, 5, v3_swish_se>, repeat<2, ops::bneck<960, 5, v3_swish_se>>> {};

static_assert(costs<mobilenet_v3_large>(5'483'032, 216'589'760));

}  // namespace hurricane::inline v0::nets
