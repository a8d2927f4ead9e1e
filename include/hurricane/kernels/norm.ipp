// SPDX-License-Identifier: MIT

/// Rows that accumulating kernels take at once: long enough to spare the sums in memory, short
/// enough to stay in the first-level cache, so that memory is read in one stream.
inline constexpr std::size_t rows_at_once = 16;
/// Vectors of channels that kernels with five values for each take at once: what the registers
/// hold.
inline constexpr int few = vec::width == 8 ? 2 : 4;

struct statistics_kernel {
    std::size_t rows;
    int c;
    float const* src;
    float const* shift;
    float* sum;
    float* square;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        auto const stride = static_cast<std::size_t>(c);
        vec o[N];
        vec s[N];
        vec q[N];
        load<Tail>(o, shift + at, m);
        load<Tail>(s, sum + at, m);
        load<Tail>(q, square + at, m);
        float const* x = src + at;
        for (std::size_t r = 0; r < rows; ++r, x += stride)
#pragma GCC unroll 8
            for (int j = 0; j < N; ++j) {
                vec const d = load<Tail>(x + j * vec::width, m) - o[j];
                s[j] = s[j] + d;
                q[j] = fma(d, d, q[j]);
            }
        store<Tail>(s, sum + at, m);
        store<Tail>(q, square + at, m);
    }
};

/// Chan et al. 1979: merges the moments of new rows, given as sums of deviations from shift, into
/// older ones.
struct merge_kernel {
    float before;
    float rows;
    float const* sum;
    float const* square;
    float const* shift;
    float* mean;
    float* variance;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        for (int j = 0; j < N; ++j) {
            int const k = at + j * vec::width;
            vec const n = vec::all(rows);
            vec const centre = load<Tail>(sum + k, m) / n;
            vec mu = centre + load<Tail>(shift + k, m);
            vec var = max(vec::all(0.0f), fnma(centre, centre, load<Tail>(square + k, m) / n));
            if (before > 0) {
                float const all = before + rows;
                vec const old = load<Tail>(mean + k, m);
                vec const delta = mu - old;
                mu = fma(delta, vec::all(rows / all), old);
                vec const spread = delta * delta * vec::all(before / all * (rows / all));
                var = fma(load<Tail>(variance + k, m), vec::all(before / all),
                          fma(var, vec::all(rows / all), spread));
            }
            store<Tail>(mu, mean + k, m);
            store<Tail>(var, variance + k, m);
        }
    }
};

/// Values are saved long before they are read again: the hardware's own prefetch leaves half of the
/// memory's rate unused (back on 200 MB: 2.7 to 4.7 G values/s).
inline void fetch_ahead(float const* p) { _mm_prefetch(p + 1024, _MM_HINT_T0); }

/// One row after the other, so that memory is one stream in and one out; the coefficients come from
/// the first-level cache.
template <class A, bool Tail>
inline void apply_vector(float const* src, float const* factor, float const* offset, float* dst,
                         vec::mask m) {
    fetch_ahead(src);
    store<Tail>(A::value(fma(load<Tail>(src, m), load<Tail>(factor, m), load<Tail>(offset, m))),
                dst, m);
}

template <class A>
void norm_apply(std::size_t rows, int c, float const* src, float const* factor, float const* offset,
                float* dst) {
    auto const rest = vec::first(c % vec::width);
    for (std::size_t r = 0; r < rows; ++r, src += c, dst += c) {
        int k = 0;
        for (; k + 2 * vec::width <= c; k += 2 * vec::width) {
            apply_vector<A, false>(src + k, factor + k, offset + k, dst + k, rest);
            int const l = k + vec::width;
            apply_vector<A, false>(src + l, factor + l, offset + l, dst + l, rest);
        }
        for (; k + vec::width <= c; k += vec::width)
            apply_vector<A, false>(src + k, factor + k, offset + k, dst + k, rest);
        if (k < c) apply_vector<A, true>(src + k, factor + k, offset + k, dst + k, rest);
    }
}

template <class A>
struct reduce_kernel {
    std::size_t rows;
    int c;
    float const* src;
    float const* diff_dst;
    float const* factor;
    float const* offset;
    float const* mean;
    float const* inv_std;
    float* sum;
    float* dot;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        auto const stride = static_cast<std::size_t>(c);
        vec f[N];
        vec o[N];
        vec mu[N];
        vec s[N];
        vec t[N];
        load<Tail>(f, factor + at, m);
        load<Tail>(o, offset + at, m);
        load<Tail>(mu, mean + at, m);
        clear(s);
        clear(t);
        float const* x = src + at;
        float const* g = diff_dst + at;
        for (std::size_t r = 0; r < rows; ++r, x += stride, g += stride)
#pragma GCC unroll 8
            for (int j = 0; j < N; ++j) {
                fetch_ahead(x + j * vec::width);
                vec const v = load<Tail>(x + j * vec::width, m);
                vec const d = A::back(fma(v, f[j], o[j]), load<Tail>(g + j * vec::width, m));
                s[j] = s[j] + d;
                t[j] = fma(d, v - mu[j], t[j]);
            }
        add_to_sums<N, Tail>(at, m, s, t);
    }

    /// `s` to the gradients of beta, `t` to those of gamma.
    template <int N, bool Tail>
    [[gnu::always_inline]] void add_to_sums(int at, vec::mask m, vec const (&s)[N],
                                            vec const (&t)[N]) const {
#pragma GCC unroll 8
        for (int j = 0; j < N; ++j) {
            int const k = at + j * vec::width;
            store<Tail>(load<Tail>(sum + k, m) + s[j], sum + k, m);
            store<Tail>(fma(t[j], load<Tail>(inv_std + k, m), load<Tail>(dot + k, m)), dot + k, m);
        }
    }
};

template <class A, bool Tail>
inline void back_vector(float const* src, float const* diff_dst, float const* factor,
                        float const* offset, float const* shift, float const* slope,
                        float* diff_src, vec::mask m) {
    fetch_ahead(src);
    fetch_ahead(diff_dst);
    vec const v = load<Tail>(src, m);
    vec const f = load<Tail>(factor, m);
    vec const d = A::back(fma(v, f, load<Tail>(offset, m)), load<Tail>(diff_dst, m));
    store<Tail>(fma(f, d, fnma(v, load<Tail>(slope, m), load<Tail>(shift, m))), diff_src, m);
}

template <class A>
void norm_back(std::size_t rows, int c, float const* src, float const* diff_dst,
               float const* factor, float const* offset, float const* shift, float const* slope,
               float* diff_src) {
    auto const rest = vec::first(c % vec::width);
    for (std::size_t r = 0; r < rows; ++r, src += c, diff_dst += c, diff_src += c) {
        int k = 0;
        for (; k + vec::width <= c; k += vec::width)
            back_vector<A, false>(src + k, diff_dst + k, factor + k, offset + k, shift + k,
                                  slope + k, diff_src + k, rest);
        if (k < c)
            back_vector<A, true>(src + k, diff_dst + k, factor + k, offset + k, shift + k,
                                 slope + k, diff_src + k, rest);
    }
}

/// Adds the sums of deviations from `shift` and of their squares.
inline void add_moments(std::size_t rows, int c, float const* src, float const* shift, float* sum,
                        float* square) {
    for (std::size_t r = 0; r < rows; r += rows_at_once) {
        auto const n = rows - r < rows_at_once ? rows - r : rows_at_once;
        over_channels(
            statistics_kernel{n, c, src + r * static_cast<std::size_t>(c), shift, sum, square}, c);
    }
}

inline void merge_moments(int c, float const* shift, float before, float rows, float const* sum,
                          float const* square, float* mean, float* variance) {
    over_channels(merge_kernel{before, rows, sum, square, shift, mean, variance}, c);
}

template <class A>
void norm_reduce(std::size_t rows, int c, float const* src, float const* diff_dst,
                 float const* factor, float const* offset, float const* mean, float const* inv_std,
                 float* sum, float* dot) {
    for (std::size_t r = 0; r < rows; r += rows_at_once) {
        auto const n = rows - r < rows_at_once ? rows - r : rows_at_once;
        auto const at = r * static_cast<std::size_t>(c);
        over_channels<few>(reduce_kernel<A>{n, c, src + at, diff_dst + at, factor, offset, mean,
                                            inv_std, sum, dot},
                           c);
    }
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
