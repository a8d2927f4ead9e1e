// SPDX-License-Identifier: MIT
// The run-time face of a space: one plain value that kernels, supernets, profilers and reports
// read. This is where types end; nothing below is instantiated per space.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/fingerprint.hpp>
#include <hurricane/space/mask.hpp>
#include <hurricane/space/network_of.hpp>

namespace hurricane::inline v0 {

struct layer_view {
    slot at{};
    int distinct{};                         ///< index of its site among the distinct ones
    std::span<candidate const> candidates;  ///< the declared pool
};

struct space_view {
    std::string name;
    std::string backbone;
    shape input{};
    int classes{};
    int split{};
    plan stem;
    plan head;
    std::vector<layer_view> layers;
    /// Of all lowered plans: equal fingerprints, equal weights and tables.
    std::uint64_t fingerprint{};

    int size() const { return static_cast<int>(layers.size()); }

    layer_view const& operator[](int layer) const {
        return layers[static_cast<std::size_t>(layer)];
    }

    plan lower(int layer, int choice) const {
        return (*this)[layer].candidates[static_cast<std::size_t>(choice)].lower((*this)[layer].at);
    }
};

/// A network is a list of plans: stem, layers, head.
inline std::vector<plan> network(space_view const& space, genotype const& g) {
    if (g.size() != space.size())
        throw error{"a genotype of " + std::to_string(g.size()) + " layers for a space of " +
                        std::to_string(space.size()),
                    "space " + space.name, "use a genotype of this space"};
    std::vector<plan> all{space.stem};
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const pool = static_cast<int>(space[layer].candidates.size());
        if (g[layer] >= pool)
            throw error{
                "choice " + std::to_string(g[layer]) + " in a pool of " + std::to_string(pool),
                "space " + space.name + ", layer " + std::to_string(layer),
                "use a genotype of this space"};
        all.push_back(space.lower(layer, g[layer]));
    }
    all.push_back(space.head);
    return all;
}

/// The mask that leaves every choice of every pool.
inline choice_mask every_choice(space_view const& space) {
    choice_mask mask;
    for (auto const& layer : space.layers) {
        auto& choices = mask.emplace_back();
        for (std::size_t i = 0; i < layer.candidates.size(); ++i)
            choices.push_back(static_cast<std::uint8_t>(i));
    }
    return mask;
}

/// Any path, every choice of a layer equally likely.
inline genotype uniform_path(space_view const& space, rng& random) {
    genotype g{space.size()};
    for (int layer = 0; layer < space.size(); ++layer)
        g[layer] = static_cast<std::uint8_t>(random.below(space[layer].candidates.size()));
    return g;
}

/// The uniform network: the operator of that name at every layer.
inline genotype all_of(space_view const& space, std::string_view op) {
    genotype g{space.size()};
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const& pool = space[layer].candidates;
        auto const at = std::find_if(pool.begin(), pool.end(),
                                     [&](candidate const& c) { return c.name == op; });
        if (at == pool.end())
            throw error{"no operator '" + std::string{op} + "'",
                        "space " + space.name + ", layer " + std::to_string(layer),
                        "use a name of its pool, for example " + std::string{pool.front().name}};
        g[layer] = static_cast<std::uint8_t>(at - pool.begin());
    }
    return g;
}

namespace detail {

template <class S>
space_view unchecked_view() {
    using table = lowered<S>;
    space_view v;
    v.name = std::string_view{S::name};
    v.backbone = std::string_view{S::backbone::name};
    v.input = S::backbone::input;
    v.classes = S::backbone::classes;
    v.split = S::split;
    v.stem = S::stem();
    v.head = S::head();
    fnv1a hash;
    mix(hash, v.stem);
    for (int d : table::distinct_of) {
        auto const at = table::sites[std::size_t(d)].at;
        v.layers.push_back({at, d, table::candidates[std::size_t(d)]});
        for (auto const& c : v.layers.back().candidates) mix(hash.text(c.name), c.lower(at));
    }
    mix(hash, v.head);
    v.fingerprint = hash.value();
    return v;
}

}  // namespace detail

/// The view of a space. Compile-time errors: see check<Space>().
template <class S>
space_view view() {
    check<S>();
    if constexpr (is_sound<S>)
        return detail::unchecked_view<S>();
    else
        return {};
}

/// A network type as a space of one genotype (all zeros), so that what trains and measures spaces
/// does networks too.
template <class Network>
space_view network_view() {
    Network::check();
    using backbone = typename Network::backbone;
    space_view v;
    v.name = v.backbone = std::string_view{backbone::name};
    v.input = backbone::input;
    v.classes = backbone::classes;
    v.split = backbone::split;
    v.stem = Network::part(0);
    v.head = Network::part(Network::parts - 1);
    v.fingerprint = Network::fingerprint;
    for (int layer = 0; layer < Network::layers; ++layer) {
        auto const& op = Network::operators[std::size_t(layer)];
        auto const& at = Network::slots[std::size_t(layer)];
        int same = 0;
        while (v.layers.size() > std::size_t(same) &&
               !(v[same].at == at && v[same].candidates.front().name == op.name))
            ++same;
        v.layers.push_back({at, same, {&op, 1}});
    }
    return v;
}

}  // namespace hurricane::inline v0
