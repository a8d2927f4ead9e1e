// SPDX-License-Identifier: MIT
// Evolution with ageing (Real et al. 2019, "Regularized evolution for image classifier
// architecture search", algorithm 1).
#pragma once

#include <algorithm>
#include <vector>

#include <hurricane/search/strategies/random.hpp>

namespace hurricane::inline v0 {

struct ageing_options {
    int population{50};
    int sample{10};   ///< of the population, whose best is the parent
    int children{1};  ///< in each generation; more go to the evaluator at once
    int tries{10};
};

namespace detail {

/// Layers with more than one choice.
inline std::vector<int> free_layers(choice_mask const& mask) {
    std::vector<int> free;
    for (int layer = 0; layer < static_cast<int>(mask.size()); ++layer)
        if (mask[static_cast<std::size_t>(layer)].size() > 1) free.push_back(layer);
    return free;
}

/// Where the fittest of `sample` random networks stands in the history; they are drawn from
/// position `first` on.
inline std::size_t fittest_of_sample(search_state& s, std::size_t first, int sample) {
    auto const alive = s.history().size() - first;
    auto fittest = first + s.random().below(alive);
    for (int i = 1; i < sample; ++i) {
        auto const rival = first + s.random().below(alive);
        if (s.history()[rival].fit > s.history()[fittest].fit) fittest = rival;
    }
    return fittest;
}

}  // namespace detail

/// The population is the networks evaluated last; a child changes one gene of the best of a random
/// sample of it, and the oldest leaves.
inline search_strategy ageing_evolution(ageing_options const& o = {}) {
    return {"ageing", 1, [o](search_state& s) {
                auto const known = s.history().size();
                auto const alive = std::min(known, static_cast<std::size_t>(o.population));
                auto const first = known - alive;
                if (static_cast<int>(alive) < o.population)
                    return detail::fill(s, o.population, o.tries);
                auto const free = detail::free_layers(s.domain().mask);
                for (int tries = o.children * o.tries;
                     tries > 0 && s.offered() < o.children && s.left() > 0; --tries) {
                    auto const parent = detail::fittest_of_sample(s, first, o.sample);
                    if (free.empty()) break;
                    auto g = s.history()[parent].genes;
                    auto const layer = free[s.random().below(free.size())];
                    auto const& choices = s.domain().mask[static_cast<std::size_t>(layer)];
                    g[layer] = choices[s.random().below(choices.size())];
                    s.offer(g);
                }
                if (s.offered() == 0) detail::fill(s, o.children, o.tries);
            }};
}

}  // namespace hurricane::inline v0
