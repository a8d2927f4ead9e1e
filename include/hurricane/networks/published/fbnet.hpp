// SPDX-License-Identifier: MIT
// FBNets (Wu et al. 2019, figure 4 and released code): 22 blocks of inverted residuals with ReLU. A
// block of expansion 1 has no expansion convolution. The released heads of iPhoneX and Samsung-S8
// are not public; both known widths stand here. Bias: the block convolutions with bias, as the
// released checkpoints have them.
#pragma once

#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/skip.hpp>

namespace hurricane::inline v0::nets {

enum class conv_bias : unsigned char { no, yes };

namespace detail {

template <int Head>
struct fbnet : imagenet<ends{.stem = 16, .head = Head}> {
    static constexpr fixed_string name = parameters("fbnet", Head);
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 4, 2},  stage{32, 4, 2},
                                       stage{64, 4, 2}, stage{112, 4, 1}, stage{184, 4, 2},
                                       stage{352, 1, 1}};
};

/// A block of kernel K and expansion E; Groups: of its last convolution.
template <int K, int E, conv_bias B, int Groups = 1>
using fb = ops::inverted<E, K,
                         mb_form{.activation = kind::relu,
                                 .expand = expansion::when_wider,
                                 .project_groups = Groups,
                                 .bias = B == conv_bias::yes}>;
using none = ops::skip;

}  // namespace detail

template <conv_bias B = conv_bias::no>
struct fbnet_a
    : network_of<
          detail::fbnet<1504>, detail::none,                                                      //
          detail::fb<3, 3, B>, detail::fb<3, 1, B>, detail::none, detail::none,                   //
          detail::fb<5, 6, B>, detail::fb<3, 3, B>, detail::fb<5, 1, B>, detail::fb<3, 3, B>,     //
          detail::fb<5, 6, B>, detail::fb<5, 3, B>, detail::fb<5, 1, B, 2>, detail::fb<5, 6, B>,  //
          detail::fb<3, 6, B>, detail::fb<5, 1, B, 2>, detail::fb<5, 3, B>, detail::fb<3, 1, B, 2>,
          repeat<2, detail::fb<5, 6, B>>, detail::fb<5, 3, B>, detail::fb<5, 6, B>,  //
          detail::fb<5, 6, B>> {};

static_assert(costs<fbnet_a<>>(4'304'584, 244'452'664) &&
              costs<fbnet_a<conv_bias::yes>>(4'319'712, 244'452'664));

template <conv_bias B = conv_bias::no>
struct fbnet_b
    : network_of<
          detail::fbnet<1984>, detail::fb<3, 1, B>,                                            //
          detail::fb<3, 6, B>, detail::fb<5, 1, B>, repeat<2, detail::fb<3, 1, B>>,            //
          detail::fb<5, 6, B>, detail::fb<5, 3, B>, detail::fb<3, 6, B>, detail::fb<5, 6, B>,  //
          repeat<2, detail::fb<5, 6, B>>, detail::none, detail::fb<5, 3, B>,                   //
          detail::fb<5, 6, B>, detail::fb<3, 1, B>, detail::fb<5, 1, B>, detail::fb<5, 3, B>,  //
          detail::fb<5, 6, B>, detail::fb<5, 1, B>, repeat<2, detail::fb<5, 6, B>>,            //
          detail::fb<3, 6, B>> {};

static_assert(costs<fbnet_b<>>(4'801'368, 291'004'424) &&
              costs<fbnet_b<conv_bias::yes>>(4'816'216, 291'004'424));

template <conv_bias B = conv_bias::no>
struct fbnet_c
    : network_of<detail::fbnet<1984>, detail::fb<3, 1, B>,                           //
                 detail::fb<3, 6, B>, detail::none, repeat<2, detail::fb<3, 1, B>>,  //
                 detail::fb<5, 6, B>, detail::fb<5, 3, B>, detail::fb<5, 6, B>,
                 detail::fb<3, 6, B>,                                                       //
                 detail::fb<5, 6, B>, detail::fb<5, 3, B>, repeat<2, detail::fb<5, 6, B>>,  //
                 repeat<3, detail::fb<5, 6, B>>, detail::fb<5, 3, B>,                       //
                 repeat<4, detail::fb<5, 6, B>>,                                            //
                 detail::fb<3, 6, B>> {};

static_assert(costs<fbnet_c<>>(5'570'664, 378'136'224) &&
              costs<fbnet_c<conv_bias::yes>>(5'590'784, 378'136'224));

template <int Head = 1504, conv_bias B = conv_bias::no>
struct fbnet_iphonex
    : network_of<detail::fbnet<Head>, detail::none,                                         //
                 detail::fb<3, 6, B>, repeat<3, detail::fb<3, 1, B>>,                       //
                 repeat<4, detail::fb<3, 6, B>>,                                            //
                 repeat<2, detail::fb<3, 6, B>>, detail::fb<3, 3, B>, detail::fb<3, 6, B>,  //
                 detail::fb<3, 6, B>, repeat<3, detail::fb<3, 3, B>>,                       //
                 repeat<3, detail::fb<5, 6, B>>, detail::fb<5, 3, B>,                       //
                 detail::fb<5, 6, B>> {};

static_assert(costs<fbnet_iphonex<1504>>(4'509'448, 316'379'960) &&
              costs<fbnet_iphonex<1984>>(5'159'368, 325'139'000));

template <int Head = 1504, conv_bias B = conv_bias::no>
struct fbnet_samsung_s8
    : network_of<detail::fbnet<Head>, detail::fb<3, 1, B>,                                  //
                 detail::fb<3, 3, B>, detail::fb<3, 1, B>, repeat<2, detail::none>,         //
                 detail::fb<5, 6, B>, repeat<2, detail::fb<3, 3, B>>, detail::fb<3, 6, B>,  //
                 detail::fb<5, 6, B>, repeat<3, detail::fb<5, 3, B>>,                       //
                 detail::fb<3, 6, B>, repeat<3, detail::fb<5, 3, B>>,                       //
                 repeat<2, detail::fb<5, 6, B>>, detail::fb<5, 3, B>, detail::fb<5, 6, B>,  //
                 detail::fb<5, 6, B>> {};

static_assert(costs<fbnet_samsung_s8<1504>>(4'467'384, 287'905'080) &&
              costs<fbnet_samsung_s8<1984>>(5'117'304, 296'664'120));

}  // namespace hurricane::inline v0::nets
