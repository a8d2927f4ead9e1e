// SPDX-License-Identifier: MIT

/// One image, one vector of channels: adds src (padded copy, `row` pixels a row) times diff_dst into K x K vectors.
template <int K>
void correlate(float const* src, int row, float const* diff_dst, int c, vec::mask m, int h, int w, int stride,
               vec* sums) {
    for (int ky = 0; ky < K; ++ky) {
        vec sum[K];
        for (int kx = 0; kx < K; ++kx) sum[kx] = sums[ky * K + kx];
        for (int y = 0; y < h; ++y) {
            float const* s = src + (y * stride + ky) * row * vec::width;
            float const* d = diff_dst + static_cast<std::ptrdiff_t>(y) * w * c;
            for (int x = 0; x < w; ++x, s += stride * vec::width, d += c) {
                vec const v = vec::load(d, m);
#pragma GCC unroll 8  // without it the sums live in memory, and a third of the speed is left
                for (int kx = 0; kx < K; ++kx) sum[kx] = fma(vec::load(s + kx * vec::width), v, sum[kx]);
            }
        }
        for (int kx = 0; kx < K; ++kx) sums[ky * K + kx] = sum[kx];
    }
}

/// diff_weights (K, K, C). scratch holds one padded image of one vector of channels.
template <int K>
void depthwise_weights(int n, int c, int in_h, int in_w, int out_h, int out_w, int stride, float const* src,
                       float const* diff_dst, float* diff_weights, float* scratch) {
    constexpr int pad = K / 2;
    int const row = in_w + K;
    std::memset(scratch, 0, static_cast<std::size_t>((in_h + K) * row * vec::width) * sizeof(float));
    for (int k = 0; k < c; k += vec::width) {
        auto const m = vec::first(c - k);
        vec sums[K * K];
        for (auto& s : sums) s = vec::all(0.0f);
        for (int i = 0; i < n; ++i) {
            float const* x = src + static_cast<std::ptrdiff_t>(i) * in_h * in_w * c + k;
            for (int y = 0; y < in_h; ++y) {
                float* to = scratch + ((y + pad) * row + pad) * vec::width;
                for (int p = 0; p < in_w; ++p, x += c, to += vec::width) vec::load(x, m).store(to);
            }
            correlate<K>(scratch, row, diff_dst + static_cast<std::ptrdiff_t>(i) * out_h * out_w * c + k, c, m, out_h,
                         out_w, stride, sums);
        }
        for (int t = 0; t < K * K; ++t) sums[t].store(diff_weights + t * c + k, m);
    }
}
