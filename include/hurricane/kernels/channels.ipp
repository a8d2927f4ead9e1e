// SPDX-License-Identifier: MIT

/// Copies (or adds) `count` floats of each row.
template <bool Add>
void copy_rows(std::size_t rows, int count, float const* src, std::size_t src_stride, float* dst,
               std::size_t dst_stride) {
    auto const rest = vec::first(count % vec::width);
    for (std::size_t r = 0; r < rows; ++r, src += src_stride, dst += dst_stride) {
        int k = 0;
        for (; k + vec::width <= count; k += vec::width) {
            vec v = vec::load(src + k);
            if constexpr (Add) v = v + vec::load(dst + k);
            v.store(dst + k);
        }
        if (k < count) {
            vec v = vec::load(src + k, rest);
            if constexpr (Add) v = v + vec::load(dst + k, rest);
            v.store(dst + k, rest);
        }
    }
}

/// Two vectors of channels, from channel 2 k on, to even and odd.
[[gnu::always_inline]] inline void split_vectors(int k, float const* src, float* even, float* odd) {
    vec a;
    vec b;
    vec::split_pairs(vec::load(src + 2 * k), vec::load(src + 2 * k + vec::width), a, b);
    if (even) a.store(even + k);
    if (odd) b.store(odd + k);
}

/// Shuffle with groups C/2: even channels to the first half, odd ones to the second; rows of even
/// and odd are `stride` floats apart. One of them may be nullptr: it is not wanted.
inline void split_pairs(std::size_t rows, int c, float const* src, float* even, float* odd,
                        std::size_t stride) {
    int const half = c / 2;
    for (std::size_t r = 0; r < rows; ++r, src += c) {
        int k = 0;
        for (; k + vec::width <= half; k += vec::width) split_vectors(k, src, even, odd);
        for (; k < half; ++k) {
            if (even) even[k] = src[2 * k];
            if (odd) odd[k] = src[2 * k + 1];
        }
        if (even) even += stride;
        if (odd) odd += stride;
    }
}

/// The inverse.
inline void join_pairs(std::size_t rows, int c, float const* even, float const* odd,
                       std::size_t stride, float* dst) {
    int const half = c / 2;
    for (std::size_t r = 0; r < rows; ++r, even += stride, odd += stride, dst += c) {
        int k = 0;
        for (; k + vec::width <= half; k += vec::width) {
            vec a;
            vec b;
            vec::join_pairs(vec::load(even + k), vec::load(odd + k), a, b);
            a.store(dst + 2 * k);
            b.store(dst + 2 * k + vec::width);
        }
        for (; k < half; ++k) {
            dst[2 * k] = even[k];
            dst[2 * k + 1] = odd[k];
        }
    }
}
