// SPDX-License-Identifier: MIT
// One vector of floats, 8 wide with AVX2 and 16 wide with AVX-512, behind the same names. Kernels
// of our own are written once, in a .ipp file, and compiled for both by both.ipp; best() takes the
// one that this CPU runs.
#pragma once

#include <immintrin.h>

#include <cstddef>

#include <hurricane/simd/dispatch.hpp>

// Functions between BEGIN and END are compiled for that instruction set. Lambdas are not: use
// function objects.
#ifdef __clang__
// A pragma is one literal.
// clang-format off
#define HURRICANE_BEGIN_AVX2 \
    _Pragma("clang attribute push(__attribute__((target(\"avx2,fma\"))), apply_to = function)")
#define HURRICANE_BEGIN_AVX512 \
    _Pragma("clang attribute push(__attribute__((target(\"avx2,fma,avx512f,avx512vl,avx512dq\"))), \
apply_to = function)")
// clang-format on
#define HURRICANE_END _Pragma("clang attribute pop")
#else
#define HURRICANE_BEGIN_AVX2 _Pragma("GCC push_options") _Pragma("GCC target(\"avx2,fma\")")
#define HURRICANE_BEGIN_AVX512  \
    _Pragma("GCC push_options") \
        _Pragma("GCC target(\"avx2,fma,avx512f,avx512vl,avx512dq,prefer-vector-width=512\")")
#define HURRICANE_END _Pragma("GCC pop_options")
#endif

namespace hurricane::inline v0::kernels {

HURRICANE_BEGIN_AVX2

namespace avx2 {

struct vec {
    static constexpr int width = 8;
    using mask = __m256i;
    __m256 v;

    /// The lanes [0, count).
    static mask first(int count) {
        return _mm256_cmpgt_epi32(_mm256_set1_epi32(count),
                                  _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }

    static vec load(float const* p) { return {_mm256_loadu_ps(p)}; }

    static vec load(float const* p, mask m) { return {_mm256_maskload_ps(p, m)}; }

    static vec all(float x) { return {_mm256_set1_ps(x)}; }

    void store(float* p) const { _mm256_storeu_ps(p, v); }

    void store(float* p, mask m) const { _mm256_maskstore_ps(p, m, v); }

    /// Even and odd lanes of two vectors in order, and the inverse.
    static void split_pairs(vec a, vec b, vec& even, vec& odd) {
        even.v = _mm256_castpd_ps(
            _mm256_permute4x64_pd(_mm256_castps_pd(_mm256_shuffle_ps(a.v, b.v, 0x88)), 0xd8));
        odd.v = _mm256_castpd_ps(
            _mm256_permute4x64_pd(_mm256_castps_pd(_mm256_shuffle_ps(a.v, b.v, 0xdd)), 0xd8));
    }

    static void join_pairs(vec even, vec odd, vec& a, vec& b) {
        __m256 const low = _mm256_unpacklo_ps(even.v, odd.v);
        __m256 const high = _mm256_unpackhi_ps(even.v, odd.v);
        a.v = _mm256_permute2f128_ps(low, high, 0x20);
        b.v = _mm256_permute2f128_ps(low, high, 0x31);
    }
};

inline vec operator+(vec a, vec b) { return {_mm256_add_ps(a.v, b.v)}; }

inline vec operator-(vec a, vec b) { return {_mm256_sub_ps(a.v, b.v)}; }

inline vec operator*(vec a, vec b) { return {_mm256_mul_ps(a.v, b.v)}; }

inline vec operator/(vec a, vec b) { return {_mm256_div_ps(a.v, b.v)}; }

inline vec fma(vec a, vec b, vec c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }  ///< a b + c

inline vec fnma(vec a, vec b, vec c) { return {_mm256_fnmadd_ps(a.v, b.v, c.v)}; }  ///< c - a b

inline vec min(vec a, vec b) { return {_mm256_min_ps(a.v, b.v)}; }

inline vec max(vec a, vec b) { return {_mm256_max_ps(a.v, b.v)}; }

inline vec sqrt(vec a) { return {_mm256_sqrt_ps(a.v)}; }

/// y where low < x < high, else 0.
inline vec where_between(vec x, float low, float high, vec y) {
    __m256 const inside = _mm256_and_ps(_mm256_cmp_ps(x.v, _mm256_set1_ps(low), _CMP_GT_OQ),
                                        _mm256_cmp_ps(x.v, _mm256_set1_ps(high), _CMP_LT_OQ));
    return {_mm256_and_ps(inside, y.v)};
}

inline vec where_positive(vec x, vec y) {
    return {_mm256_and_ps(_mm256_cmp_ps(x.v, _mm256_setzero_ps(), _CMP_GT_OQ), y.v)};
}

/// y where a = b, else 0; and the opposite.
inline vec where_equal(vec a, vec b, vec y) {
    return {_mm256_and_ps(_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ), y.v)};
}

inline vec where_unequal(vec a, vec b, vec y) {
    return {_mm256_and_ps(_mm256_cmp_ps(a.v, b.v, _CMP_NEQ_UQ), y.v)};
}

inline vec nearest(vec a) {
    return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}

/// y 2^n for whole n in [-126, 127].
inline vec times_power(vec y, vec n) {
    __m256i const p =
        _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n.v), _mm256_set1_epi32(127)), 23);
    return {_mm256_mul_ps(y.v, _mm256_castsi256_ps(p))};
}

}  // namespace avx2

HURRICANE_END

HURRICANE_BEGIN_AVX512

namespace avx512 {

// The maskz forms stand where g++ 12 warns of its own header (an undefined lane source) in the
// plain ones.

struct vec {
    static constexpr int width = 16;
    using mask = __mmask16;
    __m512 v;

    static mask first(int count) {
        return static_cast<mask>(count >= 16 ? 0xffff : (1 << count) - 1);
    }

    static vec load(float const* p) { return {_mm512_loadu_ps(p)}; }

    static vec load(float const* p, mask m) { return {_mm512_maskz_loadu_ps(m, p)}; }

    static vec all(float x) { return {_mm512_set1_ps(x)}; }

    void store(float* p) const { _mm512_storeu_ps(p, v); }

    void store(float* p, mask m) const { _mm512_mask_storeu_ps(p, m, v); }

    static void split_pairs(vec a, vec b, vec& even, vec& odd) {
        __m512i const e =
            _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        even.v = _mm512_permutex2var_ps(a.v, e, b.v);
        odd.v = _mm512_permutex2var_ps(a.v, _mm512_add_epi32(e, _mm512_set1_epi32(1)), b.v);
    }

    static void join_pairs(vec even, vec odd, vec& a, vec& b) {
        __m512i const low =
            _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        a.v = _mm512_permutex2var_ps(even.v, low, odd.v);
        b.v = _mm512_permutex2var_ps(even.v, _mm512_add_epi32(low, _mm512_set1_epi32(8)), odd.v);
    }
};

inline vec operator+(vec a, vec b) { return {_mm512_add_ps(a.v, b.v)}; }

inline vec operator-(vec a, vec b) { return {_mm512_sub_ps(a.v, b.v)}; }

inline vec operator*(vec a, vec b) { return {_mm512_mul_ps(a.v, b.v)}; }

inline vec operator/(vec a, vec b) { return {_mm512_div_ps(a.v, b.v)}; }

inline vec fma(vec a, vec b, vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }

inline vec fnma(vec a, vec b, vec c) { return {_mm512_fnmadd_ps(a.v, b.v, c.v)}; }

inline vec min(vec a, vec b) { return {_mm512_maskz_min_ps(0xffff, a.v, b.v)}; }

inline vec max(vec a, vec b) { return {_mm512_maskz_max_ps(0xffff, a.v, b.v)}; }

inline vec sqrt(vec a) { return {_mm512_maskz_sqrt_ps(0xffff, a.v)}; }

inline vec where_between(vec x, float low, float high, vec y) {
    vec::mask const above = _mm512_cmp_ps_mask(x.v, _mm512_set1_ps(low), _CMP_GT_OQ);
    return {_mm512_maskz_mov_ps(
        _mm512_mask_cmp_ps_mask(above, x.v, _mm512_set1_ps(high), _CMP_LT_OQ), y.v)};
}

inline vec where_positive(vec x, vec y) {
    return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x.v, _mm512_setzero_ps(), _CMP_GT_OQ), y.v)};
}

inline vec where_equal(vec a, vec b, vec y) {
    return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ), y.v)};
}

inline vec where_unequal(vec a, vec b, vec y) {
    return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a.v, b.v, _CMP_NEQ_UQ), y.v)};
}

inline vec nearest(vec a) {
    return {_mm512_maskz_roundscale_ps(0xffff, a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}

inline vec times_power(vec y, vec n) {
    __m512i const p = _mm512_maskz_slli_epi32(
        0xffff, _mm512_add_epi32(_mm512_maskz_cvtps_epi32(0xffff, n.v), _mm512_set1_epi32(127)),
        23);
    return {_mm512_mul_ps(y.v, _mm512_castsi512_ps(p))};
}

}  // namespace avx512

HURRICANE_END

}  // namespace hurricane::inline v0::kernels
