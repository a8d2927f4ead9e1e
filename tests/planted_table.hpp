// SPDX-License-Identifier: MIT
// Tables of all networks of a little space, whose best is known.
#pragma once

#include <cstdint>
#include <functional>

#include <hurricane/networks/table.hpp>

constexpr int positions = 6;
constexpr int choices = 4;  // 4,096 networks
constexpr int split_at = 3;

/// A table of all networks with a planted score.
inline hurricane::network_table planted(
    std::function<double(hurricane::genotype const&)> const& score) {
    hurricane::network_table t;
    t.positions = positions;
    t.choices.assign(positions, choices);
    t.values.resize(1);
    for (int code = 0; code < 4096; ++code) {
        hurricane::genotype g{positions};
        for (int p = 0, rest = code; p < positions; ++p, rest /= choices)
            g[p] = std::uint8_t(rest % choices);
        t.genes.insert(t.genes.end(), g.begin(), g.end());
        t.values[0].push_back(score(g));
        t.lines.push_back(code + 2);
    }
    return t;
}

/// What each choice is worth where it stands, all different.
inline double separable(hurricane::genotype const& g) {
    double sum = 1;
    for (int p = 0; p < positions; ++p) sum += ((g[p] * 7 + p * 3) % 11) * (1 + 0.1 * p);
    return sum;
}

inline double pairwise(hurricane::genotype const& g) {
    double sum = 0.3 * separable(g);
    for (int p = 0; p + 1 < positions; ++p) sum += (g[p] * 5 + g[p + 1] * 3 + p) % 7;
    return sum;
}
