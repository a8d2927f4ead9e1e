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

/// Layers whose choice is their width, 0 (the layer is left out), 2, 4 or 8: what a layer costs is
/// the product of the width before it, 8 at first, and its own. The state is the width so far.
inline hurricane::priced_space toy_widths(int layers) {
    constexpr int widths[] = {0, 2, 4, 8};
    hurricane::priced_space s;
    s.name = "widths";
    s.target = "nowhere";
    s.split = 1;
    hurricane::cost c{.name = "macs", .fixed = 3, .stride = 4};
    c.states.count = 4;  // the first one is a width of 8, the others are 2, 4 and 8
    constexpr int width_of_state[] = {8, 2, 4, 8};
    for (int layer = 0; layer < layers; ++layer) {
        s.allowed.push_back({0, 1, 2, 3});
        s.score.push_back({1, 1, 1, 1});
        c.table.insert(c.table.end(), {0.0, 1.0, 1.0, 1.0});
        for (int state = 0; state < 4; ++state)
            for (int choice = 0; choice < 4; ++choice) {
                c.states.price.push_back(width_of_state[state] * widths[choice]);
                c.states.next.push_back(static_cast<std::uint16_t>(choice == 0 ? state : choice));
            }
    }
    hurricane::cost value{.name = "value", .stride = 4};
    for (int layer = 0; layer < layers; ++layer)
        value.table.insert(value.table.end(), {0.0, 1.0, 1.5 + layer, 2.0});
    s.costs = {c, value};
    return s;
}

/// All networks of a space of a few.
inline std::vector<hurricane::genotype> all_networks(hurricane::choice_mask const& mask) {
    std::vector<hurricane::genotype> all{hurricane::genotype{static_cast<int>(mask.size())}};
    for (std::size_t layer = 0; layer < mask.size(); ++layer) {
        std::vector<hurricane::genotype> longer;
        for (auto g : all)
            for (auto choice : mask[layer]) {
                g[static_cast<int>(layer)] = choice;
                longer.push_back(g);
            }
        all = std::move(longer);
    }
    return all;
}
