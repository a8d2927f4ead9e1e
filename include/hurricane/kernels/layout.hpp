// SPDX-License-Identifier: MIT
// How activations lie in memory. Images of a shard are stored in blocks of 8 channels (oneDNN's nChw8c) everywhere:
// the fastest layout for training on AVX2, within 5 % of the 16-wide one on AVX-512 machines and far better below 16
// channels (DESIGN.md). Pooled vectors and the network's input images are plain.
#pragma once

#include <algorithm>
#include <cstddef>

#include <hurricane/core/shape.hpp>

namespace hurricane::inline v0::kernels {

inline constexpr int lanes = 8;

/// Channels rounded up to whole blocks. Lanes beyond the last channel hold zeros.
constexpr int padded(int channels) { return (channels + lanes - 1) / lanes * lanes; }

enum class order : unsigned char { plain, blocked };

/// Shape and order of the activations of `n` images.
struct layout {
    int n{};
    shape of{};
    order in{order::blocked};

    constexpr int blocks() const { return padded(of.c) / lanes; }
    constexpr std::size_t floats() const {
        auto const channels = in == order::blocked ? padded(of.c) : of.c;
        return static_cast<std::size_t>(n) * static_cast<std::size_t>(channels) * static_cast<std::size_t>(of.pixels());
    }
    /// Index of image i, channel c, pixel p.
    constexpr std::size_t at(int i, int c, int p) const {
        auto const pixels = static_cast<std::size_t>(of.pixels());
        if (in == order::plain)
            return (static_cast<std::size_t>(i) * static_cast<std::size_t>(of.c) + static_cast<std::size_t>(c)) *
                       pixels +
                   static_cast<std::size_t>(p);
        auto const block =
            static_cast<std::size_t>(i) * static_cast<std::size_t>(blocks()) + static_cast<std::size_t>(c / lanes);
        return (block * pixels + static_cast<std::size_t>(p)) * lanes + static_cast<std::size_t>(c % lanes);
    }
    /// Index of image i, channel c of the plain vectors (N, C) that belong to these activations.
    constexpr std::size_t at_vector(int i, int c) const {
        return static_cast<std::size_t>(i) * static_cast<std::size_t>(of.c) + static_cast<std::size_t>(c);
    }
};

/// The order in which a network takes its images: oneDNN's first-layer kernels read plain images of up to 3 channels.
constexpr order image_order(shape image) { return image.c <= 3 ? order::plain : order::blocked; }

/// Copies activations from one order to the other; padding lanes of the destination become 0.
inline void reorder(layout from, float const* src, layout to, float* dst) {
    std::fill_n(dst, to.floats(), 0.0f);
    for (int i = 0; i < from.n; ++i)
        for (int c = 0; c < from.of.c; ++c)
            for (int p = 0; p < from.of.pixels(); ++p) dst[to.at(i, c, p)] = src[from.at(i, c, p)];
}

}  // namespace hurricane::inline v0::kernels
