// SPDX-License-Identifier: MIT
// The proven best: by all networks in order or, where the score is a cost, by branch and bound
// (exact.hpp).
#pragma once

#include <optional>
#include <string>

#include <hurricane/search/strategies/exact.hpp>
#include <hurricane/search/strategy.hpp>

namespace hurricane::inline v0 {

/// All networks in order, those that no ending brings within a limit left out: what it has found
/// when none is left is proven to be the best. Goes on behind the last one that it offered.
inline search_strategy exhaustive_search(int batch = 1024) {
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

[[deprecated("its name is exhaustive_search")]] inline search_strategy exact_search(
    int batch = 1024) {
    return exhaustive_search(batch);
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
                s.conclude(r.bound, r.proven ? search_end::proven : search_end::open);
            }};
}

}  // namespace hurricane::inline v0
