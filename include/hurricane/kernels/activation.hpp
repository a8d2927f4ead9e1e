// SPDX-License-Identifier: MIT
// The activations of contracts: value and slope, 8 lanes at a time. with_activation turns the run-time kind into a
// type once, outside the loops. Every product that feeds a sum is an explicit fused multiply-add, so that results do
// not depend on the compiler's contraction.
#pragma once

#include <immintrin.h>

#include <cstddef>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

/// e^x, |relative error| < 3e-7: 2^n times a degree-6 polynomial (Cephes expf).
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 exp8(__m256 x) {
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.0f)), _mm256_set1_ps(88.0f));
    __m256 const n =
        _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    __m256 y = _mm256_set1_ps(1.9875691500e-4f);
    for (float const c : {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f})
        y = _mm256_fmadd_ps(y, r, _mm256_set1_ps(c));
    y = _mm256_add_ps(_mm256_fmadd_ps(y, _mm256_mul_ps(r, r), r), _mm256_set1_ps(1.0f));
    __m256i const power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(y, _mm256_castsi256_ps(power));
}

[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 between(__m256 x, float low,
                                                                      float high) {  // 1 where low < x < high, else 0
    return _mm256_and_ps(_mm256_and_ps(_mm256_cmp_ps(x, _mm256_set1_ps(low), _CMP_GT_OQ),
                                       _mm256_cmp_ps(x, _mm256_set1_ps(high), _CMP_LT_OQ)),
                         _mm256_set1_ps(1.0f));
}
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256 clip6(__m256 x) {
    return _mm256_min_ps(_mm256_max_ps(x, _mm256_setzero_ps()), _mm256_set1_ps(6.0f));
}

namespace act {

struct identity {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) { return x; }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256) { return _mm256_set1_ps(1.0f); }
};
struct relu {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) {
        return _mm256_max_ps(x, _mm256_setzero_ps());
    }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {
        return between(x, 0.0f, __builtin_inff());
    }
};
struct relu6 {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) { return clip6(x); }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {
        return between(x, 0.0f, 6.0f);
    }
};
struct sigmoid {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) {
        __m256 const one = _mm256_set1_ps(1.0f);
        return _mm256_div_ps(one, _mm256_add_ps(one, exp8(_mm256_sub_ps(_mm256_setzero_ps(), x))));
    }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {
        __m256 const y = value(x);
        return _mm256_fnmadd_ps(y, y, y);
    }
};
struct swish {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) {
        return _mm256_mul_ps(x, sigmoid::value(x));
    }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {  // s + x s (1 - s)
        __m256 const s = sigmoid::value(x);
        return _mm256_fmadd_ps(x, _mm256_fnmadd_ps(s, s, s), s);
    }
};
struct hard_sigmoid {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) {
        return _mm256_mul_ps(clip6(_mm256_add_ps(x, _mm256_set1_ps(3.0f))), _mm256_set1_ps(1.0f / 6.0f));
    }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {
        return _mm256_mul_ps(between(x, -3.0f, 3.0f), _mm256_set1_ps(1.0f / 6.0f));
    }
};
struct hard_swish {
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 value(__m256 x) {
        return _mm256_mul_ps(x, hard_sigmoid::value(x));
    }
    [[gnu::target("avx2,fma"), gnu::always_inline]] inline static __m256 slope(__m256 x) {  // h + x h'
        return _mm256_fmadd_ps(x, hard_sigmoid::slope(x), hard_sigmoid::value(x));
    }
};

}  // namespace act

/// Calls f(activation{}); `none` stands for no activation.
enum class activation : unsigned char { none, relu, relu6, swish, hard_swish, sigmoid, hard_sigmoid };

constexpr activation activation_of(kind k) {
    return static_cast<activation>(static_cast<int>(k) - static_cast<int>(kind::relu) + 1);
}
static_assert(activation_of(kind::hard_sigmoid) == activation::hard_sigmoid);

template <class F>
decltype(auto) with_activation(activation a, F&& f) {
    switch (a) {
        case activation::relu: return f(act::relu{});
        case activation::relu6: return f(act::relu6{});
        case activation::swish: return f(act::swish{});
        case activation::hard_swish: return f(act::hard_swish{});
        case activation::sigmoid: return f(act::sigmoid{});
        case activation::hard_sigmoid: return f(act::hard_sigmoid{});
        case activation::none: break;
    }
    return f(act::identity{});
}

namespace detail {

/// The last, partial vector of an array: loads and stores only `count` lanes.
[[gnu::target("avx2,fma"), gnu::always_inline]] inline __m256i first_lanes(std::size_t count) {
    __m256i const index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), index);
}

template <class A>
[[gnu::target("avx2,fma")]] void activate(A, float const* x, float* y, std::size_t n) {
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes) _mm256_storeu_ps(y + i, A::value(_mm256_loadu_ps(x + i)));
    if (i < n) {
        auto const mask = first_lanes(n - i);
        _mm256_maskstore_ps(y + i, mask, A::value(_mm256_maskload_ps(x + i, mask)));
    }
}
template <class A>
[[gnu::target("avx2,fma")]] void activate_backward(A, float const* x, float const* diff_dst, float* diff_src,
                                                   std::size_t n) {
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        _mm256_storeu_ps(diff_src + i, _mm256_mul_ps(_mm256_loadu_ps(diff_dst + i), A::slope(_mm256_loadu_ps(x + i))));
    if (i < n) {
        auto const mask = first_lanes(n - i);
        auto const d = _mm256_mul_ps(_mm256_maskload_ps(diff_dst + i, mask), A::slope(_mm256_maskload_ps(x + i, mask)));
        _mm256_maskstore_ps(diff_src + i, mask, d);
    }
}

}  // namespace detail

/// dst = a(src), elementwise over `size` floats.
inline void activate(activation a, float const* src, float* dst, std::size_t size) {
    with_activation(a, [&](auto f) { detail::activate(f, src, dst, size); });
}
/// diff_src = diff_dst a'(src).
inline void activate_backward(activation a, float const* src, float const* diff_dst, float* diff_src,
                              std::size_t size) {
    with_activation(a, [&](auto f) { detail::activate_backward(f, src, diff_dst, diff_src, size); });
}

}  // namespace hurricane::inline v0::kernels
