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
    using kernel = void(float const* const* rows, float const* weights, int c, int width, float* dst);
    kernel* convolve;
    kernel* back;  ///< to the source: with flipped weights where the stride is 1
    void (*correlate)(float const* const* rows, float const* diff_dst, int c, int width, float* sums);
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

    /// Row y = a row of src, or what the norm makes of it.
    void fill(int y, float const* src, beside norm) {
        if (norm.values)
            norm_apply(norm.act, {1, {of_.c, 1, of_.w}}, src, *norm.values, interior(y));
        else
            std::copy_n(src, of_.w * of_.c, interior(y));
    }
    /// Row y = a row of the gradient, or what the norm whose source is src makes of it.
    void fill_back(int y, float const* src, float const* diff_dst, beside norm) {
        if (norm.values)
            norm_back(norm.act, {1, {of_.c, 1, of_.w}}, src, diff_dst, *norm.values, interior(y));
        else
            std::copy_n(diff_dst, of_.w * of_.c, interior(y));
    }
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
            for (; made < std::min(top + s.kernel, s.in.h); ++made)
                ring.fill(made, src + std::size_t(made) * std::size_t(in_row), before);
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

namespace detail {

/// The backward pass of one image.
struct depthwise_backward_image {
    step const& s;
    beside before, behind;
    float const *src, *dst, *diff_dst;
    float const* weights;  ///< flipped where the stride is 1
    depthwise_gradients g;
    row_ring values, diffs;
    depthwise_rows const& kernel{rows_of(s)};
    std::array<float const*, 7> rows{};

    void run() {
        for (int y = 0, made = 0, done = 0; y < s.out.h; ++y) {
            diffs.fill_back(y, dst + at(s.out, y), diff_dst + at(s.out, y), behind);
            if (g.diff_weights) made = correlate(y, made);
            if (g.diff_src) done = back(y, done);
        }
    }
    static std::size_t at(shape of, int y) { return std::size_t(y) * std::size_t(of.w * of.c); }

    /// Row y of the result to the weights.
    int correlate(int y, int made) {
        int const top = y * s.stride - s.kernel / 2;
        for (; made < std::min(top + s.kernel, s.in.h); ++made) values.fill(made, src + at(s.in, made), before);
        for (int ky = 0; ky < s.kernel; ++ky) rows[std::size_t(ky)] = values.row(top + ky);
        kernel.correlate(rows.data(), diffs.interior(y), s.in.c, s.out.w, g.diff_weights);
        return made;
    }
    /// The rows of the source that no later row of the result reaches.
    int back(int y, int done) {
        int const pad = s.kernel / 2;
        for (; done < s.in.h && ((done + pad) / s.stride <= y || y + 1 == s.out.h); ++done) {
            for (int ky = 0; ky < s.kernel; ++ky) {
                int const twice = done + pad - ky;
                rows[std::size_t(ky)] = s.stride == 1    ? diffs.row(done - pad + ky)
                                        : twice % 2 == 0 ? diffs.row(twice / 2)
                                                         : nullptr;
            }
            float* const to = g.diff_src + at(s.in, done);
            kernel.back(rows.data(), weights, s.in.c, s.in.w, to);
            if (g.sum)
                norm_reduce(before.act, {1, {s.in.c, 1, s.in.w}}, src + at(s.in, done), to, *before.values, g.sum,
                            g.dot);
        }
        return done;
    }
};

}  // namespace detail

inline void depthwise_backward(step const& s, int n, float const* src, beside before, float const* dst, beside behind,
                               float const* diff_dst, float const* weights, depthwise_gradients g, float* scratch) {
    int const taps = s.kernel * s.kernel;
    auto const c = std::size_t(s.in.c), in_image = std::size_t(s.in.size()), out_image = std::size_t(s.out.size());
    float* const diff_rows = scratch + detail::row_ring::floats(s.kernel, s.in);
    float* const flipped = diff_rows + detail::row_ring::floats(s.kernel, s.out);
    for (int t = 0; t < taps; ++t)
        std::copy_n(weights + std::size_t(t) * c, c, flipped + std::size_t(taps - 1 - t) * c);
    detail::depthwise_backward_image image{.s = s,
                                           .before = before,
                                           .behind = behind,
                                           .src = src,
                                           .dst = dst,
                                           .diff_dst = diff_dst,
                                           .weights = s.stride == 1 ? flipped : weights,
                                           .g = g,
                                           .values = {scratch, s.kernel, s.in},
                                           .diffs = {diff_rows, s.kernel, s.out}};
    for (int i = 0; i < n; ++i) {
        image.run();
        image.src += in_image, image.diff_dst += out_image;
        if (dst) image.dst += out_image;
        if (g.diff_src) image.g.diff_src += in_image;
    }
}

}  // namespace hurricane::inline v0::kernels
