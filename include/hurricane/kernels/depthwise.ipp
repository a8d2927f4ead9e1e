// SPDX-License-Identifier: MIT

// Rows are padded by K/2 zero pixels on either side; weights are (K, K, C).

/// Four neighbouring outputs at a time share what they read.
template <int K, int S, bool Tail>
inline void convolve_four(float const* const* rows, int from, float const* weights, int c, vec::mask m, float* dst) {
    constexpr int width = 3 * S + K;
    vec sum[4] = {vec::all(0.0f), vec::all(0.0f), vec::all(0.0f), vec::all(0.0f)};
#pragma GCC unroll 8
    for (int ky = 0; ky < K; ++ky) {
        float const* p = rows[ky] + from;
        vec in[width];
#pragma GCC unroll 16
        for (int t = 0; t < width; ++t, p += c) in[t] = load<Tail>(p, m);
#pragma GCC unroll 8
        for (int kx = 0; kx < K; ++kx) {
            vec const w = load<Tail>(weights + (ky * K + kx) * c, m);
#pragma GCC unroll 4
            for (int j = 0; j < 4; ++j) sum[j] = fma(in[j * S + kx], w, sum[j]);
        }
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) store<Tail>(sum[j], dst + j * c, m);
}
template <int K, int S, bool Tail>
inline void convolve_channels(float const* const* rows, float const* weights, int c, int out_w, int k, vec::mask m,
                              float* dst) {
    if (out_w >= 4) {  // the last four overlap with others
        for (int x = 0; x < out_w; x += 4) {
            int const at = x + 4 <= out_w ? x : out_w - 4;
            convolve_four<K, S, Tail>(rows, k + at * S * c, weights + k, c, m, dst + at * c + k);
        }
        return;
    }
    for (int x = 0; x < out_w; ++x) {
        vec sum = vec::all(0.0f);
        for (int ky = 0; ky < K; ++ky)
            for (int kx = 0; kx < K; ++kx)
                sum = fma(load<Tail>(rows[ky] + k + (x * S + kx) * c, m),
                          load<Tail>(weights + (ky * K + kx) * c + k, m), sum);
        store<Tail>(sum, dst + x * c + k, m);
    }
}
/// dst (out_w, C): output row of the K input rows `rows`.
template <int K, int S>
void convolve_row(float const* const* rows, float const* weights, int c, int out_w, float* dst) {
    int k = 0;
    for (; k + vec::width <= c; k += vec::width)
        convolve_channels<K, S, false>(rows, weights, c, out_w, k, vec::first(0), dst);
    if (k < c) convolve_channels<K, S, true>(rows, weights, c, out_w, k, vec::first(c - k), dst);
}

/// Pixels Q, Q + 2, ... of a row, `Live` of them: even and odd pixels have taps of their own.
template <int K, int Q, int Live, bool Tail>
[[gnu::always_inline]] inline void spread_some(float const* const* rows, int at, float const* weights, int c,
                                               vec::mask m, float* dst) {
    constexpr int pad = K / 2, first = (Q + pad) % 2, taps = (K - first + 1) / 2;
    constexpr int leftmost = (Q + pad - first) / 2 - taps + 1 + pad;
    vec sum[Live];
#pragma GCC unroll 4
    for (int j = 0; j < Live; ++j) sum[j] = vec::all(0.0f);
    for (int ky = 0; ky < K; ++ky) {
        if (!rows[ky]) continue;
        float const* p = rows[ky] + std::ptrdiff_t(at + leftmost) * c;
        vec in[taps + Live - 1];
#pragma GCC unroll 16
        for (int t = 0; t < taps + Live - 1; ++t, p += c) in[t] = load<Tail>(p, m);
#pragma GCC unroll 4
        for (int t = 0; t < taps; ++t) {
            vec const w = load<Tail>(weights + (ky * K + first + 2 * t) * c, m);
#pragma GCC unroll 4
            for (int j = 0; j < Live; ++j) sum[j] = fma(in[j + taps - 1 - t], w, sum[j]);
        }
    }
#pragma GCC unroll 4
    for (int j = 0; j < Live; ++j) store<Tail>(sum[j], dst + (2 * (at + j) + Q) * c, m);
}
template <int K, int Q, bool Tail>
inline void spread_channels(float const* const* given, float const* weights, int c, int in_w, int k, vec::mask m,
                            float* dst) {
    float const* rows[K];
    for (int ky = 0; ky < K; ++ky) rows[ky] = given[ky] ? given[ky] + k : nullptr;
    int const count = (in_w - Q + 1) / 2;
    int x = 0;
    for (; x + 4 <= count; x += 4) spread_some<K, Q, 4, Tail>(rows, x, weights + k, c, m, dst + k);
    for (; x < count; ++x) spread_some<K, Q, 1, Tail>(rows, x, weights + k, c, m, dst + k);
}
/// dst (in_w, C): row of the gradient of src where the stride is 2: of the K gradient rows `rows` those that are not
/// nullptr reach it.
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

template <int K, int S, bool Tail>
inline void correlate_channels(float const* const* rows, float const* diff_dst, int c, int out_w, vec::mask m,
                               float* sums) {
    constexpr int at_once = K == 3 || (K == 5 && vec::width == 16) ? K : 1;  // rows whose sums fit the registers
    for (int first = 0; first < K; first += at_once) {
        vec sum[at_once][K];
        for (int ky = 0; ky < at_once; ++ky)
            for (int kx = 0; kx < K; ++kx) sum[ky][kx] = load<Tail>(sums + ((first + ky) * K + kx) * c, m);
        int x = 0;
        for (; x + 2 <= out_w; x += 2) {
            vec const d = load<Tail>(diff_dst + x * c, m), e = load<Tail>(diff_dst + (x + 1) * c, m);
#pragma GCC unroll 8
            for (int ky = 0; ky < at_once; ++ky) {
                float const* p = rows[first + ky] + x * S * c;
                vec in[K + S];
#pragma GCC unroll 16
                for (int t = 0; t < K + S; ++t, p += c) in[t] = load<Tail>(p, m);
#pragma GCC unroll 8
                for (int kx = 0; kx < K; ++kx) sum[ky][kx] = fma(in[kx + S], e, fma(in[kx], d, sum[ky][kx]));
            }
        }
        if (x < out_w) {
            vec const d = load<Tail>(diff_dst + x * c, m);
            for (int ky = 0; ky < at_once; ++ky)
                for (int kx = 0; kx < K; ++kx)
                    sum[ky][kx] = fma(load<Tail>(rows[first + ky] + (x * S + kx) * c, m), d, sum[ky][kx]);
        }
        for (int ky = 0; ky < at_once; ++ky)
            for (int kx = 0; kx < K; ++kx) store<Tail>(sum[ky][kx], sums + ((first + ky) * K + kx) * c, m);
    }
}
/// sums (K, K, C) += correlation of the K input rows with one row of the gradient (out_w, C).
template <int K, int S>
void correlate_row(float const* const* rows, float const* diff_dst, int c, int out_w, float* sums) {
    float const* shifted[K];
    int k = 0;
    for (; k < c; k += vec::width) {
        for (int ky = 0; ky < K; ++ky) shifted[ky] = rows[ky] + k;
        if (k + vec::width <= c)
            correlate_channels<K, S, false>(shifted, diff_dst + k, c, out_w, vec::first(0), sums + k);
        else
            correlate_channels<K, S, true>(shifted, diff_dst + k, c, out_w, vec::first(c - k), sums + k);
    }
}

inline depthwise_rows const& depthwise_rows_of(int kernel, int stride) {
    static constexpr depthwise_rows all[3][2] = {{{convolve_row<3, 1>, convolve_row<3, 1>, correlate_row<3, 1>},
                                                  {convolve_row<3, 2>, spread_row<3>, correlate_row<3, 2>}},
                                                 {{convolve_row<5, 1>, convolve_row<5, 1>, correlate_row<5, 1>},
                                                  {convolve_row<5, 2>, spread_row<5>, correlate_row<5, 2>}},
                                                 {{convolve_row<7, 1>, convolve_row<7, 1>, correlate_row<7, 1>},
                                                  {convolve_row<7, 2>, spread_row<7>, correlate_row<7, 2>}}};
    return all[kernel / 2 - 1][stride - 1];
}
