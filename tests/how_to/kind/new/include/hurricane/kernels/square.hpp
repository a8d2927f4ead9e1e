// SPDX-License-Identifier: MIT
// The square of each value, and its gradient.
#pragma once

#include <cstddef>

#include <hurricane/version.hpp>

namespace hurricane::inline v0::kernels {

/// dst = src squared; dst may be src.
inline void square(float const* src, float* dst, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) dst[i] = src[i] * src[i];
}

/// diff_src = 2 src diff_dst.
inline void square_backward(float const* src, float const* diff_dst, float* diff_src,
                            std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) diff_src[i] = 2 * src[i] * diff_dst[i];
}

}  // namespace hurricane::inline v0::kernels
