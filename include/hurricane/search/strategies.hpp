// SPDX-License-Identifier: MIT
// Search strategies that need no population: random, local search, all in order; and strategies by name.
#pragma once

#include <hurricane/search/evolution.hpp>

namespace hurricane::inline v0 {

/// Random networks, `batch` at a time: what every other strategy has to beat.
inline search_strategy random_search(int batch = 50) {
    return {"random", 1, [batch](search_state& s) { detail::fill(s, batch, 10); }};
}

/// All networks in order, those that no ending brings within a limit left out. Each batch starts again at the first, so
/// that few large ones are better: O(networks) a batch.
inline search_strategy enumeration(int batch = 1024) {
    return {"enumeration", 1, [batch](search_state& s) {
                s.domain().each([&](genotype const& g) {
                    s.offer(g);
                    return s.left() > 0 && s.offered() < batch;
                });
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
/// from the history: a generation one gene away from it was its neighbourhood. O(history) a generation.
inline search_strategy local_search() {
    return {"local", 1, [](search_state& s) {
                evaluated const* here = nullptr;
                std::size_t from = 0;
                for (auto const end : s.generation_end()) {
                    auto const generation = s.history().subspan(from, static_cast<std::size_t>(end) - from);
                    from = static_cast<std::size_t>(end);
                    if (generation.empty()) continue;
                    auto const* best = &generation.front();
                    for (auto const& e : generation)
                        if (e.fit > best->fit) best = &e;
                    bool const around = here && detail::genes_apart(generation.front().genes, here->genes) == 1;
                    here = !around || best->fit > here->fit ? best : nullptr;
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

inline constexpr char const* strategy_names[] = {"evolution", "random", "ageing", "local", "enumeration"};

/// A strategy by name, in generations of `population` where it has such. Throws error for another name.
inline search_strategy strategy_named(std::string_view name, int population) {
    if (name == "evolution") return evolution(population_of(population));
    if (name == "random") return random_search(population);
    if (name == "ageing")
        return ageing_evolution(
            {.population = population, .sample = std::max(1, population / 5), .children = std::max(1, population / 5)});
    if (name == "local") return local_search();
    if (name == "enumeration") return enumeration(population);
    throw error{"no strategy named '" + std::string{name} + "'", "strategy",
                "use evolution, random, ageing, local or enumeration"};
}

}  // namespace hurricane::inline v0
