// SPDX-License-Identifier: MIT
// The activations: value and slope. The run-time kind selects a kernel once, outside
// the loops. Every product that feeds a sum is an explicit fused multiply-add, so that results do
// not depend on the compiler's contraction.
#pragma once

#include <hurricane/core/step.hpp>
#include <hurricane/simd/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/activation.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

enum class activation : unsigned char {
    none,
    relu,
    relu6,
    swish,
    hard_swish,
    sigmoid,
    hard_sigmoid
};

constexpr activation activation_of(kind k) {
    return static_cast<activation>(static_cast<int>(k) - static_cast<int>(kind::relu) + 1);
}

static_assert(activation_of(kind::hard_sigmoid) == activation::hard_sigmoid);

/// y = a(x); y may be x.
inline void activate(activation a, float const* x, float* y, std::size_t n) {
    auto const i = static_cast<int>(a);
    dispatch(avx512::activate_of(i), avx2::activate_of(i))(x, y, n);
}

/// diff_src = diff_dst times the slope at x.
inline void activate_backward(activation a, float const* x, float const* diff_dst, float* diff_src,
                              std::size_t n) {
    auto const i = static_cast<int>(a);
    dispatch(avx512::activate_backward_of(i), avx2::activate_backward_of(i))(x, diff_dst, diff_src,
                                                                             n);
}

}  // namespace hurricane::inline v0::kernels
