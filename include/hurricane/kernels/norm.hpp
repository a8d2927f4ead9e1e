// SPDX-License-Identifier: MIT
// Batch normalisation (Ioffe and Szegedy 2015) with the activation behind it. Ours because oneDNN
// fuses ReLU only and refuses a clip on training norms, and because it is cut where
// a whole batch must be waited for:
//   forward   statistics of each tile, merged | finish | apply, where the values are needed
//   backward  sums of each tile              | finish | back
// Statistics may thus come from one shard ("ghost"), from all of them (synchronised), or from
// training (frozen).
#pragma once

#include <cmath>
#include <cstring>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/layout.hpp>
#include <hurricane/kernels/walk.hpp>

#define HURRICANE_BODY <hurricane/kernels/norm.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

/// What apply and back need of one norm: arrays of C floats, one after the other.
struct norm_values {
    static constexpr int arrays = 6;
    float* mean;
    float* inv_std;
    float* factor;
    float* offset;
    float* shift;
    float* slope;

    norm_values(float* at, int c)
        : mean{at}, inv_std{at + c}, factor{at + 2 * c}, offset{at + 3 * c}, shift{at + 4 * c},
          slope{at + 5 * c} {}
};

/// Sums for the mean and the variance of one image, whose rows may come one after the other. Its
/// first pixel is the shift that keeps the one-pass variance accurate. `memory` holds 2 C floats.
class moments_sum {
public:
    moments_sum(int c, float* memory) : c_{c}, memory_{memory} {}

    void begin() { std::memset(memory_, 0, 2 * std::size_t(c_) * sizeof(float)); }

    /// Some pixels of the image whose first one is `first`.
    void add(int pixels, float const* src, float const* first) {
        dispatch(avx512::add_moments, avx2::add_moments)(std::size_t(pixels), c_, src, first,
                                                         memory_, memory_ + c_);
    }

    void merge(int pixels, float const* first, int images_before, float* mean, float* variance) {
        auto const rows = static_cast<float>(pixels);
        dispatch(avx512::merge_moments, avx2::merge_moments)(
            c_, first, static_cast<float>(images_before) * rows, rows, memory_, memory_ + c_, mean,
            variance);
    }

private:
    int c_;
    float* memory_;
};

/// Merges the mean and the biased variance of src, image by image so that rounding stays small,
/// into those of `images_before` images. `temporary` holds 2 C floats.
inline void norm_statistics(layout l, float const* src, int images_before, float* mean,
                            float* variance, float* temporary) {
    moments_sum sum{l.of.c, temporary};
    for (int i = 0; i < l.n; ++i, src += l.of.size()) {
        sum.begin();
        sum.add(l.of.pixels(), src, src);
        sum.merge(l.of.pixels(), src, images_before + i, mean, variance);
    }
}

/// From moments (biased variance) to the coefficients of apply.
inline void norm_finish(int c, float const* mean, float const* variance, double eps,
                        float const* gamma, float const* beta, norm_values v) {
    for (int k = 0; k < c; ++k) {
        v.mean[k] = mean[k];
        v.inv_std[k] = 1.0f / std::sqrt(variance[k] + static_cast<float>(eps));
        v.factor[k] = gamma[k] * v.inv_std[k];
        v.offset[k] = std::fma(-mean[k], v.factor[k], beta[k]);
    }
}

/// dst = a(gamma (src - mean) / sqrt(var + eps) + beta).
inline void norm_apply(activation a, layout l, float const* src, norm_values v, float* dst) {
    auto const i = static_cast<int>(a);
    dispatch(avx512::norm_apply_of(i), avx2::norm_apply_of(i))(l.rows(), l.of.c, src, v.factor,
                                                               v.offset, dst);
}

/// sum += gradient behind the activation; dot += its product with the normalised src: gradients of
/// beta and gamma.
inline void norm_reduce(activation a, layout l, float const* src, float const* diff_dst,
                        norm_values v, float* sum, float* dot) {
    auto const i = static_cast<int>(a);
    dispatch(avx512::norm_reduce_of(i), avx2::norm_reduce_of(i))(
        l.rows(), l.of.c, src, diff_dst, v.factor, v.offset, v.mean, v.inv_std, sum, dot);
}

/// From the sums over `rows` pixels to the coefficients of back.
inline void norm_finish_backward(int c, double rows, float const* sum, float const* dot,
                                 norm_values v) {
    auto const share = static_cast<float>(1 / rows);
    for (int k = 0; k < c; ++k) {
        v.slope[k] = v.factor[k] * v.inv_std[k] * dot[k] * share;
        v.shift[k] = std::fma(v.mean[k], v.slope[k], -v.factor[k] * sum[k] * share);
    }
}

/// diff_src of a norm with the statistics of the batch.
inline void norm_back(activation a, layout l, float const* src, float const* diff_dst,
                      norm_values v, float* diff_src) {
    auto const i = static_cast<int>(a);
    dispatch(avx512::norm_back_of(i), avx2::norm_back_of(i))(
        l.rows(), l.of.c, src, diff_dst, v.factor, v.offset, v.shift, v.slope, diff_src);
}

}  // namespace hurricane::inline v0::kernels
