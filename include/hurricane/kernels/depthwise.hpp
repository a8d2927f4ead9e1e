// SPDX-License-Identifier: MIT
// Depthwise convolutions of our own, row by row, with the norms around them: the norm and
// activation before is applied as rows are read, the statistics of the norm behind are taken as
// rows are written, and the backward pass is one walk over the image for both norms, the weights
// and the source. Ours because oneDNN 2.6.3 has no good kernel for weight gradients with k >= 5,
// and because of the memory traffic (DESIGN.md). Weight gradients in GFLOP/s, one core, 16 images
// (benchmarks/kernels --benchmark_filter=backward_weights, 2026-11-24, AMD EPYC with AVX2):
//                            k = 5, stride 1   k = 5, stride 2   k = 7, stride 1   k = 7, stride 2
//   16 channels, 14 x 14        48 (oneDNN  7)    30 (oneDNN  6)    62 (oneDNN 11)    39 (oneDNN 9)
//   96 channels, 14 x 14        47 (oneDNN  7)    28 (oneDNN  5)    63 (oneDNN 10)    37 (oneDNN 8)
//   192 channels, 7 x 7         36 (oneDNN  5)                      49 (oneDNN  7)
// so ours run wherever they can (own_depthwise). k = 3: oneDNN 31-69 bare, ours 15-39; ours with
// the norms around.
#pragma once

#include <algorithm>
#include <array>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/norm.hpp>

namespace hurricane::inline v0::kernels {

/// The kernels of one size and stride. `rows`: rows with their padding, the first K for the first
/// of `count` rows.
struct depthwise_rows {
    void (*convolve)(float const* const* rows, float const* weights, int c, int width, int count,
                     float* dst);
    void (*spread)(float const* const* rows, float const* weights, int c, int width,
                   float* dst);  ///< of stride 2
    void (*correlate)(float const* const* rows, float const* const* diffs, int c, int width,
                      int count, float* sums);
};

}  // namespace hurricane::inline v0::kernels

#define HURRICANE_BODY <hurricane/kernels/depthwise.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

/// Steps that these kernels run.
constexpr bool own_depthwise(step const& s) {
    return s.depthwise() && s.out.c == s.in.c && !s.bias &&
           (s.kernel == 3 || s.kernel == 5 || s.kernel == 7) && (s.stride == 1 || s.stride == 2);
}

/// A norm beside a depthwise convolution; none where values is missing.
struct fused_norm {
    norm_values const* values{};
    activation act{activation::none};
};

namespace detail {

/// Rows of the result that are made together: the rows that they read are then read from the
/// second-level cache once, not K times. 1 where rows are so long that more would not stay there.
constexpr int most_rows = 4;

inline int rows_together(step const& s) {
    constexpr int cache_floats = 40 * 1024;
    int const row = (s.in.w + 2 * (s.kernel / 2)) * s.in.c;
    for (int n = most_rows; n > 1; n /= 2)
        if (((n - 1) * s.stride + s.kernel) * row <= cache_floats) return n;
    return 1;
}

/// The last rows of an image, padded; rows outside of it are zero.
class row_ring {
public:
    row_ring(float* memory, int pad, shape of, int rows)
        : memory_{memory}, pad_{pad}, rows_{rows}, of_{of}, row_{std::size_t(of.w + 2 * pad) *
                                                                 std::size_t(of.c)} {
        std::fill_n(memory, floats(pad, of, rows), 0.0f);
    }

    static std::size_t floats(int pad, shape of, int rows) {
        return std::size_t(rows + 1) * std::size_t(of.w + 2 * pad) * std::size_t(of.c);
    }

    /// Row y = a row of src, or what the norm makes of it.
    void fill(int y, float const* src, fused_norm norm) {
        if (norm.values)
            norm_apply(norm.act, {1, {of_.c, 1, of_.w}}, src, *norm.values, interior(y));
        else
            std::copy_n(src, of_.w * of_.c, interior(y));
    }

    /// Row y = a row of the gradient, or what the norm whose source is src makes of it.
    void fill_back(int y, float const* src, float const* diff_dst, fused_norm norm) {
        if (norm.values)
            norm_back(norm.act, {1, {of_.c, 1, of_.w}}, src, diff_dst, *norm.values, interior(y));
        else
            std::copy_n(diff_dst, of_.w * of_.c, interior(y));
    }

    /// Where row y is written, without its padding.
    float* interior(int y) { return slot(y % rows_) + pad_ * of_.c; }

    /// Row y with its padding.
    float const* row(int y) { return y < 0 || y >= of_.h ? slot(rows_) : slot(y % rows_); }

private:
    float* slot(int i) { return memory_ + std::size_t(i) * row_; }

    float* memory_;
    int pad_;
    int rows_;
    shape of_;
    std::size_t row_;
};

/// How many rows of src, and of the gradient, the passes below hold.
inline int source_rows(step const& s) { return (rows_together(s) - 1) * s.stride + s.kernel; }

inline int gradient_rows(step const& s) { return rows_together(s) - 1 + s.kernel; }

using row_pointers = std::array<float const*, (most_rows - 1) * 2 + 7>;

/// Where row y of an image of that shape begins.
inline std::size_t row_offset(shape of, int y) { return std::size_t(y) * std::size_t(of.w * of.c); }

/// The rows of src, or of what the norm before makes of it, that neighbouring rows of the result
/// read. Each is made once, from the top of an image to its bottom.
class source_window {
public:
    source_window(step const& s, fused_norm before, float* memory)
        : before_{before}, ring_{memory, s.kernel / 2, s.in, source_rows(s)}, kernel_{s.kernel},
          stride_{s.stride}, height_{s.in.h}, row_{row_offset(s.in, 1)} {}

    /// Goes to the top of an image.
    void begin(float const* image) {
        image_ = image;
        made_ = 0;
    }

    /// Points `rows` to those that rows [y, y + count) of the result read. Inline: small images
    /// take 4 % longer where its state is not in registers.
    [[gnu::always_inline]] void find(int y, int count, row_pointers& rows) {
        int const top = y * stride_ - kernel_ / 2;
        int const reach = (count - 1) * stride_ + kernel_;
        for (; made_ < std::min(top + reach, height_); ++made_)
            ring_.fill(made_, image_ + std::size_t(made_) * row_, before_);
        for (int r = 0; r < reach; ++r) rows[std::size_t(r)] = ring_.row(top + r);
    }

private:
    fused_norm before_;
    row_ring ring_;
    int kernel_;
    int stride_;
    int height_;
    std::size_t row_;
    float const* image_{};
    int made_{};
};

inline depthwise_rows const& rows_of(step const& s) {
    return has_avx512() ? avx512::depthwise_rows_of(s.kernel, s.stride)
                        : avx2::depthwise_rows_of(s.kernel, s.stride);
}

}  // namespace detail

/// Floats of scratch that the two functions below need.
inline std::size_t depthwise_scratch(step const& s) {
    int const pad = s.kernel / 2;
    return detail::row_ring::floats(pad, s.in, detail::source_rows(s)) +
           detail::row_ring::floats(pad, s.out, detail::gradient_rows(s)) +
           std::size_t((s.kernel * s.kernel + 4) * s.in.c);
}

/// dst (n, H', W', C) = convolution of src (n, H, W, C), or of what the norm before makes of it.
/// The moments of dst are merged into `mean` and `variance` (unless nullptr), those of
/// `images_before` images.
inline void depthwise_forward(step const& s, int n, float const* src, fused_norm before,
                              float const* weights, float* dst, float* mean, float* variance,
                              int images_before, float* scratch) {
    auto const& kernel = detail::rows_of(s);
    int const c = s.in.c;
    auto const out_row = detail::row_offset(s.out, 1);
    int const together = detail::rows_together(s);
    detail::source_window source{s, before, scratch};
    detail::row_pointers rows{};
    moments_sum sum{c,
                    scratch + detail::row_ring::floats(s.kernel / 2, s.in, detail::source_rows(s))};
    for (int i = 0; i < n; ++i, src += s.in.size()) {
        source.begin(src);
        if (mean) sum.begin();
        float const* const image = dst;
        for (int y = 0; y < s.out.h; y += together) {
            int const count = std::min(together, s.out.h - y);
            source.find(y, count, rows);
            kernel.convolve(rows.data(), weights, c, s.out.w, count, dst);
            if (mean) sum.add(count * s.out.w, dst, image);
            dst += std::size_t(count) * out_row;
        }
        if (mean) sum.merge(s.out.pixels(), image, images_before + i, mean, variance);
    }
}

/// The gradients of depthwise_forward from that of its result, diff_dst, or of what the norm behind
/// makes of the result (dst). Adds to diff_weights (K, K, C) unless nullptr; writes diff_src unless
/// nullptr: the gradient of what is convolved. With `sum` and `dot` adds those of the norm before
/// (norm_reduce).
struct depthwise_gradients {
    float* diff_weights{};
    float* diff_src{};
    float* sum{};
    float* dot{};
};

namespace detail {

/// The backward pass of one image.
struct depthwise_backward_image {
    step const& s;
    fused_norm before;
    fused_norm behind;
    float const* src;
    float const* dst;
    float const* diff_dst;
    float const* weights;  ///< flipped where the stride is 1
    depthwise_gradients g;
    source_window source;
    row_ring diffs;
    depthwise_rows const& kernel{rows_of(s)};
    int together{rows_together(s)};
    int pad{s.kernel / 2};
    row_pointers rows{};

    void run() {
        source.begin(src);
        for (int y = 0, done = 0; y < s.out.h; y += together) {
            int const count = std::min(together, s.out.h - y);
            for (int r = y; r < y + count; ++r) fill_diff(r);
            if (g.diff_weights) correlate(y, count);
            // Rows of the source that no later row of the result reaches.
            int const ready = y + count == s.out.h ? s.in.h : (y + count) * s.stride - pad;
            if (g.diff_src) done = s.stride == 1 ? convolve(done, ready) : spread(done, ready);
        }
    }

    /// Row y of the gradient of the result.
    void fill_diff(int y) {
        auto const row = row_offset(s.out, y);
        diffs.fill_back(y, dst ? dst + row : nullptr, diff_dst + row, behind);
    }

    /// Rows [y, y + count) of the result to the weights.
    void correlate(int y, int count) {
        std::array<float const*, most_rows> of_result{};
        for (int r = 0; r < count; ++r) of_result[std::size_t(r)] = diffs.interior(y + r);
        source.find(y, count, rows);
        kernel.correlate(rows.data(), of_result.data(), s.in.c, s.out.w, count, g.diff_weights);
    }

    /// Rows [done, ready) of the source.
    int convolve(int done, int ready) {
        for (int count = 0; done < ready; done += count) {
            count = std::min(together, ready - done);
            for (int r = 0; r < count - 1 + s.kernel; ++r)
                rows[std::size_t(r)] = diffs.row(done - pad + r);
            kernel.convolve(rows.data(), weights, s.in.c, s.in.w, count,
                            g.diff_src + row_offset(s.in, done));
            reduce(done, count);
        }
        return done;
    }

    int spread(int done, int ready) {
        for (; done < ready; ++done) {
            for (int ky = 0; ky < s.kernel; ++ky) {
                int const twice = done + pad - ky;
                rows[std::size_t(ky)] = twice % 2 == 0 ? diffs.row(twice / 2) : nullptr;
            }
            kernel.spread(rows.data(), weights, s.in.c, s.in.w,
                          g.diff_src + row_offset(s.in, done));
            reduce(done, 1);
        }
        return done;
    }

    void reduce(int y, int count) const {
        auto const row = row_offset(s.in, y);
        if (g.sum)
            norm_reduce(before.act, {1, {s.in.c, count, s.in.w}}, src + row, g.diff_src + row,
                        *before.values, g.sum, g.dot);
    }
};

}  // namespace detail

inline void depthwise_backward(step const& s, int n, float const* src, fused_norm before,
                               float const* dst, fused_norm behind, float const* diff_dst,
                               float const* weights, depthwise_gradients g, float* scratch) {
    int const taps = s.kernel * s.kernel;
    auto const c = std::size_t(s.in.c);
    auto const in_image = std::size_t(s.in.size());
    auto const out_image = std::size_t(s.out.size());
    int const pad = s.kernel / 2;
    int const source_rows = detail::source_rows(s);
    int const gradient_rows = detail::gradient_rows(s);
    float* const diff_rows = scratch + detail::row_ring::floats(pad, s.in, source_rows);
    float* const flipped = diff_rows + detail::row_ring::floats(pad, s.out, gradient_rows);
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
                                           .source = {s, before, scratch},
                                           .diffs = {diff_rows, pad, s.out, gradient_rows}};
    for (int i = 0; i < n; ++i) {
        image.run();
        image.src += in_image;
        image.diff_dst += out_image;
        if (dst) image.dst += out_image;
        if (g.diff_src) image.g.diff_src += in_image;
    }
}

}  // namespace hurricane::inline v0::kernels
