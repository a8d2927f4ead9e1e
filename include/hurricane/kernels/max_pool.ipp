// SPDX-License-Identifier: MIT

/// The pixels [top, bottom) x [left, right) of an image under one output.
struct window {
    int top;
    int bottom;
    int left;
    int right;
};

inline vec largest(window const& under, int row, int c, float const* src, vec::mask m) {
    vec top = vec::all(-__builtin_inff());
    vec sick = vec::all(0.0f);
    for (int h = under.top; h < under.bottom; ++h)
        for (int w = under.left; w < under.right; ++w) {
            vec const x = vec::load(src + (h * row + w) * c, m);
            top = max(x, top);
            sick = sick + (x - x);  // 0, or not a number: max alone would drop it
        }
    return top + sick;
}

inline void max_pool_pixel(window const& under, int row, int c, float const* src, float* dst) {
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        largest(under, row, c, src + k, m).store(dst + k, m);
    }
}

inline void max_pool_pixel_backward(window const& under, int row, int c, float const* src,
                                    float const* diff_dst, float* diff_src) {
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        vec const top = largest(under, row, c, src + k, m);
        vec left = vec::load(diff_dst + k, m);  // what has not found its maximum yet
        for (int h = under.top; h < under.bottom; ++h)
            for (int w = under.left; w < under.right; ++w) {
                auto const at = (h * row + w) * c + k;
                vec const x = vec::load(src + at, m);
                (vec::load(diff_src + at, m) + where_equal(x, top, left)).store(diff_src + at, m);
                left = where_unequal(x, top, left);
            }
    }
}
