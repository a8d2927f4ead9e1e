// SPDX-License-Identifier: MIT
// The best networks that a search has scored, for what chooses among them by training.
#pragma once

#include <algorithm>
#include <vector>

#include <hurricane/search/searcher_result.hpp>
#include <hurricane/space/same_network.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// What a stage scored within the limits, best first; of equals the earlier one is ahead.
inline std::vector<genotype> ranked_within(stage_result const& stage, priced_space const& priced,
                                           limits const& within) {
    std::vector<evaluated> all;
    for (auto const& e : stage.search.history)
        if (priced.within(e.genes, within)) all.push_back(e);
    std::stable_sort(all.begin(), all.end(),
                     [](auto const& a, auto const& b) { return a.fit > b.fit; });
    std::vector<genotype> ranked;
    for (auto const& e : all) ranked.push_back(e.genes);
    return ranked;
}

/// Of each stage, the last one first.
inline std::vector<std::vector<genotype>> ranked_stages(searcher_result const& result,
                                                        priced_space const& priced,
                                                        limits const& within) {
    std::vector<std::vector<genotype>> stages;
    for (auto at = result.stages.rbegin(); at != result.stages.rend(); ++at)
        stages.push_back(ranked_within(*at, priced, within));
    return stages;
}

}  // namespace detail

/// The best `most` networks of a search within the limits, each once however it is spelled; the
/// found one is the first. Scores of two stages come from two supernets and are not compared: the
/// best of the last stage, the best of the stage before it, the second of the last, and so on.
/// Fewer where fewer were scored. O(n log n + n most layers) for n scored networks.
inline std::vector<genotype> best_networks(space_view const& space, priced_space const& priced,
                                           limits const& within, searcher_result const& result,
                                           std::size_t most) {
    auto const stages = detail::ranked_stages(result, priced, within);
    std::vector<genotype> best;
    auto const add = [&](genotype const& g) {
        bool const known = std::any_of(best.begin(), best.end(), [&](genotype const& other) {
            return same_network(space, g, other);
        });
        if (!known && best.size() < most) best.push_back(g);
    };
    auto const& found = result.best().genes;
    if (found.size() == space.size() && priced.within(found, within)) add(found);
    std::size_t longest = 0;
    for (auto const& stage : stages) longest = std::max(longest, stage.size());
    for (std::size_t rank = 0; rank < longest && best.size() < most; ++rank)
        for (auto const& stage : stages)
            if (rank < stage.size()) add(stage[rank]);
    return best;
}

}  // namespace hurricane::inline v0
