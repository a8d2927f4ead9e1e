// SPDX-License-Identifier: MIT
// Max pooling, ours because the gradient then needs no workspace: the place of the maximum is found
// again from src (the first one in row order, as PyTorch).
#pragma once

#include <algorithm>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/layout.hpp>
#include <hurricane/simd/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/max_pool.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

namespace detail {

/// Calls f(image, output pixel, window) for every output.
template <class Window, class F>
void for_each_window(step const& s, int n, F f) {
    auto const range = [&](int at, int size) {
        int const first = at * s.stride - s.kernel / 2;
        return std::pair{std::max(first, 0), std::min(first + s.kernel, size)};
    };
    for (int i = 0; i < n; ++i)
        for (int y = 0; y < s.out.h; ++y)
            for (int x = 0; x < s.out.w; ++x) {
                auto const [top, bottom] = range(y, s.in.h);
                auto const [left, right] = range(x, s.in.w);
                f(i, y * s.out.w + x, Window{top, bottom, left, right});
            }
}

template <class Window, class Kernel>
void max_pool(step const& s, int n, Kernel* pixel, float const* src, float* dst) {
    layout const in{n, s.in};
    layout const out{n, s.out};
    for_each_window<Window>(s, n, [&](int i, int p, Window const& under) {
        pixel(under, s.in.w, s.in.c, src + in.at(i, 0, 0), dst + out.at(i, 0, p));
    });
}

template <class Window, class Kernel>
void max_pool_backward(step const& s, int n, Kernel* pixel, float const* src, float const* diff_dst,
                       float* diff_src) {
    layout const in{n, s.in};
    layout const out{n, s.out};
    std::fill_n(diff_src, in.floats(), 0.0f);
    for_each_window<Window>(s, n, [&](int i, int p, Window const& under) {
        pixel(under, s.in.w, s.in.c, src + in.at(i, 0, 0), diff_dst + out.at(i, 0, p),
              diff_src + in.at(i, 0, 0));
    });
}

}  // namespace detail

/// dst (n, H', W', C) = the largest pixel of src (n, H, W, C) in each k x k window; pixels outside
/// do not count.
inline void max_pool(step const& s, int n, float const* src, float* dst) {
    if (has_avx512())
        detail::max_pool<avx512::window>(s, n, avx512::max_pool_pixel, src, dst);
    else
        detail::max_pool<avx2::window>(s, n, avx2::max_pool_pixel, src, dst);
}

/// diff_src = diff_dst at the maximum of each window, summed where windows overlap.
inline void max_pool_backward(step const& s, int n, float const* src, float const* diff_dst,
                              float* diff_src) {
    if (has_avx512())
        detail::max_pool_backward<avx512::window>(s, n, avx512::max_pool_pixel_backward, src,
                                                  diff_dst, diff_src);
    else
        detail::max_pool_backward<avx2::window>(s, n, avx2::max_pool_pixel_backward, src, diff_dst,
                                                diff_src);
}

}  // namespace hurricane::inline v0::kernels
