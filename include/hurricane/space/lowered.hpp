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
struct place {
    slot at{};
    int pool{};
    friend constexpr bool operator==(place const&, place const&) = default;
};

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

    static constexpr place place_of(int layer) {
        auto const i = static_cast<std::size_t>(layer);
        return {S::slots[i], S::pool_of[i]};
    }

    /// For each layer, the index of its place among the distinct ones, in order of first
    /// appearance.
    static constexpr std::array<int, layers> distinct_of = [] {
        std::array<int, layers> index{};
        int found = 0;
        for (int layer = 0; layer < layers; ++layer) {
            int same = 0;
            while (same < layer && !(place_of(same) == place_of(layer))) ++same;
            index[std::size_t(layer)] = same < layer ? index[std::size_t(same)] : found++;
        }
        return index;
    }();
    static constexpr int distinct = [] {
        int n = 0;
        for (int d : distinct_of) n = d + 1 > n ? d + 1 : n;
        return n;
    }();
    /// The distinct places themselves.
    static constexpr std::array<place, distinct> places = [] {
        std::array<place, distinct> all{};
        for (int layer = layers; layer-- > 0;)
            all[std::size_t(distinct_of[std::size_t(layer)])] = place_of(layer);
        return all;
    }();

    template <int Distinct>
    using pool_at = typename S::template pool_at<places[Distinct].pool>;

    /// Facts of every candidate at the given distinct place.
    template <int Distinct>
    static constexpr auto row = [] {
        using ops = pool_at<Distinct>;
        std::array<facts, ops::size> all{};
        for (std::size_t i = 0; i < ops::size; ++i) {
            plan const p = ops::candidates[i].lower(places[Distinct].at);
            all[i] = {p.why(), p.macs(), p.params(), p.size()};
        }
        return all;
    }();

    /// The same as values: rows[distinct place][choice], candidates[distinct place][choice].
    static constexpr auto rows = []<int... D>(std::integer_sequence<int, D...>) {
        return std::array<std::span<facts const>, distinct>{row<D>...};
    }
    (std::make_integer_sequence<int, distinct>{});
    static constexpr auto candidates = []<int... D>(std::integer_sequence<int, D...>) {
        return std::array<std::span<candidate const>, distinct>{pool_at<D>::candidates...};
    }
    (std::make_integer_sequence<int, distinct>{});

    /// The first illegal (distinct place, choice); {-1, -1} if there is none.
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
