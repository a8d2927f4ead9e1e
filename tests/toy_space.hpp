// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/model.hpp>

/// A small priced space without types: 5 layers of 3 choices with latencies 1, 2 and 4 (scaled by
/// layer).
inline hurricane::priced_space toy_space(int layers = 5) {
    hurricane::priced_space s;
    s.name = "toy";
    s.target = "nowhere";
    s.split = 2;
    hurricane::cost c{.name = "latency_ms", .fixed = 0.5, .stride = 3};
    for (int layer = 0; layer < layers; ++layer) {
        s.allowed.push_back({0, 1, 2});
        s.score.push_back({1, 2, 3});
        for (double x : {1.0, 2.0, 4.0}) c.table.push_back(x * (1 + 0.1 * layer));
    }
    s.costs = {c,
               {.name = "peak", .how = hurricane::combine::maximum, .stride = 3, .table = c.table}};
    return s;
}

/// Accuracy that grows with the choices; counts what it scores.
struct toy_evaluator {
    std::vector<hurricane::genotype> seen;

    void score(std::span<hurricane::genotype const> genotypes, std::span<hurricane::fitness> out) {
        for (std::size_t i = 0; i < genotypes.size(); ++i) {
            double sum = 0;
            for (int layer = 0; layer < genotypes[i].size(); ++layer)
                sum += genotypes[i][layer] * (1 + 0.01 * layer);
            out[i] = {sum, 0};
            seen.push_back(genotypes[i]);
        }
    }
};
