// SPDX-License-Identifier: MIT
// Everything that works pixel by pixel: sums of activations, global pooling, scaling by channel. Blocked activations
// (N, C, H, W) and plain vectors (N, C).
#pragma once

#include <cstring>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

/// dst = a + b; dst may be one of them.
[[gnu::target("avx2,fma")]] inline void add(float const* a, float const* b, float* dst, std::size_t size) {
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes)
        _mm256_storeu_ps(dst + i, _mm256_add_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i)));
    for (; i < size; ++i) dst[i] = a[i] + b[i];
}

/// dst (N, C) = mean over the image of src.
[[gnu::target("avx2,fma")]] inline void global_pool(layout l, float const* src, float* dst) {
    auto const pixels = static_cast<std::size_t>(l.of.pixels());
    auto const block = pixels * lanes;
    std::size_t at = 0;
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; c += lanes, at += block) {
            __m256 sum = _mm256_setzero_ps();
            for (std::size_t k = at; k < at + block; k += lanes) sum = _mm256_add_ps(sum, _mm256_loadu_ps(src + k));
            sum = _mm256_mul_ps(sum, _mm256_set1_ps(1.0f / static_cast<float>(pixels)));
            auto const live = static_cast<std::size_t>(l.of.c - c < lanes ? l.of.c - c : lanes);
            _mm256_maskstore_ps(dst + l.at_vector(i, c), detail::first_lanes(live), sum);
        }
}
/// diff_src = diff_dst / pixels, broadcast.
[[gnu::target("avx2,fma")]] inline void global_pool_backward(layout l, float const* diff_dst, float* diff_src) {
    auto const pixels = static_cast<std::size_t>(l.of.pixels());
    auto const block = pixels * lanes;
    std::size_t at = 0;
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; c += lanes, at += block) {
            auto const live = static_cast<std::size_t>(l.of.c - c < lanes ? l.of.c - c : lanes);
            __m256 d = _mm256_maskload_ps(diff_dst + l.at_vector(i, c), detail::first_lanes(live));
            d = _mm256_mul_ps(d, _mm256_set1_ps(1.0f / static_cast<float>(pixels)));
            for (std::size_t k = at; k < at + block; k += lanes) _mm256_storeu_ps(diff_src + k, d);
        }
}

/// dst = src (N, C, H, W) times gate (N, C).
[[gnu::target("avx2,fma")]] inline void scale(layout l, float const* src, float const* gate, float* dst) {
    auto const block = static_cast<std::size_t>(l.of.pixels()) * lanes;
    std::size_t at = 0;
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; c += lanes, at += block) {
            auto const live = static_cast<std::size_t>(l.of.c - c < lanes ? l.of.c - c : lanes);
            __m256 const g = _mm256_maskload_ps(gate + l.at_vector(i, c), detail::first_lanes(live));
            for (std::size_t k = at; k < at + block; k += lanes)
                _mm256_storeu_ps(dst + k, _mm256_mul_ps(_mm256_loadu_ps(src + k), g));
        }
}
/// diff_src = diff_dst gate; diff_gate (N, C) = sum over the image of diff_dst src.
[[gnu::target("avx2,fma")]] inline void scale_backward(layout l, float const* src, float const* gate,
                                                       float const* diff_dst, float* diff_src, float* diff_gate) {
    auto const block = static_cast<std::size_t>(l.of.pixels()) * lanes;
    std::size_t at = 0;
    for (int i = 0; i < l.n; ++i)
        for (int c = 0; c < l.of.c; c += lanes, at += block) {
            auto const mask = detail::first_lanes(static_cast<std::size_t>(l.of.c - c < lanes ? l.of.c - c : lanes));
            __m256 const g = _mm256_maskload_ps(gate + l.at_vector(i, c), mask);
            __m256 sum = _mm256_setzero_ps();
            for (std::size_t k = at; k < at + block; k += lanes) {
                __m256 const d = _mm256_loadu_ps(diff_dst + k);
                sum = _mm256_fmadd_ps(d, _mm256_loadu_ps(src + k), sum);
                _mm256_storeu_ps(diff_src + k, _mm256_mul_ps(d, g));
            }
            _mm256_maskstore_ps(diff_gate + l.at_vector(i, c), mask, sum);
        }
}

}  // namespace hurricane::inline v0::kernels
