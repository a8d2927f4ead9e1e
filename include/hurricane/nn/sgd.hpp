// SPDX-License-Identifier: MIT
// Stochastic gradient descent with momentum, and its learning-rate schedule.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace hurricane::inline v0 {

struct sgd_options {
    double learning_rate{0.1};
    double momentum{0.9};
    bool nesterov{true};
    double weight_decay{4e-5};  ///< on convolution and linear weights only (Guo et al. 2020: not on norms and biases)
    double warm_up{0.05};       ///< share of the steps in which the rate rises linearly from 0
};

/// Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter 2017). step in [0, steps).
inline double learning_rate(sgd_options const& o, std::int64_t step, std::int64_t steps) {
    double const warm = o.warm_up * static_cast<double>(steps), t = static_cast<double>(step) + 1;
    if (t < warm) return o.learning_rate * t / warm;
    double const rest = static_cast<double>(steps) - warm;
    return o.learning_rate * 0.5 *
           (1 + std::cos(3.141592653589793 * (rest > 0 ? std::min(1.0, (t - warm) / (rest + 1)) : 1.0)));
}

/// v = momentum v + g + decay w;  w -= rate (v, or with Nesterov g + decay w + momentum v). g is the sum of `shards`
/// arrays `stride` apart, added in order, so that the result does not depend on who computed which shard.
inline void sgd_step(sgd_options const& o, double rate, bool decay, float const* gradients, int shards,
                     std::size_t stride, float* w, float* v, std::size_t size) {
    auto const m = static_cast<float>(o.momentum), r = static_cast<float>(rate),
               wd = decay ? static_cast<float>(o.weight_decay) : 0.0f;
    for (std::size_t i = 0; i < size; ++i) {
        float g = gradients[i];
        for (int s = 1; s < shards; ++s) g += gradients[i + static_cast<std::size_t>(s) * stride];
        g = std::fma(wd, w[i], g);
        v[i] = std::fma(m, v[i], g);
        w[i] = std::fma(-r, o.nesterov ? std::fma(m, v[i], g) : v[i], w[i]);
    }
}

}  // namespace hurricane::inline v0
