// SPDX-License-Identifier: MIT

/// With Tail only the lanes of m.
template <bool Tail>
inline vec load(float const* p, vec::mask m) {
    if constexpr (Tail)
        return vec::load(p, m);
    else
        return vec::load(p);
}

template <bool Tail>
inline void store(vec v, float* p, vec::mask m) {
    if constexpr (Tail)
        v.store(p, m);
    else
        v.store(p);
}

/// Calls k.run<N, Tail>(first channel, live lanes of a last, partial vector) for N <= Most vectors
/// of channels at a time.
template <int Most = 4, class Kernel>
inline void over_channels(Kernel const& k, int c) {
    constexpr int w = vec::width;
    int at = 0;
    for (; at + Most * w <= c; at += Most * w) k.template run<Most, false>(at, vec::mask{});
    if constexpr (Most >= 4)
        if (at + 2 * w <= c) {
            k.template run<2, false>(at, vec::mask{});
            at += 2 * w;
        }
    if constexpr (Most >= 2)
        if (at + w <= c) {
            k.template run<1, false>(at, vec::mask{});
            at += w;
        }
    if (at < c) k.template run<1, true>(at, vec::first(c - at));
}
