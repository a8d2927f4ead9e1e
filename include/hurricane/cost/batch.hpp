// SPDX-License-Identifier: MIT
// Pricing many genotypes at once, and again after a few genes have changed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <hurricane/cost/priced_space.hpp>

namespace hurricane::inline v0 {

/// Genotypes, gene by gene: all choices of the first layer, then all of the second, ... (layers,
/// size).
struct genotype_block {
    int layers{};
    std::size_t size{};
    std::vector<std::uint8_t> genes;

    genotype_block(int layers_, std::size_t n)
        : layers{layers_}, size{n}, genes(std::size_t(layers_) * n) {}

    std::uint8_t* layer(int l) { return genes.data() + std::size_t(l) * size; }

    std::uint8_t const* layer(int l) const { return genes.data() + std::size_t(l) * size; }

    genotype operator[](std::size_t i) const {
        genotype g{layers};
        for (int l = 0; l < layers; ++l) g[l] = layer(l)[i];
        return g;
    }
};

namespace detail {

/// What some genotypes pay at one layer.
struct layer_prices {
    std::uint8_t const* genes;  ///< (genotypes)
    double const* prices;       ///< (choices)

    double operator[](std::size_t i) const { return prices[genes[i]]; }
};

/// sums[i] = c.of(genotypes[from + i]), four layers at a time, so that a sum is read and written
/// once for four table look-ups.
inline void price_some(cost const& c, genotype_block const& genotypes, std::size_t from,
                       std::span<double> sums) {
    double* const sum = sums.data();
    auto const n = sums.size();
    std::fill_n(sum, n, c.fixed);
    auto const at = [&](int l) {
        return layer_prices{genotypes.layer(l) + from, c.table.data() + std::size_t(l) * c.stride};
    };
    int l = 0;
    for (; l + 4 <= genotypes.layers; l += 4) {
        auto const first = at(l);
        auto const second = at(l + 1);
        auto const third = at(l + 2);
        auto const fourth = at(l + 3);
        for (std::size_t i = 0; i < n; ++i)
            sum[i] += (first[i] + second[i]) + (third[i] + fourth[i]);
    }
    for (; l < genotypes.layers; ++l) {
        auto const layer = at(l);
        for (std::size_t i = 0; i < n; ++i) sum[i] += layer[i];
    }
}

}  // namespace detail

/// out[i] = c.of(genotypes[i]) for an additive cost, but for the order of the additions. Goes
/// through blocks that stay in the first-level cache.
inline void price_batch(cost const& c, genotype_block const& genotypes, std::span<double> out) {
    if (!c.additive())
        throw error{"only a sum over layers is priced in batches", "cost " + c.name,
                    "use of() for each genotype"};
    constexpr std::size_t block = 1024;
    for (std::size_t from = 0; from < genotypes.size; from += block) {
        auto const n = std::min(block, genotypes.size - from);
        detail::price_some(c, genotypes, from, out.subspan(from, n));
    }
}

/// The cost of g, whose cost was `before`, with `choice` at `layer`; g is changed. O(1), of sums
/// with states O(layers); many changes add up rounding, of() forgets it.
inline double reprice(cost const& c, double before, genotype& g, int layer, std::uint8_t choice) {
    if (!c.is_sum())
        throw error{"only sums are priced by what changes", "cost " + c.name,
                    "use of() for the new genotype"};
    if (!c.has_states()) {
        double const old = c.at(layer, g[layer]);
        g[layer] = choice;
        return before + (c.at(layer, choice) - old);
    }
    int state = 0;
    for (int l = 0; l < layer; ++l) state = c.next(l, state, g[l]);
    int other = c.next(layer, state, choice);
    double change = c.at(layer, choice) - c.at(layer, g[layer]) +
                    (c.behind(layer, state, choice) - c.behind(layer, state, g[layer]));
    state = c.next(layer, state, g[layer]);
    g[layer] = choice;
    for (int l = layer + 1; l < g.size() && state != other; ++l) {
        change += c.behind(l, other, g[l]) - c.behind(l, state, g[l]);
        state = c.next(l, state, g[l]);
        other = c.next(l, other, g[l]);
    }
    return before + change;
}

}  // namespace hurricane::inline v0
