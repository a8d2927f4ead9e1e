// SPDX-License-Identifier: MIT

// Rows are padded by K/2 zero pixels on either side; weights are (K, K, C).

/// Adds to the sums of N neighbouring outputs what one row of the input gives with the K weights
/// from `tap` on. The outputs share what they read: each vector is loaded once, for all of those
/// that it reaches.
template <int K, int S, int N, bool Tail>
[[gnu::always_inline]] inline void convolve_row(float const* row, float const* weights, int tap,
                                                int c, vec::mask m, vec (&sum)[N]) {
    vec w[K];
#pragma GCC unroll 8
    for (int kx = 0; kx < K; ++kx) w[kx] = load<Tail>(weights + (tap + kx) * c, m);
#pragma GCC unroll 32
    for (int t = 0; t < (N - 1) * S + K; ++t, row += c) {
        vec const in = load<Tail>(row, m);
#pragma GCC unroll 8
        for (int kx = 0; kx < K; ++kx)
            if ((t - kx) % S == 0 && t >= kx && t - kx < N * S)
                sum[(t - kx) / S] = fma(in, w[kx], sum[(t - kx) / S]);
    }
}

/// N neighbouring outputs.
template <int K, int S, int N, bool Tail>
inline void convolve_some(float const* const* rows, int from, float const* weights, int c,
                          vec::mask m, float* dst) {
    vec sum[N];
    clear(sum);
#pragma GCC unroll 8
    for (int ky = 0; ky < K; ++ky)
        convolve_row<K, S, N, Tail>(rows[ky] + from, weights, ky * K, c, m, sum);
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) store<Tail>(sum[j], dst + j * c, m);
}

template <int K, int S, int N, bool Tail>
inline void convolve_by(float const* const* rows, float const* weights, int c, int out_w, int k,
                        vec::mask m, float* dst) {
    for (int x = 0; x < out_w; x += N) {  // the last ones overlap with others
        int const at = x + N <= out_w ? x : out_w - N;
        convolve_some<K, S, N, Tail>(rows, k + at * S * c, weights + k, c, m, dst + at * c + k);
    }
}

template <int K, int S, bool Tail>
inline void convolve_channels(float const* const* rows, float const* weights, int c, int out_w,
                              int k, vec::mask m, float* dst) {
    if constexpr (!Tail) {  // of partial vectors there is one at most: not worth the compiler's
                            // time
        if (out_w % 7 == 0) return convolve_by<K, S, 7, Tail>(rows, weights, c, out_w, k, m, dst);
        if (out_w >= 8) return convolve_by<K, S, 8, Tail>(rows, weights, c, out_w, k, m, dst);
    }
    if (out_w >= 4) return convolve_by<K, S, 4, Tail>(rows, weights, c, out_w, k, m, dst);
    convolve_by<K, S, 1, Tail>(rows, weights, c, out_w, k, m, dst);
}

/// dst (count, out_w, C): output rows; the first of K input rows rows[0] on, the next of rows[S]
/// on, ... A cache line of channels goes through all of them.
template <int K, int S>
void convolve_rows(float const* const* rows, float const* weights, int c, int out_w, int count,
                   float* dst) {
    constexpr int line = 16;
    for (int first = 0; first < c; first += line)
        for (int y = 0; y < count; ++y) {
            float* const to = dst + std::ptrdiff_t(y) * out_w * c;
            int k = first;
            int const end = c < first + line ? c : first + line;
            for (; k + vec::width <= end; k += vec::width)
                convolve_channels<K, S, false>(rows + y * S, weights, c, out_w, k, vec::first(0),
                                               to);
            if (k < end)
                convolve_channels<K, S, true>(rows + y * S, weights, c, out_w, k,
                                              vec::first(end - k), to);
        }
}

/// Adds to the sums of `Live` pixels what one row of the gradient, from `row` on, gives with every
/// other weight from `tap` on.
template <int Taps, int Live, bool Tail>
[[gnu::always_inline]] inline void spread_taps(float const* row, float const* weights, int tap,
                                               int c, vec::mask m, vec (&sum)[Live]) {
    vec in[Taps + Live - 1];
#pragma GCC unroll 16
    for (int t = 0; t < Taps + Live - 1; ++t, row += c) in[t] = load<Tail>(row, m);
#pragma GCC unroll 4
    for (int t = 0; t < Taps; ++t) {
        vec const w = load<Tail>(weights + (tap + 2 * t) * c, m);
#pragma GCC unroll 4
        for (int j = 0; j < Live; ++j) sum[j] = fma(in[j + Taps - 1 - t], w, sum[j]);
    }
}

/// Pixels Q, Q + 2, ... of a row, `Live` of them: even and odd pixels have taps of their own.
template <int K, int Q, int Live, bool Tail>
[[gnu::always_inline]] inline void spread_some(float const* const* rows, int at,
                                               float const* weights, int c, vec::mask m,
                                               float* dst) {
    constexpr int pad = K / 2;
    constexpr int first = (Q + pad) % 2;
    constexpr int taps = (K - first + 1) / 2;
    constexpr int leftmost = (Q + pad - first) / 2 - taps + 1 + pad;
    vec sum[Live];
    clear(sum);
    for (int ky = 0; ky < K; ++ky) {
        if (!rows[ky]) continue;
        spread_taps<taps, Live, Tail>(rows[ky] + std::ptrdiff_t(at + leftmost) * c, weights,
                                      ky * K + first, c, m, sum);
    }
#pragma GCC unroll 4
    for (int j = 0; j < Live; ++j) store<Tail>(sum[j], dst + (2 * (at + j) + Q) * c, m);
}

template <int K, int Q, bool Tail>
inline void spread_channels(float const* const* given, float const* weights, int c, int in_w, int k,
                            vec::mask m, float* dst) {
    float const* rows[K];
    for (int ky = 0; ky < K; ++ky) rows[ky] = given[ky] ? given[ky] + k : nullptr;
    int const count = (in_w - Q + 1) / 2;
    int x = 0;
    for (; x + 4 <= count; x += 4) spread_some<K, Q, 4, Tail>(rows, x, weights + k, c, m, dst + k);
    for (; x < count; ++x) spread_some<K, Q, 1, Tail>(rows, x, weights + k, c, m, dst + k);
}

/// dst (in_w, C): row of the gradient of src where the stride is 2: of the K gradient rows `rows`
/// those that are not nullptr reach it.
template <int K>
void spread_row(float const* const* rows, float const* weights, int c, int in_w, float* dst) {
    int k = 0;
    for (; k + vec::width <= c; k += vec::width) {
        spread_channels<K, 0, false>(rows, weights, c, in_w, k, vec::first(0), dst);
        spread_channels<K, 1, false>(rows, weights, c, in_w, k, vec::first(0), dst);
    }
    if (k < c) {
        spread_channels<K, 0, true>(rows, weights, c, in_w, k, vec::first(c - k), dst);
        spread_channels<K, 1, true>(rows, weights, c, in_w, k, vec::first(c - k), dst);
    }
}

/// Adds to sum the products of P neighbouring pixels of the gradient with Rows input rows, from
/// column x on.
template <int K, int S, int Rows, int P, bool Tail>
[[gnu::always_inline]] inline void correlate_some(float const* const* rows, float const* diff,
                                                  int x, int c, int k, vec::mask m,
                                                  vec (&sum)[Rows][K]) {
    vec d[P];
#pragma GCC unroll 8
    for (int j = 0; j < P; ++j) d[j] = load<Tail>(diff + (x + j) * c, m);
#pragma GCC unroll 8
    for (int ky = 0; ky < Rows; ++ky) {
        float const* p = rows[ky] + k + x * S * c;
#pragma GCC unroll 32
        for (int t = 0; t < (P - 1) * S + K; ++t, p += c) {
            vec const in = load<Tail>(p, m);
#pragma GCC unroll 8
            for (int kx = 0; kx < K; ++kx)
                if ((t - kx) % S == 0 && t >= kx && t - kx < P * S)
                    sum[ky][kx] = fma(in, d[(t - kx) / S], sum[ky][kx]);
        }
    }
}

/// Adds to sum what a whole row of the gradient, out_w pixels, gives with Rows input rows.
template <int K, int S, int Rows, bool Tail>
[[gnu::always_inline]] inline void correlate_row(float const* const* rows, float const* diff,
                                                 int out_w, int c, int k, vec::mask m,
                                                 vec (&sum)[Rows][K]) {
    int x = 0;
    if constexpr (!Tail)
        for (; x + 4 <= out_w; x += 4)
            correlate_some<K, S, Rows, 4, Tail>(rows, diff, x, c, k, m, sum);
    for (; x + 2 <= out_w; x += 2) correlate_some<K, S, Rows, 2, Tail>(rows, diff, x, c, k, m, sum);
    if (x < out_w) correlate_some<K, S, Rows, 1, Tail>(rows, diff, x, c, k, m, sum);
}

/// Adds to sums (K, K) the correlation of `count` rows of the gradient with their input rows, one
/// vector of channels.
template <int K, int S, bool Tail>
inline void correlate_channels(float const* const* rows, float const* const* diffs, int c,
                               int out_w, int count, int k, vec::mask m, float* sums) {
    constexpr int at_once =
        K == 3 || (K == 5 && vec::width == 16) ? K : 1;  // rows whose sums fit the registers
    for (int first = 0; first < K; first += at_once) {
        vec sum[at_once][K];
        for (int ky = 0; ky < at_once; ++ky)
            for (int kx = 0; kx < K; ++kx)
                sum[ky][kx] = load<Tail>(sums + ((first + ky) * K + kx) * c, m);
        for (int y = 0; y < count; ++y)
            correlate_row<K, S, at_once, Tail>(rows + y * S + first, diffs[y] + k, out_w, c, k, m,
                                               sum);
        for (int ky = 0; ky < at_once; ++ky)
            for (int kx = 0; kx < K; ++kx)
                store<Tail>(sum[ky][kx], sums + ((first + ky) * K + kx) * c, m);
    }
}

/// sums (K, K, C) += correlation of `count` rows of the gradient (out_w, C) with input rows, as in
/// convolve_rows.
template <int K, int S>
void correlate_rows(float const* const* rows, float const* const* diffs, int c, int out_w,
                    int count, float* sums) {
    int k = 0;
    for (; k + vec::width <= c; k += vec::width)
        correlate_channels<K, S, false>(rows, diffs, c, out_w, count, k, vec::first(0), sums + k);
    if (k < c)
        correlate_channels<K, S, true>(rows, diffs, c, out_w, count, k, vec::first(c - k),
                                       sums + k);
}

inline depthwise_rows const& depthwise_rows_of(int kernel, int stride) {
    static constexpr depthwise_rows all[3][2] = {
        {{convolve_rows<3, 1>, nullptr, correlate_rows<3, 1>},
         {convolve_rows<3, 2>, spread_row<3>, correlate_rows<3, 2>}},
        {{convolve_rows<5, 1>, nullptr, correlate_rows<5, 1>},
         {convolve_rows<5, 2>, spread_row<5>, correlate_rows<5, 2>}},
        {{convolve_rows<7, 1>, nullptr, correlate_rows<7, 1>},
         {convolve_rows<7, 2>, spread_row<7>, correlate_rows<7, 2>}}};
    return all[kernel / 2 - 1][stride - 1];
}
