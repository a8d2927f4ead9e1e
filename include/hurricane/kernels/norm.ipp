// SPDX-License-Identifier: MIT

// Every kernel walks the rows (pixels) of N vectors of channels at a time, so that per-channel values stay in
// registers; `m` holds the live lanes of a last, partial vector (Tail).
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

template <class Kernel>
inline void over_channels(Kernel const& k, int c) {
    constexpr int w = vec::width;
    int at = 0;
    for (; at + 4 * w <= c; at += 4 * w) k.template run<4, false>(at, vec::mask{});
    if (at + 2 * w <= c) k.template run<2, false>(at, vec::mask{}), at += 2 * w;
    if (at + w <= c) k.template run<1, false>(at, vec::mask{}), at += w;
    if (at < c) k.template run<1, true>(at, vec::first(c - at));
}

struct statistics_kernel {
    std::size_t images, pixels;
    int c;
    float const* src;
    float before;  ///< rows merged so far
    float *mean, *variance;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        auto const stride = static_cast<std::size_t>(c);
        vec shift[N], sum[N], square[N];
        for (int j = 0; j < N; ++j) {
            shift[j] = load<Tail>(src + at + j * vec::width, m);  // the first row: keeps the one-pass variance accurate
            sum[j] = square[j] = vec::all(0.0f);
        }
        float const* x = src + at;
        for (std::size_t i = 0; i < images; ++i) {
            vec s[2][N], q[2][N];  // per image and in two chains, so that rounding stays small
            for (int j = 0; j < N; ++j) s[0][j] = q[0][j] = s[1][j] = q[1][j] = vec::all(0.0f);
            std::size_t p = 0;
            for (; p + 2 <= pixels; p += 2, x += 2 * stride)
#pragma GCC unroll 8
                for (int j = 0; j < N; ++j) {
                    vec const d = load<Tail>(x + j * vec::width, m) - shift[j],
                              e = load<Tail>(x + stride + j * vec::width, m) - shift[j];
                    s[0][j] = s[0][j] + d, q[0][j] = fma(d, d, q[0][j]);
                    s[1][j] = s[1][j] + e, q[1][j] = fma(e, e, q[1][j]);
                }
            if (p < pixels) {
#pragma GCC unroll 8
                for (int j = 0; j < N; ++j) {
                    vec const d = load<Tail>(x + j * vec::width, m) - shift[j];
                    s[0][j] = s[0][j] + d, q[0][j] = fma(d, d, q[0][j]);
                }
                x += stride;
            }
            for (int j = 0; j < N; ++j) {
                sum[j] = sum[j] + (s[0][j] + s[1][j]);
                square[j] = square[j] + (q[0][j] + q[1][j]);
            }
        }
        auto const rows = static_cast<float>(images * pixels);
        for (int j = 0; j < N; ++j) merge<Tail>(at + j * vec::width, m, rows, sum[j], square[j], shift[j]);
    }
    /// Chan et al. 1979: the moments of two parts.
    template <bool Tail>
    void merge(int at, vec::mask m, float rows, vec sum, vec square, vec shift) const {
        vec const n = vec::all(rows);
        vec const centre = sum / n;
        vec mu = centre + shift, var = max(fnma(centre, centre, square / n), vec::all(0.0f));
        if (before > 0) {
            float const all = before + rows;
            vec const old = load<Tail>(mean + at, m), delta = mu - old;
            mu = fma(delta, vec::all(rows / all), old);
            vec const spread = delta * delta * vec::all(before / all * (rows / all));
            var = fma(load<Tail>(variance + at, m), vec::all(before / all), fma(var, vec::all(rows / all), spread));
        }
        store<Tail>(mu, mean + at, m), store<Tail>(var, variance + at, m);
    }
};

template <class A>
struct apply_kernel {
    std::size_t rows;
    int c;
    float const *src, *factor, *offset;
    float* dst;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        auto const stride = static_cast<std::size_t>(c);
        vec f[N], o[N];
        for (int j = 0; j < N; ++j)
            f[j] = load<Tail>(factor + at + j * vec::width, m), o[j] = load<Tail>(offset + at + j * vec::width, m);
        float const* x = src + at;
        float* y = dst + at;
        for (std::size_t r = 0; r < rows; ++r, x += stride, y += stride)
#pragma GCC unroll 8
            for (int j = 0; j < N; ++j)
                store<Tail>(A::value(fma(load<Tail>(x + j * vec::width, m), f[j], o[j])), y + j * vec::width, m);
    }
};

template <class A>
struct reduce_kernel {
    std::size_t rows;
    int c;
    float const *src, *diff_dst, *factor, *offset, *mean, *inv_std;
    float *sum, *dot;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        if constexpr (N == 4) {  // too few registers
            run<2, Tail>(at, m), run<2, Tail>(at + 2 * vec::width, m);
        } else {
            auto const stride = static_cast<std::size_t>(c);
            vec f[N], o[N], mu[N], s[N], t[N];
            for (int j = 0; j < N; ++j) {
                int const k = at + j * vec::width;
                f[j] = load<Tail>(factor + k, m), o[j] = load<Tail>(offset + k, m), mu[j] = load<Tail>(mean + k, m);
                s[j] = t[j] = vec::all(0.0f);
            }
            float const *x = src + at, *g = diff_dst + at;
            for (std::size_t r = 0; r < rows; ++r, x += stride, g += stride)
#pragma GCC unroll 8
                for (int j = 0; j < N; ++j) {
                    vec const v = load<Tail>(x + j * vec::width, m);
                    vec const d = A::back(fma(v, f[j], o[j]), load<Tail>(g + j * vec::width, m));
                    s[j] = s[j] + d, t[j] = fma(d, v - mu[j], t[j]);
                }
            for (int j = 0; j < N; ++j) {
                int const k = at + j * vec::width;
                store<Tail>(load<Tail>(sum + k, m) + s[j], sum + k, m);
                store<Tail>(fma(t[j], load<Tail>(inv_std + k, m), load<Tail>(dot + k, m)), dot + k, m);
            }
        }
    }
};

template <class A>
struct back_kernel {
    std::size_t rows;
    int c;
    float const *src, *diff_dst, *factor, *offset, *mean, *shift, *slope;
    float* diff_src;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        if constexpr (N == 4) {
            run<2, Tail>(at, m), run<2, Tail>(at + 2 * vec::width, m);
        } else {
            auto const stride = static_cast<std::size_t>(c);
            vec f[N], o[N], mu[N], c0[N], c1[N];
            for (int j = 0; j < N; ++j) {
                int const k = at + j * vec::width;
                f[j] = load<Tail>(factor + k, m), o[j] = load<Tail>(offset + k, m), mu[j] = load<Tail>(mean + k, m);
                c0[j] = load<Tail>(shift + k, m), c1[j] = load<Tail>(slope + k, m);
            }
            float const *x = src + at, *g = diff_dst + at;
            float* y = diff_src + at;
            for (std::size_t r = 0; r < rows; ++r, x += stride, g += stride, y += stride)
#pragma GCC unroll 8
                for (int j = 0; j < N; ++j) {
                    vec const v = load<Tail>(x + j * vec::width, m);
                    vec const d = A::back(fma(v, f[j], o[j]), load<Tail>(g + j * vec::width, m));
                    store<Tail>(fma(f[j], d, fnma(v - mu[j], c1[j], c0[j])), y + j * vec::width, m);
                }
        }
    }
};

inline void norm_statistics(std::size_t images, std::size_t pixels, int c, float const* src, float before, float* mean,
                            float* variance) {
    over_channels(statistics_kernel{images, pixels, c, src, before, mean, variance}, c);
}
template <class A>
void norm_apply(std::size_t rows, int c, float const* src, float const* factor, float const* offset, float* dst) {
    over_channels(apply_kernel<A>{rows, c, src, factor, offset, dst}, c);
}
template <class A>
void norm_reduce(std::size_t rows, int c, float const* src, float const* diff_dst, float const* factor,
                 float const* offset, float const* mean, float const* inv_std, float* sum, float* dot) {
    over_channels(reduce_kernel<A>{rows, c, src, diff_dst, factor, offset, mean, inv_std, sum, dot}, c);
}
template <class A>
void norm_back(std::size_t rows, int c, float const* src, float const* diff_dst, float const* factor,
               float const* offset, float const* mean, float const* shift, float const* slope, float* diff_src) {
    over_channels(back_kernel<A>{rows, c, src, diff_dst, factor, offset, mean, shift, slope, diff_src}, c);
}
inline auto norm_apply_of(int a) {
    static constexpr decltype(&norm_apply<identity>) all[] = HURRICANE_BY_ACTIVATION(norm_apply);
    return all[a];
}
inline auto norm_reduce_of(int a) {
    static constexpr decltype(&norm_reduce<identity>) all[] = HURRICANE_BY_ACTIVATION(norm_reduce);
    return all[a];
}
inline auto norm_back_of(int a) {
    static constexpr decltype(&norm_back<identity>) all[] = HURRICANE_BY_ACTIVATION(norm_back);
    return all[a];
}
