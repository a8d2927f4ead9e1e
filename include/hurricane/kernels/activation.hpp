// SPDX-License-Identifier: MIT
// The activations: value and slope. The run-time kind selects a kernel once, outside the loops.
// Every product that feeds a sum is an explicit fused multiply-add, so that results do not depend
// on the compiler's contraction.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include <hurricane/core/step.hpp>
#include <hurricane/simd/vec.hpp>

namespace hurricane::inline v0::kernels {

enum class activation : unsigned char {
    none,
    relu,
    relu6,
    swish,
    hard_swish,
    sigmoid,
    hard_sigmoid,
};

namespace detail {

/// Activations are numbered in the order of their kinds.
inline constexpr auto activation_numbers = [] {
    std::array<activation, kind_table.size()> numbers{};
    int number = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (kind_table[i].is_activation) numbers[i] = static_cast<activation>(++number);
    return numbers;
}();

}  // namespace detail

/// `none` for a kind that is no activation.
constexpr activation activation_of(kind k) {
    return detail::activation_numbers[static_cast<std::size_t>(k)];
}

static_assert(activation_of(kind::relu) == activation::relu &&
              activation_of(kind::hard_sigmoid) == activation::hard_sigmoid);

/// `none` and all kinds that are activations.
inline constexpr std::size_t activations =
    1 + static_cast<std::size_t>(std::count_if(kind_table.begin(), kind_table.end(),
                                               [](auto const& row) { return row.is_activation; }));

}  // namespace hurricane::inline v0::kernels

#define HURRICANE_BODY <hurricane/kernels/activation.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

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
