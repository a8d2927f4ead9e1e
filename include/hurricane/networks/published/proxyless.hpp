// SPDX-License-Identifier: MIT
// ProxylessNAS networks (Cai et al. 2019, released configurations): k x k inverted residuals of
// expansion 3 or 6, or nothing, in stages of four.
#pragma once

#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/skip.hpp>

namespace hurricane::inline v0::nets {

namespace detail {

/// Stem, first block, the six stages' widths, head.
template <int Stem, int First, int W1, int W2, int W3, int W4, int W5, int W6, int Head>
struct proxyless
    : imagenet<ends{.stem = Stem, .head = Head, .activation = kind::relu6, .eps = 1e-3}> {
    static constexpr fixed_string name =
        parameters("proxyless", Stem, First, W1, W2, W3, W4, W5, W6, Head);
    static constexpr std::array stages{stage{First, 1, 1}, stage{W1, 4, 2}, stage{W2, 4, 2},
                                       stage{W3, 4, 2},    stage{W4, 4, 1}, stage{W5, 4, 2},
                                       stage{W6, 1, 1}};
};

/// A block of kernel K and expansion E; the first block has no expansion convolution.
template <int K, int E>
using px = ops::inverted<E, K, mb_form{.expand = expansion::when_wider, .eps = 1e-3}>;
using none = ops::skip;

template <class Frame>
using proxyless_mobile_ops = network_of<Frame, px<3, 1>,                         //
                                        px<5, 3>, px<3, 3>, none, none,          //
                                        px<7, 3>, px<3, 3>, px<5, 3>, px<5, 3>,  //
                                        px<7, 6>, px<5, 3>, px<5, 3>, px<5, 3>,  //
                                        px<5, 6>, px<5, 3>, px<5, 3>, px<5, 3>,  //
                                        px<7, 6>, px<7, 6>, px<7, 3>, px<7, 3>,  //
                                        px<7, 6>>;
using proxyless_gpu_ops =
    network_of<proxyless<40, 24, 32, 56, 112, 128, 256, 432, 1728>, px<3, 1>,  //
               px<5, 3>, none, none, none,                                     //
               px<7, 3>, none, none, px<3, 3>,                                 //
               px<7, 6>, none, none, px<5, 3>,                                 //
               px<5, 6>, none, px<3, 3>, px<5, 3>,                             //
               px<7, 6>, px<7, 6>, px<7, 6>, px<5, 6>,                         //
               px<7, 6>>;
using proxyless_cpu_ops =
    network_of<proxyless<40, 24, 32, 48, 88, 104, 216, 360, 1432>, px<3, 1>,  //
               px<3, 6>, px<3, 3>, px<3, 3>, px<3, 3>,                        //
               px<3, 6>, px<3, 3>, px<3, 3>, px<5, 3>,                        //
               px<3, 6>, none, none, px<3, 3>,                                //
               px<5, 6>, px<3, 3>, px<3, 3>, px<3, 3>,                        //
               px<5, 6>, px<5, 3>, px<5, 3>, px<3, 3>,                        //
               px<5, 6>>;

}  // namespace detail

struct proxyless_mobile
    : detail::proxyless_mobile_ops<detail::proxyless<32, 16, 32, 40, 80, 96, 192, 320, 1280>> {};

struct proxyless_mobile_1_4
    : detail::proxyless_mobile_ops<detail::proxyless<48, 24, 40, 56, 112, 136, 256, 448, 1792>> {};

struct proxyless_gpu : detail::proxyless_gpu_ops {};

struct proxyless_cpu : detail::proxyless_cpu_ops {};

static_assert(costs<proxyless_mobile>(4'080'512, 320'427'584));
static_assert(costs<proxyless_mobile_1_4>(6'857'568, 580'883'408));
static_assert(costs<proxyless_gpu>(7'119'848, 465'260'160));
static_assert(costs<proxyless_cpu>(4'361'648, 439'243'864));

}  // namespace hurricane::inline v0::nets
