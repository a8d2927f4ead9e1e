// SPDX-License-Identifier: MIT
// Weight gradients of depthwise convolutions, ours because oneDNN 2.6.3 has no good kernel for them with k >= 5
// (table in DESIGN.md; build/release/benchmarks/kernels --benchmark_filter=backward_weights prints both).
#pragma once

#include <cstring>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/depthwise.ipp>
#include <hurricane/kernels/both.ipp>

namespace hurricane::inline v0::kernels {

/// Floats of scratch that depthwise_backward_weights needs: one padded image of 16 channels.
constexpr std::size_t depthwise_scratch(step const& s) {
    return static_cast<std::size_t>(s.in.h + s.kernel) * static_cast<std::size_t>(s.in.w + s.kernel) * 16;
}

/// diff_weights (k, k, C) = sum over `n` images of src (H, W, C) correlated with diff_dst. k in {3, 5, 7}.
inline void depthwise_backward_weights(step const& s, int n, float const* src, float const* diff_dst,
                                       float* diff_weights, float* scratch) {
    auto* const run = s.kernel == 3   ? best(avx512::depthwise_weights<3>, avx2::depthwise_weights<3>)
                      : s.kernel == 5 ? best(avx512::depthwise_weights<5>, avx2::depthwise_weights<5>)
                                      : best(avx512::depthwise_weights<7>, avx2::depthwise_weights<7>);
    run(n, s.in.c, s.in.h, s.in.w, s.out.h, s.out.w, s.stride, src, diff_dst, diff_weights, scratch);
}

}  // namespace hurricane::inline v0::kernels
