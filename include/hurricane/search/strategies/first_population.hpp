// SPDX-License-Identifier: MIT
// A first population that is not random: the best of many random networks by a score that costs
// little.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/base/ranking.hpp>
#include <hurricane/search/strategy.hpp>

namespace hurricane::inline v0 {

/// Scores out[i] of networks[i], higher is better.
using cheap_score = std::function<void(std::span<genotype const> networks, std::span<fitness> out)>;

struct first_population {
    int networks{12};  ///< of the first generation that are the best ones by the score
    int drawn{240};    ///< random networks that they are the best of
};

/// `how`, which fills up the first generation. O(drawn log drawn) and so many scores.
inline search_strategy starting_with_best(cheap_score score, first_population const& first,
                                          search_strategy how) {
    auto const name = how.name;
    auto const ranked = how.ranked;
    return {name, ranked, [score = std::move(score), first, how = std::move(how)](search_state& s) {
                if (!s.history().empty()) return how.next(s);
                std::set<genotype> different;
                for (int i = 0; i < first.drawn; ++i) different.insert(s.domain().draw(s.random()));
                std::vector<genotype> const networks(different.begin(), different.end());
                std::vector<fitness> scores(networks.size());
                score(networks, scores);
                auto const is_ahead = [&](auto a, auto b) { return scores[a] > scores[b]; };
                for (auto const i : ordered(networks.size(), is_ahead))
                    if (s.offered() < first.networks) s.offer(networks[i]);
                how.next(s);
            }};
}

}  // namespace hurricane::inline v0
