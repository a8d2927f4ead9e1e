// SPDX-License-Identifier: MIT
// What is known of a space before anything runs: how many networks it has, how small and how large
// they are, what has to be measured. All constants.
#pragma once

#include <cstdint>

#include <hurricane/base/natural.hpp>
#include <hurricane/space/check.hpp>

namespace hurricane::inline v0 {

/// Least and most over the networks of a space, stem and head included.
struct range {
    std::int64_t min{};
    std::int64_t max{};
    friend constexpr bool operator==(range const&, range const&) = default;
};

namespace detail {

template <class Table>
constexpr range range_of(std::int64_t facts::*what, std::int64_t fixed) {
    range sum{fixed, fixed};
    for (int d : Table::distinct_of) {
        range r{INT64_MAX, 0};
        for (auto const& f : Table::rows[std::size_t(d)]) {
            r.min = f.*what < r.min ? f.*what : r.min;
            r.max = f.*what > r.max ? f.*what : r.max;
        }
        sum.min += r.min;
        sum.max += r.max;
    }
    return sum;
}

}  // namespace detail

/// The facts of a space: architectures (exact), log10_architectures, macs and params (range{min,
/// max}), distinct_slots, rows. Those of a space with a mistake are zero, and the mistake is
/// reported.
template <class S, bool Sound = first_mistake<S>() == mistake::none>
struct space_facts {
    static constexpr natural architectures{};
    static constexpr double log10_architectures = 0;
    static constexpr range macs{};
    static constexpr range params{};
    static constexpr int distinct_slots = 0;
    static constexpr int rows = 0;
    static_assert(sizeof(report<S>) > 0);
};

template <class S>
struct space_facts<S, true> {
    using table = lowered<S>;

    static constexpr natural architectures = [] {
        natural n{1};
        for (int d : table::distinct_of)
            n *= static_cast<unsigned>(table::rows[std::size_t(d)].size());
        return n;
    }();
    static constexpr double log10_architectures = architectures.log10();

    static constexpr range macs =
        detail::range_of<table>(&facts::macs, S::stem().macs() + S::head().macs());
    static constexpr range params =
        detail::range_of<table>(&facts::params, S::stem().params() + S::head().params());

    static constexpr int distinct_slots = [] {
        int n = 0;
        for (std::size_t i = 0; i < S::slots.size(); ++i) {
            std::size_t same = 0;
            while (!(S::slots[same] == S::slots[i])) ++same;
            n += same == i;
        }
        return n;
    }();
    /// Distinct (operator, slot) pairs that compute something: the rows that a table of a device
    /// must have, besides stem and head.
    static constexpr int rows = [] {
        int n = 0;
        for (std::size_t d = 0; d < table::distinct; ++d)
            for (std::size_t i = 0; i < table::candidates[d].size(); ++i) {
                bool seen = table::rows[d][i].steps == 0;
                for (std::size_t e = 0; e < d && !seen; ++e)
                    if (table::sites[e].at == table::sites[d].at)
                        for (auto const& other : table::candidates[e])
                            seen = seen || other.name == table::candidates[d][i].name;
                n += !seen;
            }
        return n;
    }();
};

}  // namespace hurricane::inline v0
