// SPDX-License-Identifier: MIT

/// The gradients of all shards, added in order, times factor.
inline vec sum_of(float const* g, int shards, std::size_t stride, vec factor, vec::mask m) {
    vec sum = vec::load(g, m);
    for (int s = 1; s < shards; ++s)
        sum = sum + vec::load(g + static_cast<std::size_t>(s) * stride, m);
    return sum * factor;
}

inline void sgd_update(sgd_numbers const& o, float const* g, int shards, std::size_t stride,
                       float* w, float* v, std::size_t size) {
    vec const factor = vec::all(o.gradient_factor);
    vec const decay = vec::all(o.decay);
    vec const keep = vec::all(o.keep);
    vec const momentum = vec::all(o.momentum);
    vec const rate = vec::all(o.rate);
    for (std::size_t i = 0; i < size; i += vec::width) {
        auto const left = size - i;
        auto const m = vec::first(left < vec::width ? static_cast<int>(left) : vec::width);
        vec const weight = vec::load(w + i, m);
        vec const d = fma(decay, weight, sum_of(g + i, shards, stride, factor, m));
        vec const velocity = fma(momentum, vec::load(v + i, m), d);
        velocity.store(v + i, m);
        vec const step = o.nesterov ? fma(momentum, velocity, d) : velocity;
        fnma(rate, step, weight * keep).store(w + i, m);
    }
}

inline void adam_update(adam_numbers const& o, float const* g, int shards, std::size_t stride,
                        float* w, float* v, float* u, std::size_t size) {
    vec const factor = vec::all(o.gradient_factor);
    vec const decay = vec::all(o.decay);
    vec const keep = vec::all(o.keep);
    vec const b1 = vec::all(o.beta1);
    vec const c1 = vec::all(1 - o.beta1);
    vec const b2 = vec::all(o.beta2);
    vec const c2 = vec::all(1 - o.beta2);
    vec const rate = vec::all(o.rate / o.correction1);
    vec const root = vec::all(1 / std::sqrt(o.correction2));
    vec const eps = vec::all(o.eps);
    for (std::size_t i = 0; i < size; i += vec::width) {
        auto const left = size - i;
        auto const m = vec::first(left < vec::width ? static_cast<int>(left) : vec::width);
        vec const weight = vec::load(w + i, m);
        vec const d = fma(decay, weight, sum_of(g + i, shards, stride, factor, m));
        vec const mean = fma(c1, d, b1 * vec::load(v + i, m));
        vec const square = fma(c2 * d, d, b2 * vec::load(u + i, m));
        mean.store(v + i, m);
        square.store(u + i, m);
        vec const step = mean / fma(sqrt(square), root, eps);
        fnma(rate, step, weight * keep).store(w + i, m);
    }
}

/// to += factor (sum of the shards).
inline void add_scaled(float* to, float const* g, int shards, std::size_t stride, float factor,
                       std::size_t size) {
    vec const scale = vec::all(factor);
    for (std::size_t i = 0; i < size; i += vec::width) {
        auto const left = size - i;
        auto const m = vec::first(left < vec::width ? static_cast<int>(left) : vec::width);
        (vec::load(to + i, m) + sum_of(g + i, shards, stride, scale, m)).store(to + i, m);
    }
}

/// Adds the shards into the first and returns the sum of squares of the result.
inline double collect(float* g, int shards, std::size_t stride, std::size_t size) {
    vec squares = vec::all(0.0f);
    double total = 0;
    for (std::size_t i = 0; i < size; i += vec::width) {
        auto const left = size - i;
        auto const m = vec::first(left < vec::width ? static_cast<int>(left) : vec::width);
        vec const sum = sum_of(g + i, shards, stride, vec::all(1.0f), m);
        sum.store(g + i, m);
        squares = fma(sum, sum, squares);
        if (i % 4096 == 0 || left <= vec::width) {  // now and then, so that rounding stays small
            float lane[vec::width];
            squares.store(lane);
            for (float x : lane) total += static_cast<double>(x);
            squares = vec::all(0.0f);
        }
    }
    return total;
}
