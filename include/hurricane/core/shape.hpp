// SPDX-License-Identifier: MIT
// Shapes of activations and the slots of a network. The batch is never part of a shape.
#pragma once

#include <cstdint>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// No channel count or image side is larger; what exceeds it is illegal, so that no later count
/// overflows.
inline constexpr int largest_size = 1 << 24;

/// a * b / divisor for sizes, capped above largest_size: a product that is too large becomes a
/// reason, not an overflow.
constexpr int saturating_multiply(int a, int b, int divisor = 1) {
    auto const product = std::int64_t{a} * b / divisor;
    return product > largest_size ? largest_size + 1 : product < 0 ? 0 : static_cast<int>(product);
}

[[deprecated("its name is saturating_multiply")]] constexpr int times(int a, int b,
                                                                      int divisor = 1) {
    return saturating_multiply(a, b, divisor);
}

/// Channels, height and width of one image's activations.
struct shape {
    int c{};
    int h{};
    int w{};

    constexpr std::int64_t size() const { return std::int64_t{c} * h * w; }

    constexpr std::int64_t pixels() const { return std::int64_t{h} * w; }

    constexpr bool countable() const {
        return c <= largest_size && h <= largest_size && w <= largest_size;
    }

    friend constexpr bool operator==(shape const&, shape const&) = default;
};

/// A place in a network that an operator can fill: the input it gets, the channels it must give,
/// its stride.
struct slot {
    shape in{};
    int out{};
    int stride{1};

    /// The output that every operator at this slot must produce ("same" padding: sizes are divided
    /// rounding up).
    constexpr shape result() const {
        if (stride <= 0 || in.h <= 0 || in.w <= 0)
            return {out, 0, 0};  // illegal; the plan says why
        return {out, (in.h - 1) / stride + 1, (in.w - 1) / stride + 1};
    }

    friend constexpr bool operator==(slot const&, slot const&) = default;
};

}  // namespace hurricane::inline v0
