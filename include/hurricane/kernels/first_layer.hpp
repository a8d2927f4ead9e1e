// SPDX-License-Identifier: MIT
// Weight gradients of a network's first convolution, ours because oneDNN 2.6.3 has only `ref` for plain images of 1
// or 2 channels (40 ms for 16 images of 28 x 28, see DESIGN.md).
#pragma once

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

namespace detail {

/// Output positions y for which y * stride + tap - pad lies inside [0, size).
struct inside {
    int first, last;
    inside(int outputs, int size, int stride, int offset)
        : first{offset < 0 ? (-offset + stride - 1) / stride : 0},
          last{std::min(outputs, size - offset <= 0 ? 0 : (size - offset - 1) / stride + 1)} {}
};

/// One tap of one input channel: sum over the images of diff_dst (8 output channels) times the pixel under the tap.
[[gnu::target("avx2,fma")]] inline void one_tap(step const& s, int n, float const* src, int channel, int ky, int kx,
                                                float const* diff_dst, int block, float* sum) {
    layout const in{n, s.in, order::plain}, out{n, s.out};
    int const dy = ky - s.kernel / 2, dx = kx - s.kernel / 2;
    inside const ys{s.out.h, s.in.h, s.stride, dy}, xs{s.out.w, s.in.w, s.stride, dx};
    __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
    for (int i = 0; i < n; ++i)
        for (int y = ys.first; y < ys.last; ++y) {
            float const* x = src + in.at(i, channel, (y * s.stride + dy) * s.in.w + dx);
            float const* g = diff_dst + out.at(i, block * lanes, y * s.out.w);
            int k = xs.first;
            for (; k + 4 <= xs.last; k += 4) {
                float const* p = x + k * s.stride;
                a = _mm256_fmadd_ps(_mm256_broadcast_ss(p), _mm256_loadu_ps(g + k * lanes), a);
                b = _mm256_fmadd_ps(_mm256_broadcast_ss(p + s.stride), _mm256_loadu_ps(g + (k + 1) * lanes), b);
                c = _mm256_fmadd_ps(_mm256_broadcast_ss(p + 2 * s.stride), _mm256_loadu_ps(g + (k + 2) * lanes), c);
                d = _mm256_fmadd_ps(_mm256_broadcast_ss(p + 3 * s.stride), _mm256_loadu_ps(g + (k + 3) * lanes), d);
            }
            for (; k < xs.last; ++k)
                a = _mm256_fmadd_ps(_mm256_broadcast_ss(x + k * s.stride), _mm256_loadu_ps(g + k * lanes), a);
        }
    _mm256_storeu_ps(sum, _mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d)));
}

}  // namespace detail

/// diff_weights (O/8 blocks, k, k, I, 8) of a dense convolution of plain images src (n, I, H, W).
inline void first_layer_backward_weights(step const& s, int n, float const* src, float const* diff_dst,
                                         float* diff_weights) {
    for (int block = 0; block < padded(s.out.c) / lanes; ++block)
        for (int ky = 0; ky < s.kernel; ++ky)
            for (int kx = 0; kx < s.kernel; ++kx)
                for (int channel = 0; channel < s.in.c; ++channel, diff_weights += lanes)
                    detail::one_tap(s, n, src, channel, ky, kx, diff_dst, block, diff_weights);
}

}  // namespace hurricane::inline v0::kernels
