// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/fit/fit.hpp>

/// Networks with planted prices: of choices, of neighbouring pairs, of three positions apart
/// together, and of how often all of them make the first choice.
struct planted {
    hurricane::fit::samples s;
    std::vector<double> price;
    std::vector<double> pair;

    planted(int positions, int choices, std::size_t n, double pairs, double noise, double other = 0,
            double crowd = 0) {
        s.positions = positions;
        s.choices.assign(std::size_t(positions), choices);
        hurricane::rng random{5, "planted"};
        for (int i = 0; i < positions * choices; ++i) price.push_back(1 + random.uniform());
        for (int i = 0; i < positions * choices * choices; ++i)
            pair.push_back(pairs * random.normal());
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<int> g;
            double x = 10;
            for (int p = 0; p < positions; ++p) {
                g.push_back(int(random.below(std::uint64_t(choices))));
                x += at(p, g.back());
                if (p > 0)
                    x += pair[std::size_t((p * choices + g[std::size_t(p) - 1]) * choices +
                                          g.back())];
            }
            if (g.front() == 0 && g.back() == 1) x += other;
            if (g.front() == 1 && g[std::size_t(positions) / 2] == 0) x -= other;
            if (std::count(g.begin(), g.end(), 0) >= 4) x += crowd;
            s.genes.insert(s.genes.end(), g.begin(), g.end());
            s.values.push_back(x * (1 + noise * random.normal()));
        }
    }

    /// Prices that multiply.
    planted& multiply(double by) {
        for (std::size_t i = 0; i < s.size(); ++i) s.values[i] = std::exp(by * s.values[i]);
        return *this;
    }

    double at(int p, int c) const { return price[std::size_t(p * s.choices[0] + c)]; }
};

inline hurricane::fit::quality test_quality(hurricane::fit::samples const& s,
                                            hurricane::fit::row_split const& rows,
                                            hurricane::fit::fitted const& m) {
    std::vector<double> measured;
    for (auto i : rows.test) measured.push_back(s.values[i]);
    return hurricane::fit::judge(m.predict(s, rows.test), measured);
}
