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
/// Shuffle with groups C/2: even channels first; and its inverse.
inline void split_pairs(std::size_t rows, int c, float const* src, float* dst) {
    int const half = c / 2;
    for (std::size_t r = 0; r < rows; ++r, src += c, dst += c) {
        int k = 0;
        for (; k + vec::width <= half; k += vec::width) {
            vec even, odd;
            vec::split_pairs(vec::load(src + 2 * k), vec::load(src + 2 * k + vec::width), even, odd);
            even.store(dst + k), odd.store(dst + half + k);
        }
        for (; k < half; ++k) dst[k] = src[2 * k], dst[half + k] = src[2 * k + 1];
    }
}
inline void join_pairs(std::size_t rows, int c, float const* src, float* dst) {
    int const half = c / 2;
    for (std::size_t r = 0; r < rows; ++r, src += c, dst += c) {
        int k = 0;
        for (; k + vec::width <= half; k += vec::width) {
            vec a, b;
            vec::join_pairs(vec::load(src + k), vec::load(src + half + k), a, b);
            a.store(dst + 2 * k), b.store(dst + 2 * k + vec::width);
        }
        for (; k < half; ++k) dst[2 * k] = src[k], dst[2 * k + 1] = src[half + k];
    }
}
