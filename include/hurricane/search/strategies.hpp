// SPDX-License-Identifier: MIT
// Search strategies that need no population: random, exact, local search, two stages of another; and all by name.
#pragma once

#include <optional>

#include <hurricane/search/evolution.hpp>
#include <hurricane/search/exact.hpp>

namespace hurricane::inline v0 {

/// Random networks, `batch` at a time: what every other strategy has to beat.
inline search_strategy random_search(int batch = 50) {
    return {"random", 1, [batch](search_state& s) { detail::fill(s, batch, 10); }};
}

/// All networks in order, those that no ending brings within a limit left out: what it has found when none is left is
/// proven to be the best. Goes on behind the last one that it offered.
inline search_strategy exact_search(int batch = 1024) {
    return {"exact", 1, [batch](search_state& s) {
                auto const last = s.history().empty() ? std::nullopt : std::optional{s.history().back().genes};
                bool more = false;
                s.domain().each(last ? &*last : nullptr, [&](genotype const& g) {
                    more = s.offered() == batch || !s.offer(g);  // there is another, but no room for it
                    return !more;
                });
                if (!more) s.exhaust();
            }};
}
/// The same where the score is a cost of a priced space, which must outlive it: one network, with its proof or the gap
/// that is left (search/exact.hpp). The evaluator must give that cost.
inline search_strategy exact_search(priced_space const& space, cost const& score, limits const& bounds,
                                    exact_options const& o = {}) {
    return {"exact", 1, [&space, score, bounds, o](search_state& s) {
                auto const r = exact(space, s.domain().mask, score, bounds, o);
                if (r.found)
                    s.offer(r.best);
                else
                    throw error{r.proven ? "no network is within the limits"
                                         : "no network was found among " + std::to_string(o.most) + " partial ones",
                                "exact search", r.proven ? "raise a limit" : "raise exact_options::most"};
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

/// Local search (White et al. 2021, "Local search is state of the art for NAS benchmarks"): all networks one gene away
/// from where it stands, then on to the best of them; a new random start where none is better. Where it stands follows
/// from the history since the last start: a generation one gene away from the best of that before was a neighbourhood.
inline search_strategy local_search() {
    return {"local", 1, [](search_state& s) {
                auto const ends = s.generation_end();
                auto const generation = [&](std::size_t k) {
                    auto const from = k == 0 ? 0 : static_cast<std::size_t>(ends[k - 1]);
                    return s.history().subspan(from, static_cast<std::size_t>(ends[k]) - from);
                };
                auto const best = [&](std::size_t k) {
                    auto const all = generation(k);
                    return &*std::max_element(all.begin(), all.end(),
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
                        here = !here || !around(k, here) || best(k)->fit > here->fit ? best(k) : nullptr;
                }
                if (here) {
                    auto g = here->genes;
                    for (int layer = 0; layer < g.size(); ++layer) {
                        auto const mine = g[layer];
                        for (auto choice : s.domain().mask[static_cast<std::size_t>(layer)])
                            if (choice != mine) g[layer] = choice, s.offer(g);
                        g[layer] = mine;
                    }
                }
                if (s.offered() == 0) detail::fill(s, 1, 1000);
            }};
}

namespace detail {

/// Where the early positions end: at `split`, or (0) behind 40 % of those that are free.
inline int split_of(choice_mask const& mask, int split) {
    int const n = static_cast<int>(mask.size());
    if (split < 0 || split >= std::max(n, 1))
        throw error{"a split at " + std::to_string(split) + " of " + std::to_string(n) + " positions", "two-stage",
                    "leave positions on both sides"};
    if (split > 0) return split;
    std::vector<int> free;
    for (int p = 0; p < n; ++p)
        if (mask[static_cast<std::size_t>(p)].size() > 1) free.push_back(p);
    return free.empty() ? 0 : free[std::min(free.size() - 1, (2 * free.size() + 2) / 5)];
}
/// What a search knows of the networks that have the genes of `like` outside positions [first, last), as a search of
/// its own among those.
struct searched_part {
    choice_mask mask;
    std::vector<evaluated> known;
    std::vector<int> ends;

    searched_part(search_state const& s, genotype const& like, int first, int last) : mask{only(like)} {
        for (int p = first; p < last; ++p) mask[std::size_t(p)] = s.domain().mask[std::size_t(p)];
        std::size_t at = 0;
        for (auto const end : s.generation_end()) {
            for (; at < static_cast<std::size_t>(end); ++at) {
                auto const& e = s.history()[at];
                bool inside = true;
                for (int p = 0; p < like.size(); ++p)
                    inside = inside && (e.genes[p] == like[p] || (p >= first && p < last));
                if (inside) known.push_back(e);
            }
            if (known.size() > (ends.empty() ? 0 : static_cast<std::size_t>(ends.back())))
                ends.push_back(static_cast<int>(known.size()));
        }
    }
    /// Offers what a strategy offers here; false when that is nothing new.
    bool go_on(search_state& s, search_strategy const& how, int evaluations) const {
        search_state here{s.part(mask), {.evaluations = evaluations}, how.ranked, s.random()};
        here.recall(known, ends);
        how.next(here);
        if (here.offered() == 0) here.offer_in_order(64);
        s.random() = here.random();
        for (auto const& e : here.offers()) s.offer(e.genes);
        return s.offered() > 0;
    }
};

}  // namespace detail

/// HURRICANE's order (Zhang et al. 2020) for scores that need no supernet. Half of the evaluations go to the
/// positions from `split` on (0: behind 40 % of the free ones), the early ones those of a random network; the others go
/// to the early positions, the later ones those of the best. `how` searches each part; where it finds nothing new,
/// random networks follow. O(history) a generation, and the making of a domain.
inline search_strategy in_two_stages(search_strategy how, int split = 0) {
    auto const ranked = how.ranked;
    return {"two-stage", ranked, [how = std::move(how), split](search_state& s) {
                auto const known = s.history();
                if (known.empty()) return detail::fill(s, 1, 1000);
                int const n = static_cast<int>(s.domain().mask.size()),
                          early = detail::split_of(s.domain().mask, split);
                int const all = static_cast<int>(known.size()) + s.left(), half = (all + 1) / 2;
                detail::searched_part const later{s, known[0].genes, early, n};
                if (later.known.size() == known.size() && static_cast<int>(known.size()) < half &&
                    later.go_on(s, how, half))
                    return;
                auto const best = std::max_element(later.known.begin(), later.known.end(),
                                                   [](auto const& a, auto const& b) { return a.fit < b.fit; });
                detail::searched_part const then{s, best->genes, 0, early};
                if (!then.go_on(s, how, static_cast<int>(then.known.size()) + s.left())) detail::fill(s, 64, 10);
            }};
}

inline constexpr char const* strategy_names[] = {"evolution", "random", "ageing", "local", "two-stage", "exact"};

/// A strategy by name, in generations of `population` where it has such. `split` is of two-stage (of evolutions).
/// Throws error for another name.
inline search_strategy strategy_named(std::string_view name, int population, int split = 0) {
    if (population < 1) throw error{"a population of " + std::to_string(population), "strategy", "use at least 1"};
    if (name == "evolution") return evolution(population_of(population));
    if (name == "random") return random_search(population);
    if (name == "ageing")
        return ageing_evolution(
            {.population = population, .sample = std::max(1, population / 5), .children = std::max(1, population / 5)});
    if (name == "local") return local_search();
    if (name == "two-stage") return in_two_stages(evolution(population_of(population)), split);
    if (name == "exact") return exact_search(population);
    throw error{"no strategy named '" + std::string{name} + "'", "strategy",
                "use evolution, random, ageing, local, two-stage or exact"};
}

}  // namespace hurricane::inline v0
