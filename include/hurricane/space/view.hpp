// SPDX-License-Identifier: MIT
// The run-time face of a space: one plain value that kernels, supernets, profilers and reports read. This is where
// types end; nothing below is instantiated per space.
#pragma once

#include <boost/hana/for_each.hpp>
#include <span>
#include <string>
#include <vector>

#include <hurricane/space/fingerprint.hpp>
#include <hurricane/space/genotype.hpp>
#include <hurricane/space/lowered.hpp>

namespace hurricane::inline v0 {

struct layer_view {
    slot at{};
    int distinct{};                         ///< index of its place among the distinct ones
    std::span<candidate const> candidates;  ///< the declared pool
};

struct space_view {
    std::string name, backbone;
    shape input{};
    int classes{}, split{};
    plan stem, head;
    std::vector<layer_view> layers;
    std::uint64_t fingerprint{};  ///< of all lowered plans: equal fingerprints, equal weights and tables

    int size() const { return static_cast<int>(layers.size()); }
    layer_view const& operator[](int layer) const { return layers[static_cast<std::size_t>(layer)]; }

    plan lower(int layer, int choice) const {
        return (*this)[layer].candidates[static_cast<std::size_t>(choice)].lower((*this)[layer].at);
    }
};

/// A network is a list of plans: stem, layers, head.
inline std::vector<plan> network(space_view const& space, genotype const& g) {
    if (g.size() != space.size())
        throw error{
            "a genotype of " + std::to_string(g.size()) + " layers for a space of " + std::to_string(space.size()),
            "space " + space.name, "use a genotype of this space"};
    std::vector<plan> all{space.stem};
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const pool = static_cast<int>(space[layer].candidates.size());
        if (g[layer] >= pool)
            throw error{"choice " + std::to_string(g[layer]) + " in a pool of " + std::to_string(pool),
                        "space " + space.name + ", layer " + std::to_string(layer), "use a genotype of this space"};
        all.push_back(space.lower(layer, g[layer]));
    }
    all.push_back(space.head);
    return all;
}

/// The uniform network: the operator of that name at every layer.
inline genotype all_of(space_view const& space, std::string_view op) {
    genotype g{space.size()};
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const& pool = space[layer].candidates;
        auto const at = std::find_if(pool.begin(), pool.end(), [&](candidate const& c) { return c.name == op; });
        if (at == pool.end())
            throw error{"no operator '" + std::string{op} + "'",
                        "space " + space.name + ", layer " + std::to_string(layer),
                        "use a name of its pool, for example " + std::string{pool.front().name}};
        g[layer] = static_cast<std::uint8_t>(at - pool.begin());
    }
    return g;
}

template <SearchSpace S>
space_view view() {
    using table = lowered<S>;
    space_view v{.name = std::string{std::string_view{S::name}},
                 .backbone = std::string{std::string_view{S::backbone::name}},
                 .input = S::backbone::input,
                 .classes = S::backbone::classes,
                 .split = S::split,
                 .stem = S::stem(),
                 .head = S::head(),
                 .layers = {},
                 .fingerprint = {}};
    std::vector<std::span<candidate const>> pools;
    hana::for_each(S::pools, [&](auto p) { pools.emplace_back(decltype(p)::type::candidates); });
    fnv1a hash;
    mix(hash, v.stem);
    for (int layer = 0; layer < S::layers; ++layer) {
        auto const i = static_cast<std::size_t>(layer);
        v.layers.push_back({S::slots[i], table::distinct_of[i], pools[static_cast<std::size_t>(S::pool_of[i])]});
        for (auto const& c : v.layers.back().candidates) mix(hash.text(c.name), c.lower(S::slots[i]));
    }
    mix(hash, v.head);
    v.fingerprint = hash.value();
    return v;
}

}  // namespace hurricane::inline v0
