// SPDX-License-Identifier: MIT
// Coordinate search: all choices of one layer, then of the next.
#pragma once

#include <hurricane/search/strategies/random.hpp>

namespace hurricane::inline v0 {

/// Offers every choice of one layer in the best network so far, and goes on to the next layer; a
/// random network first, and where a whole round offers nothing new. Which layer it is follows from
/// the number of generations.
inline search_strategy coordinate_search() {
    return {"coordinate", 1, [](search_state& s) {
                auto const generations = static_cast<int>(s.generation_end().size());
                if (generations > 0) {
                    genotype const best = s.ranked(0).genes;
                    for (int i = 0; i < best.size() && s.offered() == 0; ++i) {
                        int const layer = (generations - 1 + i) % best.size();
                        genotype g = best;
                        for (auto choice : s.domain().mask[static_cast<std::size_t>(layer)]) {
                            g[layer] = choice;
                            s.offer(g);
                        }
                    }
                }
                if (s.offered() == 0) detail::fill(s, 1, 1000);
            }};
}

}  // namespace hurricane::inline v0
