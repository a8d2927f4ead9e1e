// SPDX-License-Identifier: MIT
// Shapes of activations and the slots of a network. The batch is never part of a shape.
#pragma once

#include <cstdint>

namespace hurricane::inline v0 {

/// Channels, height and width of one image's activations.
struct shape {
    int c{}, h{}, w{};

    constexpr std::int64_t size() const { return std::int64_t{c} * h * w; }
    constexpr std::int64_t pixels() const { return std::int64_t{h} * w; }
    friend constexpr bool operator==(shape const&, shape const&) = default;
};

/// A place in a network that an operator can fill: the input it gets, the channels it must give, its stride.
struct slot {
    shape in{};
    int out{};
    int stride{1};

    /// The output that every operator at this slot must produce ("same" padding: sizes are divided rounding up).
    constexpr shape result() const {
        if (stride <= 0 || in.h <= 0 || in.w <= 0) return {out, 0, 0};  // illegal; the plan says why
        return {out, (in.h - 1) / stride + 1, (in.w - 1) / stride + 1};
    }
    friend constexpr bool operator==(slot const&, slot const&) = default;
};

}  // namespace hurricane::inline v0
