// SPDX-License-Identifier: MIT
// Batch normalisation with its activation in one pass (Ioffe and Szegedy 2015), on blocked activations (N, C, H, W).
// Ours because oneDNN fuses ReLU only and refuses a clip on training norms (contracts 23). The statistics are those
// of the images given, that is of one shard ("ghost" batch norm).
#pragma once

#include <cmath>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

/// Arrays of padded(C) floats; padding lanes of gamma and beta are 0.
struct norm_args {
    float const* gamma{};
    float const* beta{};
    float* mean{};      ///< training: written; frozen: read
    float* variance{};  ///< unbiased; training: written; frozen: read
    float* inv_std{};   ///< 1 / sqrt(biased variance + eps): training: written, read by backward
    double eps{1e-5};
};

namespace detail {

/// Lanes of block b that hold channels.
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 live_lanes(layout l, int b) {
    int const left = l.of.c - b * lanes;
    return _mm256_castsi256_ps(first_lanes(static_cast<std::size_t>(left < lanes ? left : lanes)));
}

/// Sums of (x - shift) and (x - shift)^2 over the images and pixels of one block; the first value is the shift, which
/// keeps the one-pass variance accurate.
[[gnu::target("avx2,fma")]] inline void block_statistics(layout l, float const* src, int b, norm_args const& a) {
    auto const pixels = static_cast<std::size_t>(l.of.pixels()), step = static_cast<std::size_t>(l.blocks()) * pixels;
    float const* const first = src + static_cast<std::size_t>(b) * pixels * lanes;
    __m256 const shift = _mm256_loadu_ps(first);
    __m256 sum = _mm256_setzero_ps(), square = sum, sum2 = sum, square2 = sum;
    for (int i = 0; i < l.n; ++i) {
        float const* x = first + static_cast<std::size_t>(i) * step * lanes;
        __m256 s = _mm256_setzero_ps(), q = s, s2 = s, q2 = s;  // per image, so that rounding stays small
        std::size_t p = 0;
        for (; p + 2 <= pixels; p += 2, x += 2 * lanes) {
            __m256 const d = _mm256_sub_ps(_mm256_loadu_ps(x), shift),
                         e = _mm256_sub_ps(_mm256_loadu_ps(x + lanes), shift);
            s = _mm256_add_ps(s, d), s2 = _mm256_add_ps(s2, e);
            q = _mm256_fmadd_ps(d, d, q), q2 = _mm256_fmadd_ps(e, e, q2);
        }
        if (p < pixels) {
            __m256 const d = _mm256_sub_ps(_mm256_loadu_ps(x), shift);
            s = _mm256_add_ps(s, d), q = _mm256_fmadd_ps(d, d, q);
        }
        sum = _mm256_add_ps(sum, s), sum2 = _mm256_add_ps(sum2, s2);
        square = _mm256_add_ps(square, q), square2 = _mm256_add_ps(square2, q2);
    }
    float const m = static_cast<float>(l.n) * static_cast<float>(pixels);
    __m256 const mean = _mm256_div_ps(_mm256_add_ps(sum, sum2), _mm256_set1_ps(m));
    __m256 var = _mm256_fnmadd_ps(mean, mean, _mm256_div_ps(_mm256_add_ps(square, square2), _mm256_set1_ps(m)));
    var = _mm256_max_ps(var, _mm256_setzero_ps());
    auto const at = b * lanes;
    _mm256_storeu_ps(a.mean + at, _mm256_add_ps(mean, shift));
    _mm256_storeu_ps(a.variance + at, _mm256_mul_ps(var, _mm256_set1_ps(m > 1 ? m / (m - 1) : 1)));
    __m256 const std = _mm256_sqrt_ps(_mm256_add_ps(var, _mm256_set1_ps(static_cast<float>(a.eps))));
    _mm256_storeu_ps(a.inv_std + at, _mm256_div_ps(_mm256_set1_ps(1.0f), std));
}

template <class A>
[[gnu::target("avx2,fma")]] void norm_apply(A, layout l, float const* src, int b, __m256 factor, __m256 offset,
                                            float* dst) {
    auto const pixels = static_cast<std::size_t>(l.of.pixels());
    __m256 const live = live_lanes(l, b);
    for (int i = 0; i < l.n; ++i) {
        auto const at =
            (static_cast<std::size_t>(i) * static_cast<std::size_t>(l.blocks()) + static_cast<std::size_t>(b)) *
            pixels * lanes;
        for (std::size_t k = at; k < at + pixels * lanes; k += lanes) {
            __m256 const z = _mm256_fmadd_ps(_mm256_loadu_ps(src + k), factor, offset);
            _mm256_storeu_ps(dst + k, _mm256_and_ps(A::value(z), live));
        }
    }
}

template <class A>
[[gnu::target("avx2,fma")]] void norm_forward(A f, layout l, float const* src, norm_args const& a, float* dst) {
    for (int b = 0; b < l.blocks(); ++b) {
        block_statistics(l, src, b, a);
        auto const at = b * lanes;
        __m256 const factor = _mm256_mul_ps(_mm256_loadu_ps(a.gamma + at), _mm256_loadu_ps(a.inv_std + at));
        __m256 const offset = _mm256_fnmadd_ps(_mm256_loadu_ps(a.mean + at), factor, _mm256_loadu_ps(a.beta + at));
        norm_apply(f, l, src, b, factor, offset, dst);
    }
}

template <class A>
[[gnu::target("avx2,fma")]] void norm_frozen(A f, layout l, float const* src, norm_args const& a, float* dst) {
    for (int b = 0; b < l.blocks(); ++b) {
        auto const at = b * lanes;
        __m256 const std =
            _mm256_sqrt_ps(_mm256_add_ps(_mm256_loadu_ps(a.variance + at), _mm256_set1_ps(static_cast<float>(a.eps))));
        __m256 const factor = _mm256_div_ps(_mm256_loadu_ps(a.gamma + at), std);
        __m256 const offset = _mm256_fnmadd_ps(_mm256_loadu_ps(a.mean + at), factor, _mm256_loadu_ps(a.beta + at));
        norm_apply(f, l, src, b, factor, offset, dst);
    }
}

template <class A>
[[gnu::target("avx2,fma")]] void norm_backward(A, layout l, float const* src, norm_args const& a, float const* diff_dst,
                                               float* diff_src, float* diff_gamma, float* diff_beta) {
    auto const pixels = static_cast<std::size_t>(l.of.pixels());
    auto const start = [&](int i, int b) {
        return (static_cast<std::size_t>(i) * static_cast<std::size_t>(l.blocks()) + static_cast<std::size_t>(b)) *
               pixels * lanes;
    };
    for (int b = 0; b < l.blocks(); ++b) {
        auto const at = b * lanes;
        __m256 const gamma = _mm256_loadu_ps(a.gamma + at), inv = _mm256_loadu_ps(a.inv_std + at);
        __m256 const mean = _mm256_loadu_ps(a.mean + at), beta = _mm256_loadu_ps(a.beta + at);
        __m256 const live = live_lanes(l, b);
        __m256 const shift = _mm256_mul_ps(_mm256_sub_ps(_mm256_setzero_ps(), mean), inv);  // xhat = x inv + shift
        __m256 sum = _mm256_setzero_ps(), dot = sum;
        for (int i = 0; i < l.n; ++i) {
            auto const from = start(i, b);
            __m256 s = _mm256_setzero_ps(), t = s;
            for (std::size_t k = from; k < from + pixels * lanes; k += lanes) {
                __m256 const xhat = _mm256_fmadd_ps(_mm256_loadu_ps(src + k), inv, shift);
                __m256 const z = _mm256_fmadd_ps(gamma, xhat, beta);
                __m256 const g = _mm256_loadu_ps(diff_dst + k), a1 = A::slope(z);
                s = _mm256_fmadd_ps(g, a1, s), t = _mm256_fmadd_ps(_mm256_mul_ps(g, a1), xhat, t);
            }
            sum = _mm256_add_ps(sum, s), dot = _mm256_add_ps(dot, t);
        }
        _mm256_storeu_ps(diff_gamma + at, _mm256_and_ps(dot, live));
        _mm256_storeu_ps(diff_beta + at, _mm256_and_ps(sum, live));
        __m256 const m = _mm256_set1_ps(1.0f / (static_cast<float>(l.n) * static_cast<float>(pixels)));
        __m256 const scale = _mm256_mul_ps(gamma, inv);
        __m256 const mean_d = _mm256_mul_ps(sum, m), mean_dot = _mm256_mul_ps(dot, m);
        for (int i = 0; i < l.n; ++i) {
            auto const from = start(i, b);
            for (std::size_t k = from; k < from + pixels * lanes; k += lanes) {
                __m256 const xhat = _mm256_fmadd_ps(_mm256_loadu_ps(src + k), inv, shift);
                __m256 const z = _mm256_fmadd_ps(gamma, xhat, beta);
                __m256 const d = _mm256_fmsub_ps(_mm256_loadu_ps(diff_dst + k), A::slope(z), mean_d);
                __m256 const centred = _mm256_fnmadd_ps(xhat, mean_dot, d);
                _mm256_storeu_ps(diff_src + k, _mm256_and_ps(_mm256_mul_ps(scale, centred), live));
            }
        }
    }
}

}  // namespace detail

/// dst = a(gamma (src - mean) / sqrt(var + eps) + beta) with the statistics of src, which are written.
inline void norm_forward(activation a, layout l, float const* src, norm_args const& args, float* dst) {
    with_activation(a, [&](auto f) { detail::norm_forward(f, l, src, args, dst); });
}
/// The same with the given mean and (running) variance.
inline void norm_frozen(activation a, layout l, float const* src, norm_args const& args, float* dst) {
    with_activation(a, [&](auto f) { detail::norm_frozen(f, l, src, args, dst); });
}
/// Gradients of norm_forward; diff_gamma and diff_beta are padded(C) floats and assigned.
inline void norm_backward(activation a, layout l, float const* src, norm_args const& args, float const* diff_dst,
                          float* diff_src, float* diff_gamma, float* diff_beta) {
    with_activation(a,
                    [&](auto f) { detail::norm_backward(f, l, src, args, diff_dst, diff_src, diff_gamma, diff_beta); });
}

}  // namespace hurricane::inline v0::kernels
