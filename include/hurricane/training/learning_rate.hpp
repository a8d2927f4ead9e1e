// SPDX-License-Identifier: MIT
// The learning rate over a training: a warm-up, then a decline.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// How the learning rate falls after the warm-up.
enum class decline : unsigned char {
    constant,
    linear,  ///< to 0
    cosine,  ///< half a cosine to 0 (Loshchilov and Hutter 2017)
    steps    ///< times `factor` after each of `drops` equal parts but the last
};

struct schedule {
    decline shape{decline::cosine};
    /// Share of the steps in which the rate rises linearly from 0 (Goyal et al. 2017).
    double warm_up{0.05};
    int drops{3};
    double factor{0.1};
};

/// The share of the full learning rate at `step` in [0, steps).
inline double at(schedule const& s, std::int64_t step, std::int64_t steps) {
    double const warm = s.warm_up * static_cast<double>(steps);
    double const t = static_cast<double>(step) + 1;
    if (t < warm) return t / warm;
    double const rest = static_cast<double>(steps) - warm;
    double const done = rest > 0 ? std::min(1.0, (t - warm) / (rest + 1)) : 1.0;
    switch (s.shape) {
        case decline::constant: break;
        case decline::linear: return 1 - done;
        case decline::cosine: return 0.5 * (1 + std::cos(3.141592653589793 * done));
        case decline::steps: return std::pow(s.factor, std::floor(done * s.drops));
    }
    return 1;
}

}  // namespace hurricane::inline v0
