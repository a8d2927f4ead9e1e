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

/// The generations of a local search.
class generations {
public:
    explicit generations(search_state const& s) : state_{s}, ends_{s.generation_end()} {}

    /// The network where the search stands; null where a new start is due.
    evaluated const* here() const {
        if (ends_.empty()) return nullptr;
        auto k = ends_.size() - 1;
        while (k > 0 && is_around(k, best(k - 1))) --k;
        auto const* here = best(k);
        while (++k < ends_.size())
            here = !here || !is_around(k, here) || best(k)->fit > here->fit ? best(k) : nullptr;
        return here;
    }

private:
    std::span<evaluated const> generation(std::size_t k) const {
        auto const from = k == 0 ? 0 : static_cast<std::size_t>(ends_[k - 1]);
        return state_.history().subspan(from, static_cast<std::size_t>(ends_[k]) - from);
    }

    evaluated const* best(std::size_t k) const {
        auto const all = generation(k);
        return &*std::max_element(all.begin(), all.end(),
                                  [](auto const& a, auto const& b) { return a.fit < b.fit; });
    }

    /// Whether generation k is the neighbourhood of a network.
    bool is_around(std::size_t k, evaluated const* here) const {
        return genes_apart(generation(k).front().genes, here->genes) == 1;
    }

    search_state const& state_;
    std::span<int const> ends_;
};

/// All networks one gene away.
inline void offer_neighbours(search_state& s, genotype g) {
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

}  // namespace detail

/// All networks one gene away from where it stands, then on to the best of them; a new random start
/// where none is better. Where it stands follows from the history since the last start: a
/// generation one gene away from the best of that before was a neighbourhood.
inline search_strategy local_search() {
    return {"local", 1, [](search_state& s) {
                if (auto const* const here = detail::generations{s}.here())
                    detail::offer_neighbours(s, here->genes);
                if (s.offered() == 0) detail::fill(s, 1, 1000);
            }};
}

}  // namespace hurricane::inline v0
