// SPDX-License-Identifier: MIT
// The weights of networks as plain arrays, in the order of their plans and steps.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

/// The plain arrays of one step; those that its kind does not have are empty.
struct step_weights {
    std::vector<float> weights;   ///< (out, in / groups, k, k) or (out, in)
    std::vector<float> bias;      ///< (out)
    std::vector<float> gamma;     ///< (out)
    std::vector<float> beta;      ///< (out)
    std::vector<float> mean;      ///< (out)
    std::vector<float> variance;  ///< (out)
};

/// For each plan of a network, for each of its steps.
using network_weights = std::vector<std::vector<step_weights>>;

/// The first array that a plan has otherwise, in words; empty where all fit.
inline std::string first_misfit(std::vector<plan> const& plans, network_weights const& all) {
    if (all.size() != plans.size())
        return "weights of " + std::to_string(all.size()) + " plans for " +
               std::to_string(plans.size());
    for (std::size_t p = 0; p < plans.size(); ++p) {
        auto const where = "plan " + std::to_string(p);
        if (all[p].size() != static_cast<std::size_t>(plans[p].size()))
            return where + " has other steps";
        for (int i = 0; i < plans[p].size(); ++i) {
            auto const& s = plans[p][i];
            auto const& w = all[p][static_cast<std::size_t>(i)];
            auto const c = static_cast<std::size_t>(s.out.c);
            auto const norm = s.op == kind::batch_norm ? c : 0;
            auto const bias = s.bias ? c : 0;
            auto const weights = norm > 0 ? 0 : static_cast<std::size_t>(s.params()) - bias;
            if (w.weights.size() != weights || w.bias.size() != bias || w.gamma.size() != norm ||
                w.beta.size() != norm || w.mean.size() != norm || w.variance.size() != norm)
                return where + ", step " + std::to_string(i) + " has arrays of other sizes";
        }
    }
    return {};
}

/// Throws error when the weights are not those of the plans. O(steps).
inline void check_weights_fit(std::vector<plan> const& plans, network_weights const& all) {
    if (auto const what = first_misfit(plans, all); !what.empty())
        throw error{"the weights do not fit the network: " + what, "network weights",
                    "give the plans that they were trained for"};
}

namespace detail {

/// n values around 0, uniform: cheaper than normals, and no worse to time.
inline std::vector<float> random_values(std::size_t n, double deviation, rng& random) {
    std::vector<float> xs(n);
    double const scale = 2 * std::sqrt(3.0) * deviation;
    for (auto& x : xs) x = static_cast<float>(scale * (random.uniform() - 0.5));
    return xs;
}

inline step_weights random_weights_of(step const& s, rng& random) {
    step_weights w;
    auto const c = static_cast<std::size_t>(s.out.c);
    if (row_of(s.op).has_weights) {
        auto const size = static_cast<std::size_t>(s.params()) - (s.bias ? c : 0);
        double const deviation =
            std::sqrt(2.0 * static_cast<double>(c) / static_cast<double>(size));
        w.weights = random_values(size, deviation, random);
        if (s.bias) w.bias = random_values(c, 0.1, random);
    }
    if (s.op == kind::batch_norm) {
        w.gamma.assign(c, 1.0f);
        w.beta = random_values(c, 0.1, random);
        w.mean = random_values(c, 0.1, random);
        w.variance.assign(c, 1.0f);
    }
    return w;
}

}  // namespace detail

/// Weights for measurements: of the right sizes and of the scale that keeps activations near 1.
inline network_weights random_weights(std::vector<plan> const& plans, std::uint64_t seed) {
    network_weights all;
    rng random{seed, "random weights"};
    for (auto const& p : plans) {
        auto& steps = all.emplace_back();
        for (auto const& s : p) steps.push_back(detail::random_weights_of(s, random));
    }
    return all;
}

}  // namespace hurricane::inline v0
