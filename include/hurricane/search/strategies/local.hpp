// SPDX-License-Identifier: MIT
// Local search (White et al. 2021, "Local search is state of the art for NAS benchmarks").
#pragma once

#include <algorithm>

#include <hurricane/search/strategies/random.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline int genes_apart(genotype const& a, genotype const& b) {
    int n = 0;
    for (int layer = 0; layer < a.size(); ++layer) n += a[layer] != b[layer];
    return n;
}

}  // namespace detail

/// All
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

}  // namespace hurricane::inline v0
