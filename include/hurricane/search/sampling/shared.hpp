// SPDX-License-Identifier: MIT
// The paths of several searches that share a supernet: each within its own limits, all choices of
// all of them. (Ours; the papers search once for each device.)
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <hurricane/search/sampling/paths.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Strictly fair paths for several searches: those of one permutation. What a search fixes is put
/// in its place, so that the choices of all others stay as often.
class fair_in_turn {
public:
    fair_in_turn(std::vector<choice_mask> masks, std::uint64_t seed)
        : fair_{masks.front(), seed}, masks_{std::move(masks)} {}

    genotype operator()(rng& random) const {
        auto const turn = random.counter() % masks_.size();
        auto g = fair_(random);
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = masks_[turn][static_cast<std::size_t>(layer)];
            if (choices.size() == 1) g[layer] = choices.front();
        }
        return g;
    }

private:
    fair_sampler fair_;
    std::vector<choice_mask> masks_;
};

}  // namespace detail

/// Every choice that one of the masks has.
inline choice_mask all_choices(std::vector<choice_mask> const& masks) {
    auto all = masks.front();
    for (auto const& mask : masks)
        for (std::size_t layer = 0; layer < all.size(); ++layer) {
            auto& into = all[layer];
            into.insert(into.end(), mask[layer].begin(), mask[layer].end());
            std::sort(into.begin(), into.end());
            into.erase(std::unique(into.begin(), into.end()), into.end());
        }
    return all;
}

/// Paths of searches of these masks, each within its own limits where that is asked for. Throws
/// error as guide_of() does.
inline std::unique_ptr<guide> shared_guide(path_sampling how, priced_space const& space,
                                           std::vector<choice_mask> const& masks,
                                           std::vector<limits> const& within, std::uint64_t seed) {
    if (masks.size() == 1) return guide_of(how, space, masks.front(), within.front(), seed);
    if (how == path_sampling::fair)
        return std::make_unique<drawn_paths>(detail::fair_in_turn{masks, seed});
    std::vector<std::unique_ptr<guide>> all;
    for (std::size_t i = 0; i < masks.size(); ++i)
        all.push_back(guide_of(how, space, masks[i], within[i], seed));
    return std::make_unique<guides_in_turn>(std::move(all));
}

}  // namespace hurricane::inline v0
