// SPDX-License-Identifier: MIT
// Moving channels about: shuffle, slice, concat, on blocked activations. Ours because oneDNN's shuffle is a `ref`
// outside one layout and 10-14 GB/s inside it (contracts 23).
#pragma once

#include <cstring>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

enum class write : unsigned char { assign, accumulate };

namespace detail {

/// Channel `to_channel` of dst (+)= channel `from_channel` of src, for all images and pixels.
inline void copy_channel(layout from, float const* src, int from_channel, layout to, float* dst, int to_channel,
                         write how) {
    for (int i = 0; i < from.n; ++i) {
        float const* x = src + from.at(i, from_channel, 0);
        float* y = dst + to.at(i, to_channel, 0);
        auto const pixels = static_cast<std::size_t>(from.of.pixels());
        if (how == write::assign)
            for (std::size_t p = 0; p < pixels; ++p) y[p * lanes] = x[p * lanes];
        else
            for (std::size_t p = 0; p < pixels; ++p) y[p * lanes] += x[p * lanes];
    }
}

/// 8 even (odd) lanes of a and b in order.
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 evens(__m256 a, __m256 b) {
    return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(_mm256_shuffle_ps(a, b, 0x88)), 0xd8));
}
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 odds(__m256 a, __m256 b) {
    return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(_mm256_shuffle_ps(a, b, 0xdd)), 0xd8));
}

/// Shuffle with groups C/2 and C a multiple of 16: block pairs are split into their even and odd lanes.
[[gnu::target("avx2,fma")]] inline void deinterleave(layout l, float const* src, float* dst) {
    auto const block = static_cast<std::size_t>(l.of.pixels()) * lanes;
    int const half = l.blocks() / 2;
    for (int i = 0; i < l.n; ++i)
        for (int b = 0; b < half; ++b) {
            float const* x = src + static_cast<std::size_t>(i * l.blocks() + 2 * b) * block;
            float* even = dst + static_cast<std::size_t>(i * l.blocks() + b) * block;
            float* odd = even + static_cast<std::size_t>(half) * block;
            for (std::size_t k = 0; k < block; k += lanes) {
                __m256 const u = _mm256_loadu_ps(x + k), v = _mm256_loadu_ps(x + block + k);
                _mm256_storeu_ps(even + k, evens(u, v));
                _mm256_storeu_ps(odd + k, odds(u, v));
            }
        }
}
/// The inverse.
[[gnu::target("avx2,fma")]] inline void interleave(layout l, float const* src, float* dst) {
    auto const block = static_cast<std::size_t>(l.of.pixels()) * lanes;
    int const half = l.blocks() / 2;
    for (int i = 0; i < l.n; ++i)
        for (int b = 0; b < half; ++b) {
            float const* even = src + static_cast<std::size_t>(i * l.blocks() + b) * block;
            float const* odd = even + static_cast<std::size_t>(half) * block;
            float* y = dst + static_cast<std::size_t>(i * l.blocks() + 2 * b) * block;
            for (std::size_t k = 0; k < block; k += lanes) {
                __m256 const u = _mm256_loadu_ps(even + k), v = _mm256_loadu_ps(odd + k);
                __m256 const low = _mm256_unpacklo_ps(u, v), high = _mm256_unpackhi_ps(u, v);
                _mm256_storeu_ps(y + k, _mm256_permute2f128_ps(low, high, 0x20));
                _mm256_storeu_ps(y + block + k, _mm256_permute2f128_ps(low, high, 0x31));
            }
        }
}

inline bool splits_pairs(layout l, int groups) { return groups * 2 == l.of.c && l.of.c % (2 * lanes) == 0; }

}  // namespace detail

/// `count` channels of src from `src_first` on (+)= into dst from `dst_first` on. Whole blocks move as memory.
inline void copy_channels(layout from, float const* src, int src_first, layout to, float* dst, int dst_first, int count,
                          write how = write::assign) {
    bool const whole = src_first % lanes == 0 && dst_first % lanes == 0 && count % lanes == 0;
    if (!whole) {
        for (int c = 0; c < count; ++c) detail::copy_channel(from, src, src_first + c, to, dst, dst_first + c, how);
        return;
    }
    auto const floats = static_cast<std::size_t>(count) * static_cast<std::size_t>(from.of.pixels());
    for (int i = 0; i < from.n; ++i) {
        float const* x = src + from.at(i, src_first, 0);
        float* y = dst + to.at(i, dst_first, 0);
        if (how == write::assign)
            std::memcpy(y, x, floats * sizeof(float));
        else
            for (std::size_t k = 0; k < floats; ++k) y[k] += x[k];
    }
}

/// dst[i g + j] = src[j (C/g) + i] (Zhang et al. 2018, ShuffleNet, section 3.1).
inline void channel_shuffle(layout l, int groups, float const* src, float* dst) {
    if (detail::splits_pairs(l, groups)) return detail::deinterleave(l, src, dst);
    std::memset(dst, 0, l.floats() * sizeof(float));
    int const columns = l.of.c / groups;
    for (int i = 0; i < columns; ++i)
        for (int j = 0; j < groups; ++j)
            detail::copy_channel(l, src, j * columns + i, l, dst, i * groups + j, write::assign);
}
inline void channel_shuffle_backward(layout l, int groups, float const* diff_dst, float* diff_src) {
    if (detail::splits_pairs(l, groups)) return detail::interleave(l, diff_dst, diff_src);
    channel_shuffle(l, l.of.c / groups, diff_dst, diff_src);
}

/// Writes zeros into the lanes beyond the last channel.
inline void clear_padding(layout l, float* x) {
    for (int c = l.of.c; c < padded(l.of.c); ++c)
        for (int i = 0; i < l.n; ++i)
            for (int p = 0; p < l.of.pixels(); ++p) x[l.at(i, c, p)] = 0;
}

/// dst = slice [offset, offset + to.c) of src.
inline void slice(layout from, float const* src, int offset, layout to, float* dst) {
    copy_channels(from, src, offset, to, dst, 0, to.of.c);
    clear_padding(to, dst);
}
/// dst = src then src2 along the channels.
inline void concat(layout a, float const* src, layout b, float const* src2, layout to, float* dst) {
    copy_channels(a, src, 0, to, dst, 0, a.of.c);
    copy_channels(b, src2, 0, to, dst, a.of.c, b.of.c);
    clear_padding(to, dst);
}

}  // namespace hurricane::inline v0::kernels
