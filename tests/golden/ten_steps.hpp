// SPDX-License-Identifier: MIT
// The network, images and first weights of the golden training runs. Weights are waves, so that
// both sides make the same without a file.
#pragma once

#include <cmath>
#include <vector>

#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/network_of.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/supernet.hpp>

namespace golden {

using namespace hurricane;

struct backbone : conv_ends<ends{.stem = 8, .stem_stride = 1, .head = 16}> {
    static constexpr fixed_string name = "golden";
    static constexpr shape input{3, 8, 8};
    static constexpr int classes = 5;
    static constexpr int split = 1;
    static constexpr std::array stages{stage{8, 1, 1}, stage{12, 2, 2}};
};

struct network_type : network_of<backbone, ops::mb<3, 3>, ops::se<ops::mb<2, 5>>, ops::choice<3>> {
};

inline constexpr int images = 16;
inline constexpr int shard = 4;
inline constexpr int steps = 10;

inline std::uint8_t pixel(int i) {
    return static_cast<std::uint8_t>((i * 37 + i / 64 * 11 + i * i % 91) % 256);
}

inline int label(int i) { return (i * 3 + i / 5) % backbone::classes; }

/// Value i of the k-th array: (out, ...) weights spread by their fan-in, norms near the identity.
inline float first_value(int k, std::size_t i, kernels::role what, double fan_in) {
    double const wave = std::sin(1.3 * static_cast<double>(i) + 0.7 * k);
    switch (what) {
        case kernels::role::weights: return static_cast<float>(wave * std::sqrt(3 / fan_in));
        case kernels::role::gamma: return static_cast<float>(1 + 0.2 * wave);
        case kernels::role::variance: return 1;
        case kernels::role::bias:
        case kernels::role::beta:
        case kernels::role::mean: break;
    }
    return static_cast<float>(what == kernels::role::mean ? 0 : 0.1 * wave);
}

}  // namespace golden
