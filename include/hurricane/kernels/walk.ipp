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

template <int N>
[[gnu::always_inline]] inline void clear(vec (&v)[N]) {
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) v[j] = vec::all(0.0f);
}

/// N vectors that follow each other in memory, with Tail one.
template <bool Tail, int N>
[[gnu::always_inline]] inline void load(vec (&v)[N], float const* p, vec::mask m) {
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) v[j] = load<Tail>(p + j * vec::width, m);
}

template <bool Tail, int N>
[[gnu::always_inline]] inline void store(vec const (&v)[N], float* p, vec::mask m) {
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) store<Tail>(v[j], p + j * vec::width, m);
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
