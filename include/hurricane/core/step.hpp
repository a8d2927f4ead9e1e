// SPDX-License-Identifier: MIT
// One primitive of a plan: what a kernel, a cost model or an exporter needs to know about it.
#pragma once

#include <cstdint>

#include <hurricane/core/kind.hpp>
#include <hurricane/core/shape.hpp>

namespace hurricane::inline v0 {

/// A value of a plan: 0 is the input, i + 1 the output of step i.
using value = int;

struct step {
    kind op{};
    bool bias{};           ///< conv, linear
    std::int8_t src{};     ///< value read
    std::int8_t src2{-1};  ///< second value read by concat, scale, add
    int kernel{1};
    int stride{1};
    int groups{1};       ///< conv, channel_shuffle
    int offset{};        ///< slice
    double attribute{};  ///< batch_norm: epsilon; dropout: rate
    shape in{};
    shape out{};

    /// Multiply-adds of convolutions and linear layers; everything else counts 0, as papers count.
    constexpr std::int64_t macs() const {
        if (op == kind::conv) return out.size() * (in.c / groups) * kernel * kernel;
        if (op == kind::linear) return std::int64_t{in.c} * out.c;
        return 0;
    }

    /// Trained parameters: weights, biases, gamma and beta; not the running statistics.
    constexpr std::int64_t params() const {
        if (op == kind::conv)
            return std::int64_t{out.c} * (in.c / groups) * kernel * kernel + (bias ? out.c : 0);
        if (op == kind::linear) return std::int64_t{in.c} * out.c + (bias ? out.c : 0);
        if (op == kind::batch_norm) return 2 * std::int64_t{out.c};
        return 0;
    }

    /// Bytes read and written once in f32: activations and parameters.
    constexpr std::int64_t bytes() const {
        auto const second = op == kind::add ? in.size() : op == kind::scale ? in.c : 0;
        auto const gathered = op == kind::concat ? out.size() : in.size() + second;
        return 4 * (gathered + out.size() + params());
    }

    constexpr bool depthwise() const { return op == kind::conv && groups == in.c && groups > 1; }

    constexpr bool pointwise() const { return op == kind::conv && kernel == 1 && groups == 1; }

    friend constexpr bool operator==(step const&, step const&) = default;
};

}  // namespace hurricane::inline v0
