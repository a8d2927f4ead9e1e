// SPDX-License-Identifier: MIT
// What works pixel by pixel: sums of activations, global pooling, scaling by channel. Activations
// are (n, H, W, C), vectors (n, C).
#pragma once

#include <hurricane/kernels/layout.hpp>
#include <hurricane/kernels/walk.hpp>

#define HURRICANE_BODY <hurricane/kernels/pixels.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

/// dst = a + b; dst may be one of them.
inline void add(float const* a, float const* b, float* dst, std::size_t size) {
    dispatch(avx512::add, avx2::add)(a, b, dst, size);
}

/// dst (n, C) = mean over the image of src.
inline void global_pool(layout l, float const* src, float* dst) {
    dispatch(avx512::global_pool, avx2::global_pool)(std::size_t(l.n), std::size_t(l.of.pixels()),
                                                     l.of.c, src, dst);
}

/// diff_src = diff_dst / pixels, broadcast.
inline void global_pool_backward(layout l, float const* diff_dst, float* diff_src) {
    dispatch(avx512::global_pool_backward, avx2::global_pool_backward)(
        std::size_t(l.n), std::size_t(l.of.pixels()), l.of.c, diff_dst, diff_src);
}

/// dst = src (n, H, W, C) times gate (n, C).
inline void scale(layout l, float const* src, float const* gate, float* dst) {
    dispatch(avx512::scale, avx2::scale)(std::size_t(l.n), std::size_t(l.of.pixels()), l.of.c, src,
                                         gate, dst);
}

/// diff_src = diff_dst gate; diff_gate (n, C) = sum over the image of diff_dst src.
inline void scale_backward(layout l, float const* src, float const* gate, float const* diff_dst,
                           float* diff_src, float* diff_gate) {
    dispatch(avx512::scale_backward, avx2::scale_backward)(std::size_t(l.n),
                                                           std::size_t(l.of.pixels()), l.of.c, src,
                                                           gate, diff_dst, diff_src, diff_gate);
}

}  // namespace hurricane::inline v0::kernels
