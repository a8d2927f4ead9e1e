// SPDX-License-Identifier: MIT
// How activations lie in memory: channels last, everywhere. With images of a tile in cache it is as
// fast as oneDNN's blocked layouts on AVX2 and AVX-512, has no padding to waste or to clear, no
// `ref` kernels for few or odd channels, and pooled vectors are simply images of one pixel
// (DESIGN.md).
#pragma once

#include <cstddef>

#include <hurricane/core/shape.hpp>

namespace hurricane::inline v0::kernels {

/// Activations (n, H, W, C) of `n` images.
struct layout {
    int n{};
    shape of{};

    constexpr std::size_t rows() const {
        return static_cast<std::size_t>(n) * static_cast<std::size_t>(of.pixels());
    }

    constexpr std::size_t floats() const { return rows() * static_cast<std::size_t>(of.c); }

    /// Index of image i, channel c, pixel p.
    constexpr std::size_t at(int i, int c, int p) const {
        auto const row = static_cast<std::size_t>(i) * static_cast<std::size_t>(of.pixels()) +
                         static_cast<std::size_t>(p);
        return row * static_cast<std::size_t>(of.c) + static_cast<std::size_t>(c);
    }
};

/// Copies plain images (n, C, H, W) to channels last, and back.
inline void to_channels_last(layout l, float const* src, float* dst) {
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; ++c)
            for (int p = 0; p < l.of.pixels(); ++p) dst[l.at(i, c, p)] = *src++;
}

inline void from_channels_last(layout l, float const* src, float* dst) {
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; ++c)
            for (int p = 0; p < l.of.pixels(); ++p) *dst++ = src[l.at(i, c, p)];
}

}  // namespace hurricane::inline v0::kernels
