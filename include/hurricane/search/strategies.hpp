// SPDX-License-Identifier: MIT
// Search strategies that need no population: random, exact, local search; and all by name.
#pragma once

#include <optional>

#include <hurricane/search/stages.hpp>
#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/strategies/exact.hpp>
#include <hurricane/search/strategies/surrogate.hpp>

namespace hurricane::inline v0 {

/// Random networks, `batch` at a time: what every other strategy has to beat.
inline search_strategy random_search(int batch = 50) {
    return {"random", 1, [batch](search_state& s) { detail::fill(s, batch, 10); }};
}

/// All networks in order, those that no ending brings within a limit left out: what it has found
/// when none is left is proven to be the best. Goes on behind the last one that it offered.
inline search_strategy exact_search(int batch = 1024) {
    return {"exact", 1, [batch](search_state& s) {
                auto const last =
                    s.history().empty() ? std::nullopt : std::optional{s.history().back().genes};
                bool more = false;
                s.domain().each(last ? &*last : nullptr, [&](genotype const& g) {
                    more = s.offered() == batch ||
                           !s.offer(g);  // there is another, but no room for it
                    return !more;
                });
                if (!more) s.exhaust();
            }};
}

/// The same where the score is a cost of a priced space, which must outlive it: one network, with
/// its proof or the gap that is left (search/strategies/exact.hpp). The evaluator must give that
/// cost.
inline search_strategy exact_search(priced_space const& space, cost const& score,
                                    limits const& bounds, exact_options const& o = {}) {
    return {"exact", 1, [&space, score, bounds, o](search_state& s) {
                auto const r = exact(space, s.domain().mask, score, bounds, o);
                if (r.found)
                    s.offer(r.best);
                else
                    throw error{r.proven ? "no network is within the limits"
                                         : "no network was found among " + std::to_string(o.most) +
                                               " partial ones",
                                "exact search",
                                r.proven ? "raise a limit" : "raise exact_options::most"};
                s.conclude(r.bound, r.proven);
            }};
}

namespace detail {

inline int genes_apart(genotype const& a, genotype const& b) {
    int n = 0;
    for (int layer = 0; layer < a.size(); ++layer) n += a[layer] != b[layer];
    return n;
}

}  // namespace detail

/// Local search (White et al. 2021, "Local search is state of the art for NAS benchmarks"): all
/// networks one gene away from where it stands, then on to the best of them; a new random start
/// where none is better. Where it stands follows from the history since the last start: a
/// generation one gene away from the best of that before was a neighbourhood.
inline search_strategy local_search() {
    return {"local", 1, [](search_state& s) {
                auto const ends = s.generation_end();
                auto const generation = [&](std::size_t k) {
                    auto const from = k == 0 ? 0 : static_cast<std::size_t>(ends[k - 1]);
                    return s.history().subspan(from, static_cast<std::size_t>(ends[k]) - from);
                };
                auto const best = [&](std::size_t k) {
                    auto const all = generation(k);
                    return &*std::max_element(
                        all.begin(), all.end(),
                        [](auto const& a, auto const& b) { return a.fit < b.fit; });
                };
                auto const around = [&](std::size_t k, evaluated const* here) {
                    return detail::genes_apart(generation(k).front().genes, here->genes) == 1;
                };
                evaluated const* here = nullptr;
                if (!ends.empty()) {
                    auto k = ends.size() - 1;
                    while (k > 0 && around(k, best(k - 1))) --k;
                    for (here = best(k); ++k < ends.size();)
                        here = !here || !around(k, here) || best(k)->fit > here->fit ? best(k)
                                                                                     : nullptr;
                }
                if (here) {
                    auto g = here->genes;
                    for (int layer = 0; layer < g.size(); ++layer) {
                        auto const mine = g[layer];
                        for (auto choice : s.domain().mask[static_cast<std::size_t>(layer)])
                            if (choice != mine) {
                                g[layer] = choice;
                                s.offer(g);
                            }
                        g[layer] = mine;
                    }
                }
                if (s.offered() == 0) detail::fill(s, 1, 1000);
            }};
}

inline constexpr char const* strategy_names[] = {"evolution", "surrogate", "random", "ageing",
                                                 "local",     "two-stage", "exact"};

/// A strategy by name, in generations of `population` where it has such. `split` is of two-stage,
/// whose stages are searched by surrogates.
/// Throws error for another name.
inline search_strategy strategy_named(std::string_view name, int population, int split = 0) {
    if (population < 1)
        throw error{"a population of " + std::to_string(population), "strategy", "use at least 1"};
    if (name == "evolution") return evolution(population_of(population));
    if (name == "surrogate") return surrogate();
    if (name == "random") return random_search(population);
    if (name == "ageing")
        return ageing_evolution({.population = population,
                                 .sample = std::max(1, population / 5),
                                 .children = std::max(1, population / 5)});
    if (name == "local") return local_search();
    if (name == "two-stage") return in_two_stages(surrogate(), {.split = split});
    if (name == "exact") return exact_search(population);
    throw error{"no strategy named '" + std::string{name} + "'", "strategy",
                "use evolution, surrogate, random, ageing, local, two-stage or exact"};
}

}  // namespace hurricane::inline v0
