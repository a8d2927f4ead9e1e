// SPDX-License-Identifier: MIT

// Rows are padded by K/2 zero pixels on either side; weights are (K, K, C).

/// dst (out_w, C): output row of the K input rows `rows`.
template <int K, int S>
void convolve_row(float const* const* rows, float const* weights, int c, int out_w, float* dst) {
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        int x = 0;
        for (; x + 4 <= out_w; x += 4) {
            vec sum[4] = {vec::all(0.0f), vec::all(0.0f), vec::all(0.0f), vec::all(0.0f)};
#pragma GCC unroll 8
            for (int ky = 0; ky < K; ++ky) {
                float const* const row = rows[ky] + k + x * S * c;
#pragma GCC unroll 8
                for (int kx = 0; kx < K; ++kx) {
                    vec const w = vec::load(weights + (ky * K + kx) * c + k, m);
#pragma GCC unroll 4
                    for (int j = 0; j < 4; ++j) sum[j] = fma(vec::load(row + (j * S + kx) * c, m), w, sum[j]);
                }
            }
            for (int j = 0; j < 4; ++j) sum[j].store(dst + (x + j) * c + k, m);
        }
        for (; x < out_w; ++x) {
            vec sum = vec::all(0.0f);
            for (int ky = 0; ky < K; ++ky)
                for (int kx = 0; kx < K; ++kx)
                    sum = fma(vec::load(rows[ky] + k + (x * S + kx) * c, m),
                              vec::load(weights + (ky * K + kx) * c + k, m), sum);
            sum.store(dst + x * c + k, m);
        }
    }
}

/// dst (in_w, C): row of the gradient of src where the stride is 2: of the K gradient rows `rows` those that are not
/// nullptr reach it.
template <int K>
void spread_row(float const* const* rows, float const* weights, int c, int in_w, float* dst) {
    constexpr int pad = K / 2;
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        for (int q = 0; q < 2; ++q)  // even and odd pixels have taps of their own
            for (int x = q; x < in_w; x += 2) {
                vec sum = vec::all(0.0f);
                for (int ky = 0; ky < K; ++ky) {
                    if (!rows[ky]) continue;
                    float const* const row = rows[ky] + k + ((x - q) / 2 + pad) * c;
                    for (int kx = (q + pad) % 2; kx < K; kx += 2)
                        sum = fma(vec::load(row + (q + pad - kx) / 2 * c, m),
                                  vec::load(weights + (ky * K + kx) * c + k, m), sum);
                }
                sum.store(dst + x * c + k, m);
            }
    }
}

/// sums (K, K, C) += correlation of the K input rows with one row of the gradient (out_w, C).
template <int K, int S>
void correlate_row(float const* const* rows, float const* diff_dst, int c, int out_w, float* sums) {
    constexpr int at_once = K == 3 || (K == 5 && vec::width == 16) ? K : 1;  // rows whose sums fit the registers
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        for (int first = 0; first < K; first += at_once) {
            vec sum[at_once][K];
            for (int ky = 0; ky < at_once; ++ky)
                for (int kx = 0; kx < K; ++kx) sum[ky][kx] = vec::load(sums + ((first + ky) * K + kx) * c + k, m);
            for (int x = 0; x < out_w; ++x) {
                vec const d = vec::load(diff_dst + x * c + k, m);
#pragma GCC unroll 8
                for (int ky = 0; ky < at_once; ++ky) {
                    float const* const row = rows[first + ky] + k + x * S * c;
#pragma GCC unroll 8
                    for (int kx = 0; kx < K; ++kx) sum[ky][kx] = fma(vec::load(row + kx * c, m), d, sum[ky][kx]);
                }
            }
            for (int ky = 0; ky < at_once; ++ky)
                for (int kx = 0; kx < K; ++kx) sum[ky][kx].store(sums + ((first + ky) * K + kx) * c + k, m);
        }
    }
}

inline depthwise_rows const& depthwise_rows_of(int kernel, int stride) {
    static constexpr depthwise_rows all[3][2] = {
        {{convolve_row<3, 1>, convolve_row<3, 1>, spread_row<3>, correlate_row<3, 1>},
         {convolve_row<3, 2>, convolve_row<3, 1>, spread_row<3>, correlate_row<3, 2>}},
        {{convolve_row<5, 1>, convolve_row<5, 1>, spread_row<5>, correlate_row<5, 1>},
         {convolve_row<5, 2>, convolve_row<5, 1>, spread_row<5>, correlate_row<5, 2>}},
        {{convolve_row<7, 1>, convolve_row<7, 1>, spread_row<7>, correlate_row<7, 1>},
         {convolve_row<7, 2>, convolve_row<7, 1>, spread_row<7>, correlate_row<7, 2>}}};
    return all[kernel / 2 - 1][stride - 1];
}
