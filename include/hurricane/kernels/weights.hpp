// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

/// The plain arrays of one step; those that its kind does not have are empty.
struct step_weights {
    std::vector<float> weights;                            ///< (out, in / groups, k, k) or (out, in)
    std::vector<float> bias, gamma, beta, mean, variance;  ///< (out)
};
/// For each plan of a network, for each of its steps.
using network_weights = std::vector<std::vector<step_weights>>;

/// Weights for measurements: of the right sizes and of the scale that keeps activations near 1.
inline network_weights random_weights(std::vector<plan> const& plans, std::uint64_t seed) {
    network_weights all;
    rng random{seed, "random weights"};
    auto const values = [&](std::size_t n, double deviation) {  // uniform: cheaper than normals, and no worse to time
        std::vector<float> xs(n);
        double const scale = 2 * std::sqrt(3.0) * deviation;
        for (auto& x : xs) x = static_cast<float>(scale * (random.uniform() - 0.5));
        return xs;
    };
    for (auto const& p : plans) {
        auto& steps = all.emplace_back();
        for (auto const& s : p) {
            auto& w = steps.emplace_back();
            auto const c = static_cast<std::size_t>(s.out.c);
            if (s.op == kind::conv || s.op == kind::linear) {
                auto const size = static_cast<std::size_t>(s.params()) - (s.bias ? c : 0);
                w.weights = values(size, std::sqrt(2.0 * static_cast<double>(c) / static_cast<double>(size)));
                if (s.bias) w.bias = values(c, 0.1);
            }
            if (s.op == kind::batch_norm)
                w.gamma.assign(c, 1.0f), w.beta = values(c, 0.1), w.mean = values(c, 0.1), w.variance.assign(c, 1.0f);
        }
    }
    return all;
}

}  // namespace hurricane::inline v0
