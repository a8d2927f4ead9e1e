// SPDX-License-Identifier: MIT
// MnasNet-A1 and B1 (Tan et al. 2019, figure 7 and released code) and EfficientNet-B0 (Tan and Le
// 2019, table 1), which was found in the same space. Their SE width is a quarter of the block's
// input. Norms have torchvision's eps, 1e-5.
#pragma once

#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/ops/mb.hpp>

namespace hurricane::inline v0::nets {

namespace detail {

struct mnasnet_a1 : imagenet<ends{.stem = 32, .head = 1280, .dropout = 0.2}> {
    static constexpr fixed_string name = "mnasnet_a1";
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 2, 2},  stage{40, 3, 2},
                                       stage{80, 4, 2}, stage{112, 2, 1}, stage{160, 3, 2},
                                       stage{320, 1, 1}};
};

struct mnasnet_b1 : imagenet<ends{.stem = 32, .head = 1280, .dropout = 0.2}> {
    static constexpr fixed_string name = "mnasnet_b1";
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 3, 2}, stage{40, 3, 2},
                                       stage{80, 3, 2}, stage{96, 2, 1}, stage{192, 4, 2},
                                       stage{320, 1, 1}};
};

struct efficientnet_b0
    : imagenet<ends{.stem = 32, .head = 1280, .activation = kind::swish, .dropout = 0.2}> {
    static constexpr fixed_string name = "efficientnet_b0";
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 2, 2},  stage{40, 2, 2},
                                       stage{80, 3, 2}, stage{112, 3, 1}, stage{192, 4, 2},
                                       stage{320, 1, 1}};
};

}  // namespace detail

inline constexpr mb_form mnas_form{.activation = kind::relu, .expand = expansion::when_wider};
inline constexpr mb_form mnas_se_form{
    .activation = kind::relu,
    .gate = {.width = attention::inner::quarter_of_input, .outside = kind::sigmoid},
    .expand = expansion::when_wider};
template <int Expand, int Kernel>
using mnas = ops::inverted<Expand, Kernel, mnas_form>;
template <int Expand, int Kernel>
using mnas_se = ops::inverted<Expand, Kernel, mnas_se_form>;

struct mnasnet_a1 : network_of<detail::mnasnet_a1, mnas<1, 3>, repeat<2, mnas<6, 3>>,
                               repeat<3, mnas_se<3, 5>>, repeat<4, mnas<6, 3>>,
                               repeat<2, mnas_se<6, 3>>, repeat<3, mnas_se<6, 5>>, mnas<6, 3>> {};

static_assert(costs<mnasnet_a1>(3'887'038, 311'579'072));

struct mnasnet_b1
    : network_of<detail::mnasnet_b1, mnas<1, 3>, repeat<3, mnas<3, 3>>, repeat<3, mnas<3, 5>>,
                 repeat<3, mnas<6, 5>>, repeat<2, mnas<6, 3>>, repeat<4, mnas<6, 5>>, mnas<6, 3>> {
};

static_assert(costs<mnasnet_b1>(4'383'312, 314'415'872));

template <int Expand, int Kernel>
using mb_swish_se = ops::inverted<Expand, Kernel,
                                  mb_form{.activation = kind::swish,
                                          .gate = {.width = attention::inner::quarter_of_input,
                                                   .inside = kind::swish,
                                                   .outside = kind::sigmoid},
                                          .expand = expansion::when_wider}>;

struct efficientnet_b0
    : network_of<detail::efficientnet_b0, mb_swish_se<1, 3>, repeat<2, mb_swish_se<6, 3>>,
                 repeat<2, mb_swish_se<6, 5>>, repeat<3, mb_swish_se<6, 3>>,
                 repeat<7, mb_swish_se<6, 5>>, mb_swish_se<6, 3>> {};

static_assert(costs<efficientnet_b0>(5'288'548, 385'814'752));

}  // namespace hurricane::inline v0::nets
