// SPDX-License-Identifier: MIT
// Small random images and weights for kernel tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/kernels/layout.hpp>
#include <hurricane/kernels/reference.hpp>

/// Every kind that is an activation.
inline std::vector<hurricane::kind> all_activations() {
    std::vector<hurricane::kind> all;
    for (auto const& row : hurricane::kind_table)
        if (row.is_activation) all.push_back(row.op);
    return all;
}

inline std::vector<float> random_floats(std::size_t n, std::uint64_t seed, double spread = 1) {
    hurricane::rng random{seed, "test"};
    std::vector<float> xs(n);
    for (auto& x : xs) x = static_cast<float>(spread * random.normal());
    return xs;
}

inline hurricane::reference::image random_image(int n, hurricane::shape s, std::uint64_t seed) {
    hurricane::reference::image x{n, s};
    auto const values = random_floats(x.x.size(), seed);
    std::copy(values.begin(), values.end(), x.x.begin());
    return x;
}

/// gamma and variance positive.
inline hurricane::step_weights random_norm(int c, std::uint64_t seed) {
    hurricane::step_weights w;
    auto const n = static_cast<std::size_t>(c);
    w.gamma = random_floats(n, seed);
    w.beta = random_floats(n, seed + 1);
    w.mean = random_floats(n, seed + 2);
    w.variance = random_floats(n, seed + 3);
    for (auto& g : w.gamma) g = 0.5f + std::abs(g);
    for (auto& v : w.variance) v = 0.5f + std::abs(v);
    return w;
}

/// Channels last.
inline std::vector<float> to_floats(hurricane::reference::image const& x) {
    hurricane::kernels::layout const l{x.n, x.of};
    std::vector<float> out(l.floats());
    hurricane::reference::for_each(x, [&](int i, int c, int h, int w) {
        out[l.at(i, c, h * x.of.w + w)] = static_cast<float>(x.at(i, c, h, w));
    });
    return out;
}

inline double largest_difference(hurricane::reference::image const& wanted, float const* got) {
    hurricane::kernels::layout const l{wanted.n, wanted.of};
    double worst = 0;
    hurricane::reference::for_each(wanted, [&](int i, int c, int h, int w) {
        double const d = std::abs(wanted.at(i, c, h, w) - got[l.at(i, c, h * wanted.of.w + w)]);
        worst = std::isfinite(d) ? std::max(worst, d) : 1e30;
    });
    return worst;
}
