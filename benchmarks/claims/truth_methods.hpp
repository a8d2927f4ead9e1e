// SPDX-License-Identifier: MIT
// How a network is come to under a limit of a contest: by two stages or one on a supernet's scores,
// at random, by hand. Each looks at the first training of a few networks, and takes the best.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/search/strategy_registry.hpp>
#include <hurricane/search/table_search.hpp>

#include "truth_contest.hpp"

namespace hurricane::claims {

struct method_options {
    int evaluations{200};  ///< scores of a supernet that a search may ask for
    int looks{5};          ///< trainings of single networks that a method may look at
    int split{};           ///< the first position that the first of two stages searches
};

namespace detail {

using networks = std::vector<truly_trained const*>;

inline networks within(std::vector<truly_trained> const& all, contest_limit const& l) {
    networks some;
    for (auto const& n : all)
        if (l.met_by(n)) some.push_back(&n);
    return some;
}

/// The best by the training that chooses.
inline truly_trained const* chosen(networks const& some) {
    return *std::max_element(some.begin(), some.end(),
                             [](auto const* a, auto const* b) { return a->first < b->first; });
}

/// The networks as a table whose only value is the score of a seed.
inline network_table table_of(networks const& some, std::size_t seed) {
    network_table t;
    t.positions = some.front()->genes.size();
    t.choices.assign(static_cast<std::size_t>(t.positions), 0);
    t.values.resize(1);
    for (auto const* n : some) {
        for (int p = 0; p < t.positions; ++p) {
            auto& choices = t.choices[static_cast<std::size_t>(p)];
            choices = std::max(choices, n->genes[p] + 1);
            t.genes.push_back(n->genes[p]);
        }
        t.values[0].push_back(n->of_seeds[seed]);
        t.named.push_back(-1);
        t.lines.push_back(0);
    }
    return t;
}

}  // namespace detail

/// The best `most` by score that a strategy comes to, best first.
inline detail::networks searched(contest const& c, contest_limit const& l, std::size_t seed,
                                 std::string_view strategy, method_options const& o, int most) {
    auto const some = detail::within(c.table, l);
    auto const table = detail::table_of(some, seed);
    searched_table all{table, 0, {}, better_score::higher};
    int const evaluations = std::min(o.evaluations, static_cast<int>(all.size()));
    auto const how = strategy_named(strategy, std::clamp(evaluations / 10, 4, 50), o.split);
    auto history = search(all, all.domain(), how, {.evaluations = evaluations}, seed).history;
    std::stable_sort(history.begin(), history.end(),
                     [](auto const& a, auto const& b) { return a.fit.primary > b.fit.primary; });
    history.resize(std::min(history.size(), static_cast<std::size_t>(most)));
    detail::networks best;
    for (auto const& e : history) best.push_back(some[all.row(e.genes)]);
    return best;
}

inline truly_trained const* found(contest const& c, contest_limit const& l, std::size_t seed,
                                  std::string_view strategy, method_options const& o) {
    return detail::chosen(searched(c, l, seed, strategy, o, o.looks));
}

/// Of `looks` networks at random.
inline truly_trained const* at_random(contest const& c, contest_limit const& l, std::size_t seed,
                                      int looks) {
    auto some = detail::within(c.table, l);
    rng{seed, "random " + l.name}.shuffle(std::span{some});
    some.resize(std::min(some.size(), static_cast<std::size_t>(looks)));
    return detail::chosen(some);
}

/// The best one made by hand; it looks at all of them.
inline truly_trained const* best_by_hand(contest const& c, contest_limit const& l) {
    return detail::chosen(detail::within(c.by_hand, l));
}

/// The one made by hand that takes most of the limit.
inline truly_trained const* nearest_by_hand(contest const& c, contest_limit const& l) {
    auto const some = detail::within(c.by_hand, l);
    return *std::max_element(some.begin(), some.end(), [&](auto const* a, auto const* b) {
        return a->costs[l.cost] < b->costs[l.cost];
    });
}

/// The choice by training: among what two stages found and the nearest made by hand.
inline truly_trained const* delivered(contest const& c, contest_limit const& l, std::size_t seed,
                                      method_options const& o) {
    auto some = searched(c, l, seed, "two-stage", o, o.looks - 1);
    some.push_back(nearest_by_hand(c, l));
    return detail::chosen(some);
}

}  // namespace hurricane::claims
