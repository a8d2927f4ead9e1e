// SPDX-License-Identifier: MIT

inline void add(float const* a, float const* b, float* dst, std::size_t n) {
    std::size_t i = 0;
    for (; i + vec::width <= n; i += vec::width)
        (vec::load(a + i) + vec::load(b + i)).store(dst + i);
    auto const m = vec::first(static_cast<int>(n - i));
    if (i < n) (vec::load(a + i, m) + vec::load(b + i, m)).store(dst + i, m);
}

struct pool_kernel {
    std::size_t pixels;
    int c;
    float const* src;
    float* dst;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        vec sum[N];
        for (int j = 0; j < N; ++j) sum[j] = vec::all(0.0f);
        float const* x = src + at;
        for (std::size_t p = 0; p < pixels; ++p, x += c)
            for (int j = 0; j < N; ++j) sum[j] = sum[j] + load<Tail>(x + j * vec::width, m);
        for (int j = 0; j < N; ++j)
            store<Tail>(sum[j] * vec::all(1.0f / static_cast<float>(pixels)),
                        dst + at + j * vec::width, m);
    }
};

struct pool_back_kernel {
    std::size_t pixels;
    int c;
    float const* diff_dst;
    float* diff_src;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        vec d[N];
        for (int j = 0; j < N; ++j)
            d[j] = load<Tail>(diff_dst + at + j * vec::width, m) *
                   vec::all(1.0f / static_cast<float>(pixels));
        float* y = diff_src + at;
        for (std::size_t p = 0; p < pixels; ++p, y += c)
            for (int j = 0; j < N; ++j) store<Tail>(d[j], y + j * vec::width, m);
    }
};

struct scale_kernel {
    std::size_t pixels;
    int c;
    float const* src;
    float const* gate;
    float* dst;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        vec g[N];
        for (int j = 0; j < N; ++j) g[j] = load<Tail>(gate + at + j * vec::width, m);
        float const* x = src + at;
        float* y = dst + at;
        for (std::size_t p = 0; p < pixels; ++p, x += c, y += c)
            for (int j = 0; j < N; ++j)
                store<Tail>(load<Tail>(x + j * vec::width, m) * g[j], y + j * vec::width, m);
    }
};

struct scale_back_kernel {
    std::size_t pixels;
    int c;
    float const* src;
    float const* gate;
    float const* diff_dst;
    float* diff_src;
    float* diff_gate;

    template <int N, bool Tail>
    void run(int at, vec::mask m) const {
        vec g[N];
        vec sum[N];
        for (int j = 0; j < N; ++j) {
            g[j] = load<Tail>(gate + at + j * vec::width, m);
            sum[j] = vec::all(0.0f);
        }
        float const* x = src + at;
        float const* d = diff_dst + at;
        float* y = diff_src + at;
        for (std::size_t p = 0; p < pixels; ++p, x += c, d += c, y += c)
            for (int j = 0; j < N; ++j) {
                vec const v = load<Tail>(d + j * vec::width, m);
                sum[j] = fma(v, load<Tail>(x + j * vec::width, m), sum[j]);
                store<Tail>(v * g[j], y + j * vec::width, m);
            }
        for (int j = 0; j < N; ++j) store<Tail>(sum[j], diff_gate + at + j * vec::width, m);
    }
};

inline void global_pool(std::size_t images, std::size_t pixels, int c, float const* src,
                        float* dst) {
    for (std::size_t i = 0; i < images; ++i, src += pixels * std::size_t(c), dst += c)
        over_channels(pool_kernel{pixels, c, src, dst}, c);
}

inline void global_pool_backward(std::size_t images, std::size_t pixels, int c,
                                 float const* diff_dst, float* diff_src) {
    for (std::size_t i = 0; i < images; ++i, diff_dst += c, diff_src += pixels * std::size_t(c))
        over_channels(pool_back_kernel{pixels, c, diff_dst, diff_src}, c);
}

inline void scale(std::size_t images, std::size_t pixels, int c, float const* src,
                  float const* gate, float* dst) {
    for (std::size_t i = 0; i < images;
         ++i, src += pixels * std::size_t(c), dst += pixels * std::size_t(c), gate += c)
        over_channels(scale_kernel{pixels, c, src, gate, dst}, c);
}

inline void scale_backward(std::size_t images, std::size_t pixels, int c, float const* src,
                           float const* gate, float const* diff_dst, float* diff_src,
                           float* diff_gate) {
    auto const image = pixels * std::size_t(c);
    for (std::size_t i = 0; i < images; ++i)
        over_channels(scale_back_kernel{pixels, c, src + i * image, gate + i * std::size_t(c),
                                        diff_dst + i * image, diff_src + i * image,
                                        diff_gate + i * std::size_t(c)},
                      c);
}
