// SPDX-License-Identifier: MIT
// Depthwise convolutions of our own, row by row, with the norms around them: the norm and activation before is applied
// as rows are read, the statistics of the norm behind are taken as rows are written, and the backward pass is one walk
// over the image for both norms, the weights and the source. Ours because oneDNN 2.6.3 has no good kernel for weight
// gradients with k >= 5, and because of the memory traffic (DESIGN.md has both measurements).
#pragma once

#include <algorithm>
#include <array>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/norm.hpp>

namespace hurricane::inline v0::kernels {

/// The row kernels of one size and stride.
struct depthwise_rows {
    void (*convolve)(float const* const*, float const*, int, int, float*);
    void (*convolve_back)(float const* const*, float const*, int, int, float*);  ///< stride 1, flipped weights
    void (*spread)(float const* const*, float const*, int, int, float*);         ///< stride 2
    void (*correlate)(float const* const*, float const*, int, int, float*);
};

}  // namespace hurricane::inline v0::kernels

#define HURRICANE_BODY <hurricane/kernels/depthwise.ipp>
#include <hurricane/kernels/both.ipp>

namespace hurricane::inline v0::kernels {

/// Steps that these kernels run.
constexpr bool own_depthwise(step const& s) {
    return s.depthwise() && s.out.c == s.in.c && !s.bias && (s.kernel == 3 || s.kernel == 5 || s.kernel == 7) &&
           (s.stride == 1 || s.stride == 2);
}

/// A norm beside a depthwise convolution; none where values is missing.
struct beside {
    norm_values const* values{};
    activation act{activation::none};
};

namespace detail {

/// The last K rows of an image, padded; rows outside of it are zero.
class row_ring {
public:
    row_ring(float* memory, int kernel, shape of)
        : memory_{memory}, kernel_{kernel}, of_{of}, row_{row_floats(kernel, of)} {
        std::fill_n(memory, floats(kernel, of), 0.0f);
    }
    static std::size_t row_floats(int kernel, shape of) {
        return std::size_t(of.w + 2 * (kernel / 2)) * std::size_t(of.c);
    }
    static std::size_t floats(int kernel, shape of) { return std::size_t(kernel + 1) * row_floats(kernel, of); }

    /// Where row y is written, without its padding.
    float* interior(int y) { return slot(y % kernel_) + kernel_ / 2 * of_.c; }
    /// Row y with its padding.
    float const* row(int y) { return y < 0 || y >= of_.h ? slot(kernel_) : slot(y % kernel_); }

private:
    float* slot(int i) { return memory_ + std::size_t(i) * row_; }
    float* memory_;
    int kernel_;
    shape of_;
    std::size_t row_;
};

inline depthwise_rows const& rows_of(step const& s) {
    return wide() ? avx512::depthwise_rows_of(s.kernel, s.stride) : avx2::depthwise_rows_of(s.kernel, s.stride);
}

}  // namespace detail

/// Floats of scratch that the two functions below need.
inline std::size_t depthwise_scratch(step const& s) {
    return detail::row_ring::floats(s.kernel, s.in) + detail::row_ring::floats(s.kernel, s.out) +
           std::size_t((s.kernel * s.kernel + 4) * s.in.c);
}

/// dst (n, H', W', C) = convolution of src (n, H, W, C), or of what the norm before makes of it. The moments of dst are
/// merged into `mean` and `variance` (unless nullptr), those of `images_before` images.
inline void depthwise_forward(step const& s, int n, float const* src, beside before, float const* weights, float* dst,
                              float* mean, float* variance, int images_before, float* scratch) {
    auto const& kernel = detail::rows_of(s);
    int const c = s.in.c, pad = s.kernel / 2, in_row = s.in.w * c, out_row = s.out.w * c;
    detail::row_ring ring{scratch, s.kernel, s.in};
    moments_sum sum{c, scratch + detail::row_ring::floats(s.kernel, s.in)};
    std::array<float const*, 7> rows{};
    for (int i = 0; i < n; ++i, src += std::size_t(s.in.h) * std::size_t(in_row)) {
        if (mean) sum.begin();
        float const* const image = dst;
        for (int y = 0, made = 0; y < s.out.h; ++y, dst += out_row) {
            int const top = y * s.stride - pad;
            for (; made < std::min(top + s.kernel, s.in.h); ++made) {
                float const* const from = src + std::size_t(made) * std::size_t(in_row);
                layout const row{1, {c, 1, s.in.w}};
                if (before.values)
                    norm_apply(before.act, row, from, *before.values, ring.interior(made));
                else
                    std::copy_n(from, in_row, ring.interior(made));
            }
            for (int ky = 0; ky < s.kernel; ++ky) rows[std::size_t(ky)] = ring.row(top + ky);
            kernel.convolve(rows.data(), weights, c, s.out.w, dst);
            if (mean) sum.add(s.out.w, dst, image);
        }
        if (mean) sum.merge(s.out.pixels(), image, images_before + i, mean, variance);
    }
}

/// The gradients of depthwise_forward from that of its result, diff_dst, or of what the norm behind makes of the result
/// (dst). Adds to diff_weights (K, K, C) unless nullptr; writes diff_src unless nullptr: the gradient of what is
/// convolved. With `sum` and `dot` adds those of the norm before (norm_reduce).
struct depthwise_gradients {
    float *diff_weights{}, *diff_src{}, *sum{}, *dot{};
};
inline void depthwise_backward(step const& s, int n, float const* src, beside before, float const* dst, beside behind,
                               float const* diff_dst, float const* weights, depthwise_gradients const& g,
                               float* scratch) {
    auto const& kernel = detail::rows_of(s);
    int const c = s.in.c, pad = s.kernel / 2, taps = s.kernel * s.kernel;
    auto const in_row = std::size_t(s.in.w) * std::size_t(c), out_row = std::size_t(s.out.w) * std::size_t(c);
    layout const row_in{1, {c, 1, s.in.w}}, row_out{1, {c, 1, s.out.w}};
    float* const diff_memory = scratch + detail::row_ring::floats(s.kernel, s.in);
    float* const flipped = diff_memory + detail::row_ring::floats(s.kernel, s.out);
    for (int t = 0; t < taps; ++t) std::copy_n(weights + t * c, c, flipped + (taps - 1 - t) * c);
    detail::row_ring values{scratch, s.kernel, s.in}, diffs{diff_memory, s.kernel, s.out};
    std::array<float const*, 7> rows{};
    for (int i = 0; i < n; ++i) {
        float const* const x = src + std::size_t(i) * std::size_t(s.in.h) * in_row;
        std::size_t const out_image = std::size_t(i) * std::size_t(s.out.h) * out_row;
        float* const dx = g.diff_src ? g.diff_src + std::size_t(i) * std::size_t(s.in.h) * in_row : nullptr;
        int made = 0, done = 0;
        for (int y = 0; y < s.out.h; ++y) {
            auto const at = out_image + std::size_t(y) * out_row;
            if (behind.values)
                norm_back(behind.act, row_out, dst + at, diff_dst + at, *behind.values, diffs.interior(y));
            else
                std::copy_n(diff_dst + at, out_row, diffs.interior(y));
            int const top = y * s.stride - pad;
            if (g.diff_weights) {
                for (; made < std::min(top + s.kernel, s.in.h); ++made) {
                    float const* const from = x + std::size_t(made) * in_row;
                    if (before.values)
                        norm_apply(before.act, row_in, from, *before.values, values.interior(made));
                    else
                        std::copy_n(from, in_row, values.interior(made));
                }
                for (int ky = 0; ky < s.kernel; ++ky) rows[std::size_t(ky)] = values.row(top + ky);
                kernel.correlate(rows.data(), diffs.interior(y), c, s.out.w, g.diff_weights);
            }
            // Rows of the source that no later row of the result reaches.
            for (; dx && done < s.in.h && ((done + pad) / s.stride <= y || y + 1 == s.out.h); ++done) {
                float* const to = dx + std::size_t(done) * in_row;
                if (s.stride == 1) {
                    for (int ky = 0; ky < s.kernel; ++ky) rows[std::size_t(ky)] = diffs.row(done - pad + ky);
                    kernel.convolve_back(rows.data(), flipped, c, s.in.w, to);
                } else {
                    for (int ky = 0; ky < s.kernel; ++ky) {
                        int const from = done + pad - ky;
                        rows[std::size_t(ky)] = from % 2 == 0 ? diffs.row(from / 2) : nullptr;
                    }
                    kernel.spread(rows.data(), weights, c, s.in.w, to);
                }
                if (g.sum)
                    norm_reduce(before.act, row_in, x + std::size_t(done) * in_row, to, *before.values, g.sum, g.dot);
            }
        }
    }
}

}  // namespace hurricane::inline v0::kernels
