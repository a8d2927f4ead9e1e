// SPDX-License-Identifier: MIT
// Two stages under each of several limits, of one target or of several, from one supernet: it is
// trained once, on paths of all of them, and searched for each. (Ours; the paper searches once for
// each device.)
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <hurricane/search/two_stage.hpp>

namespace hurricane::inline v0 {

/// One of the searches that share a supernet.
struct limited_search {
    limits within{};
    std::optional<genotype> start{};  ///< as two_stage_options::start
    two_stage_progress progress{};    ///< its checkpoint is not called: that of all is
};

enum class shared_supernet : unsigned char {
    trained,  ///< in each stage, for all searches
    reused    ///< as it is: for limits that come when the others are done
};

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

/// Paths of all searches, each within its own limits where that is asked for.
inline std::unique_ptr<guide> guide_of_all(path_sampling how, priced_space const& space,
                                           std::vector<choice_mask> const& masks,
                                           std::vector<limits> const& bounds, std::uint64_t seed) {
    if (how == path_sampling::fair) return std::make_unique<drawn_paths>(fair_in_turn{masks, seed});
    std::vector<std::unique_ptr<guide>> all;
    for (std::size_t i = 0; i < masks.size(); ++i)
        all.push_back(guide_of(how, space, masks[i], bounds[i], seed));
    return std::make_unique<guides_in_turn>(std::move(all));
}

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

inline two_stage_options options_of(limited_search& one, two_stage_options o) {
    o.within = one.within;
    o.start = one.start;
    o.progress = &one.progress;
    return o;
}

/// The choices of each search that has come to a stage.
inline std::vector<choice_mask> masks_of(priced_space const& space, search_stage const& stage,
                                         int number, std::vector<limited_search>& all) {
    std::vector<choice_mask> masks;
    for (auto& s : all)
        if (s.progress.stage == number)
            masks.push_back(searched(space.allowed, s.progress.done.stage(number).fixed,
                                     stage.first, stage.last));
    return masks;
}

/// Trains the supernet for a stage of all searches, unless that is done.
template <class M>
void train_for_all(M& model, priced_space const& space, search_stage const& stage, int number,
                   two_stage_options const& o, std::vector<limited_search>& all) {
    auto& first = all.front().progress;
    bool const trained = std::any_of(all.begin(), all.end(), [&](limited_search const& s) {
        return s.progress.stage > number || s.progress.trained;
    });
    if (!trained) {
        auto const masks = masks_of(space, stage, number, all);
        std::vector<limits> bounds;
        for (auto const& s : all) bounds.push_back(s.within);
        auto const paths = o.own_guide ? own_guide_of(o, all_choices(masks))
                                       : guide_of_all(o.sampling, space, masks, bounds, o.seed);
        train_stage(model, *paths, all_choices(masks), stage, space.layers(), o, first);
    }
    double const seconds = first.done.stage(number).train_seconds;
    for (auto& s : all) s.progress.done.stage(number).train_seconds = seconds;
}

/// Where each search begins, unless it goes on.
template <class M>
void begin_all(M& model, priced_space const& space, two_stage_options const& common,
               std::vector<limited_search>& all, shared_supernet how,
               std::function<void()> const& checkpoint) {
    bool resumed = false;
    for (auto& s : all) {
        s.progress.checkpoint = checkpoint;
        resumed = resumed || s.progress.resumed;
        if (!s.progress.resumed)
            s.progress.done.later.fixed = start_of(space, options_of(s, common));
    }
    if (!resumed && how == shared_supernet::trained) model.reset(common.seed);
}

}  // namespace detail

/// Each search ends as a two_stage of its limits would, on scores of the supernet that all share;
/// its training's seconds stand in each result, none where it was trained before. `common` says all
/// but the limits and the starts; `checkpoint` is called after each epoch, training, generation and
/// stage of any of them. A search whose progress is resumed goes on from it. Throws error for
/// limits that nothing meets, and stopped.
template <Model M>
void two_stage(M& model, priced_space const& space, two_stage_options const& common,
               std::vector<limited_search>& all, shared_supernet how,
               std::function<void()> const& checkpoint = {}) {
    detail::begin_all(model, space, common, all, how, checkpoint);
    auto const plan = detail::plan_of(space, common, true);
    int const stages = stages_of(common.form) == 1 ? 1 : plan.size();
    for (int stage = 0; stage < stages; ++stage) {
        if (how == shared_supernet::trained && stage < 2)
            detail::train_for_all(model, space, plan[stage], stage, common, all);
        auto const masks = detail::masks_of(space, plan[stage], stage, all);
        if (how == shared_supernet::reused && !masks.empty())  // some may be new to it
            detail::warn_of_starved(model, detail::all_choices(masks), *common.watch);
        for (auto& s : all) {
            if (s.progress.stage != stage) continue;
            s.progress.trained = true;
            detail::advance(model, space, plan, detail::options_of(s, common), s.progress);
        }
    }
}

}  // namespace hurricane::inline v0
