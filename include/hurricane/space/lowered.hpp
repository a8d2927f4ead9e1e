// SPDX-License-Identifier: MIT
// What the compiler knows of a space: its distinct slots, and for each the legality, multiply-adds
// and parameters of every candidate. One constant per distinct slot, so that constant evaluation
// stays far from the compilers' limits.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include <hurricane/space/space.hpp>

namespace hurricane::inline v0 {

/// A slot together with the pool whose operators may fill it.
struct layer_site {
    slot at{};
    int pool{};
    friend constexpr bool operator==(layer_site const&, layer_site const&) = default;
};

using place [[deprecated("its name is layer_site")]] = layer_site;

/// Facts of one operator at one slot.
struct facts {
    reason why{};
    std::int64_t macs{};
    std::int64_t params{};
    int steps{};
};

template <SearchSpace S>
struct lowered {
    static constexpr int layers = S::layers;

    static constexpr layer_site site_of(int layer) {
        auto const i = static_cast<std::size_t>(layer);
        return {S::slots[i], S::pool_of[i]};
    }

    /// For each layer, the index of its site among the distinct ones, in order of first
    /// appearance.
    static constexpr std::array<int, std::size_t(layers)> distinct_of = [] {
        std::array<int, std::size_t(layers)> index{};
        int found = 0;
        for (int layer = 0; layer < layers; ++layer) {
            int same = 0;
            while (same < layer && !(site_of(same) == site_of(layer))) ++same;
            index[std::size_t(layer)] = same < layer ? index[std::size_t(same)] : found++;
        }
        return index;
    }();
    static constexpr int distinct = [] {
        int n = 0;
        for (int d : distinct_of) n = d + 1 > n ? d + 1 : n;
        return n;
    }();
    /// The distinct sites themselves.
    static constexpr std::array<layer_site, std::size_t(distinct)> sites = [] {
        std::array<layer_site, std::size_t(distinct)> all{};
        for (int layer = layers; layer-- > 0;)
            all[std::size_t(distinct_of[std::size_t(layer)])] = site_of(layer);
        return all;
    }();

    template <int Distinct>
    using pool_at = typename S::template pool_at<sites[Distinct].pool>;

    /// Facts of every candidate at the given distinct site.
    template <int Distinct>
    static constexpr auto row = [] {
        using ops = pool_at<Distinct>;
        std::array<facts, ops::size> all{};
        for (std::size_t i = 0; i < ops::size; ++i) {
            plan const p = ops::candidates[i].lower(sites[Distinct].at);
            all[i] = {p.why(), p.macs(), p.params(), p.size()};
        }
        return all;
    }();

    /// The same as values: rows[distinct site][choice], candidates[distinct site][choice].
    static constexpr auto rows = []<int... D>(std::integer_sequence<int, D...>) {
        return std::array<std::span<facts const>, std::size_t(distinct)>{row<D>...};
    }
    (std::make_integer_sequence<int, distinct>{});
    static constexpr auto candidates = []<int... D>(std::integer_sequence<int, D...>) {
        return std::array<std::span<candidate const>, std::size_t(distinct)>{
            pool_at<D>::candidates...};
    }
    (std::make_integer_sequence<int, distinct>{});

    /// The first illegal (distinct site, choice); {-1, -1} if there is none.
    static constexpr std::pair<int, int> first_illegal = [] {
        for (int d = 0; d < distinct; ++d)
            for (std::size_t i = 0; i < rows[std::size_t(d)].size(); ++i)
                if (rows[std::size_t(d)][i].why != reason::none) return std::pair{d, int(i)};
        return std::pair{-1, -1};
    }();

    static constexpr int layer_of(int d) {
        int layer = 0;
        while (distinct_of[std::size_t(layer)] != d) ++layer;
        return layer;
    }
};

}  // namespace hurricane::inline v0
