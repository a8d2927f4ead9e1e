// SPDX-License-Identifier: MIT

/// What vec computes of the floats at a and b, a vector behind the other; returns its width.
inline int lanes(float const* a, float const* b, float* out) {
    vec const x = vec::load(a);
    vec const y = vec::load(b);
    vec even{};
    vec odd{};
    vec::split_pairs(x, y, even, odd);
    vec first{};
    vec second{};
    vec::join_pairs(even, odd, first, second);
    vec const all[] = {even,
                       odd,
                       first,
                       second,
                       x + y,
                       x - y,
                       x * y,
                       x / y,
                       fma(x, y, vec::all(2)),
                       fnma(x, y, vec::all(2)),
                       min(x, y),
                       max(x, y),
                       sqrt(y),
                       where_between(x, -1, 2, y),
                       where_positive(x, y),
                       where_equal(x, y, y),
                       where_unequal(x, y, y),
                       nearest(x),
                       times_power(y, nearest(x)),
                       vec::load(a, vec::first(3))};
    for (vec const& v : all) {
        v.store(out);
        out += vec::width;
    }
    x.store(out, vec::first(3));
    return vec::width;
}
