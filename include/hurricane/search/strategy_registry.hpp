// SPDX-License-Identifier: MIT
// All strategies by name: programs take their help, their checks and their errors from here. A new
// one is a header in strategies/ and a row.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/alternatives.hpp>
#include <hurricane/search/stages.hpp>
#include <hurricane/search/strategies/ageing.hpp>
#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/strategies/exact_search.hpp>
#include <hurricane/search/strategies/local.hpp>
#include <hurricane/search/strategies/random.hpp>
#include <hurricane/search/strategies/surrogate.hpp>

namespace hurricane::inline v0 {

/// What is common to strategies; each takes what it has a use for.
struct strategy_settings {
    int population{50};  ///< networks of a generation
    int split{};         ///< the first position that the first of two stages searches
};

struct strategy_entry {
    std::string_view name;
    std::string_view summary;  ///< in a sentence: "NAME (SUMMARY)"
    search_strategy (*make)(strategy_settings const&);
};

inline constexpr std::array strategy_registry{
    strategy_entry{
        "evolution", "children of the best by mutation and crossover, as in SPOS",
        [](strategy_settings const& s) { return evolution(population_of(s.population)); }},
    strategy_entry{"surrogate", "those that a ridge regression of the scores predicts to be best",
                   [](strategy_settings const&) { return surrogate(); }},
    strategy_entry{"random", "networks at random",
                   [](strategy_settings const& s) { return random_search(s.population); }},
    strategy_entry{"ageing", "one changed choice in the best of a sample, the oldest leave",
                   [](strategy_settings const& s) {
                       int const fifth = std::max(1, s.population / 5);
                       return ageing_evolution(
                           {.population = s.population, .sample = fifth, .children = fifth});
                   }},
    strategy_entry{"local", "all neighbours, then on to the best of them",
                   [](strategy_settings const&) { return local_search(); }},
    strategy_entry{
        "two-stage", "later positions first, then early ones, each by surrogate",
        [](strategy_settings const& s) { return in_two_stages(surrogate(), {.split = s.split}); }},
    strategy_entry{"exact", "all in order",
                   [](strategy_settings const& s) { return exhaustive_search(s.population); }},
};

inline std::vector<std::string> strategy_names() {
    std::vector<std::string> names;
    for (auto const& e : strategy_registry) names.emplace_back(e.name);
    return names;
}

/// "evolution (children of ...), surrogate (...), ... or exact (all in order)".
inline std::string strategy_summaries() {
    std::vector<std::string> all;
    for (auto const& e : strategy_registry)
        all.push_back(std::string{e.name} + " (" + std::string{e.summary} + ")");
    return alternatives(all);
}

/// A strategy by name, in generations of `population` where it has such. Throws error for another
/// name, and where the population is below 1.
inline search_strategy strategy_named(std::string_view name, int population, int split = 0) {
    if (population < 1)
        throw error{"a population of " + std::to_string(population), "strategy", "use at least 1"};
    for (auto const& e : strategy_registry)
        if (e.name == name) return e.make({population, split});
    throw error{"no strategy named '" + std::string{name} + "'", "strategy",
                "use " + alternatives(strategy_names())};
}

}  // namespace hurricane::inline v0
