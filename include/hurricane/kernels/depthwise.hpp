// SPDX-License-Identifier: MIT
// Weight gradients of depthwise convolutions, ours because oneDNN 2.6.3 has no kernel for them with k >= 5: `ref` where
// blocked activations are given, `gemm` in the layout of its choice. 2026-11-23, one core of an AMD EPYC with AVX-512,
// 16 images, GFLOP/s of that gemm against this kernel, by build/release/benchmarks/kernels --benchmark_filter=weights :
//   96 x 14 x 14   k 5: 1.7, 52   k 7: 1.9, 68        384 x 4 x 4   k 5: 1.6, 30   k 7: 1.0, 43
#pragma once

#include <hurricane/base/buffer.hpp>
#include <hurricane/core/step.hpp>
#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

namespace detail {

/// One image and block: adds src (padded copy, row length `row` pixels) times diff_dst into K x K vectors.
template <int K>
[[gnu::target("avx2,fma")]] void correlate(float const* src, int row, float const* diff_dst, int h, int w, int stride,
                                           float* sums) {
    for (int ky = 0; ky < K; ++ky) {
        __m256 sum[K];
        for (int kx = 0; kx < K; ++kx) sum[kx] = _mm256_loadu_ps(sums + (ky * K + kx) * lanes);
        for (int y = 0; y < h; ++y) {
            float const* s = src + (y * stride + ky) * row * lanes;
            float const* d = diff_dst + y * w * lanes;
            for (int x = 0; x < w; ++x, s += stride * lanes, d += lanes) {
                __m256 const v = _mm256_loadu_ps(d);
#pragma GCC unroll 8  // without it the sums live in memory, and a third of the speed is left
                for (int kx = 0; kx < K; ++kx) sum[kx] = _mm256_fmadd_ps(_mm256_loadu_ps(s + kx * lanes), v, sum[kx]);
            }
        }
        for (int kx = 0; kx < K; ++kx) _mm256_storeu_ps(sums + (ky * K + kx) * lanes, sum[kx]);
    }
}

}  // namespace detail

/// Floats of scratch that depthwise_backward_weights needs: one padded image block.
constexpr std::size_t depthwise_scratch(step const& s) {
    return static_cast<std::size_t>(s.in.h + s.kernel) * static_cast<std::size_t>(s.in.w + s.kernel) * lanes;
}

/// diff_weights (C/8 blocks, k, k, 8) = sum over `n` images of src (C, H, W) correlated with diff_dst. k in {3, 5, 7}.
inline void depthwise_backward_weights(step const& s, int n, float const* src, float const* diff_dst,
                                       float* diff_weights, float* scratch) {
    layout const in{n, s.in}, out{n, s.out};
    int const pad = s.kernel / 2, row = s.in.w + s.kernel, taps = s.kernel * s.kernel;
    std::fill_n(diff_weights, static_cast<std::size_t>(in.blocks() * taps) * lanes, 0.0f);
    std::fill_n(scratch, depthwise_scratch(s), 0.0f);
    for (int b = 0; b < in.blocks(); ++b)
        for (int i = 0; i < n; ++i) {
            float const* x = src + in.at(i, b * lanes, 0);
            for (int y = 0; y < s.in.h; ++y)
                std::copy_n(x + y * s.in.w * lanes, s.in.w * lanes, scratch + ((y + pad) * row + pad) * lanes);
            float const* d = diff_dst + out.at(i, b * lanes, 0);
            float* sums = diff_weights + b * taps * lanes;
            switch (s.kernel) {
                case 3: detail::correlate<3>(scratch, row, d, s.out.h, s.out.w, s.stride, sums); break;
                case 5: detail::correlate<5>(scratch, row, d, s.out.h, s.out.w, s.stride, sums); break;
                case 7: detail::correlate<7>(scratch, row, d, s.out.h, s.out.w, s.stride, sums); break;
                default: break;
            }
        }
}

}  // namespace hurricane::inline v0::kernels
