// SPDX-License-Identifier: MIT
// HURRICANE's order (Zhang et al. 2020) where scores stay what they are: the later positions are
// searched first, then the early ones, then perhaps both again. What a stage searches, what it
// keeps, and when it ends. (Of a supernet, whose training makes scores stale: searchers/.)
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/search/strategies/evolution.hpp>

namespace hurricane::inline v0 {

/// Positions [first, last) are searched until `end` networks of the whole search are evaluated.
struct search_stage {
    int first{};
    int last{};
    int end{};
};

/// The stages of a search by the number of networks evaluated. The first pass over both stages
/// takes the larger part where others follow; the stages of a pass share equally. What a stage
/// leaves, because it finds no new network, is the next one's; what all leave, where there are
/// several passes, is for all positions at once.
class stage_plan {
public:
    static constexpr double first_pass = 0.6;
    static constexpr int usual_passes = 3;  ///< where scores stay what they are

    /// `sampled` of the evaluations come before the first stage. Throws error where the split
    /// leaves no position on one side, and for less than one pass.
    stage_plan(int split, int positions, int sampled, int evaluations, int passes)
        : split_{split}, positions_{positions}, sampled_{sampled},
          evaluations_{evaluations}, passes_{passes} {
        if (split < 0 || split >= std::max(positions, 1))
            throw error{"a split at " + std::to_string(split) + " of " + std::to_string(positions) +
                            " positions",
                        "two-stage", "leave positions on both sides"};
        if (passes < 1)
            throw error{std::to_string(passes) + " passes", "two-stage", "use at least 1"};
    }

    int size() const { return passes_ == 1 ? 2 : 2 * passes_ + 1; }

    search_stage operator[](int stage) const {
        if (stage == 2 * passes_) return {0, positions_, evaluations_};
        bool const later = stage % 2 == 0;
        double const first = passes_ == 1 ? 1 : first_pass;
        double const further = (1 - first) / std::max(1, passes_ - 1);
        double const done = stage < 2 ? first * (stage + 1) / 2 : first + further * (stage - 1) / 2;
        int const own = static_cast<int>(std::ceil((evaluations_ - sampled_) * done - 1e-9));
        return {later ? split_ : 0, later ? positions_ : split_, sampled_ + own};
    }

    /// The stage that goes on when so many networks are evaluated; size(): none.
    int at(int evaluated) const {
        int stage = 0;
        while (stage < size() && (*this)[stage].end <= evaluated) ++stage;
        return stage;
    }

private:
    int split_;
    int positions_;
    int sampled_;
    int evaluations_;
    int passes_;
};

/// The choices of a stage: positions [first, last) keep those of `allowed`, all others are fixed to
/// the genes of `fixed`.
inline choice_mask searched(choice_mask const& allowed, genotype const& fixed, int first,
                            int last) {
    auto mask = fixed_mask(fixed);
    std::copy(allowed.begin() + first, allowed.begin() + last, mask.begin() + first);
    return mask;
}

/// `how`, with one network that is scored in the first generation in any case.
inline search_strategy starting_with(genotype const& first, search_strategy how) {
    auto const name = how.name;
    auto const ranked = how.ranked;
    return {name, ranked, [first, how = std::move(how)](search_state& s) {
                if (s.history().empty()) s.offer(first);
                how.next(s);
            }};
}

namespace detail {

/// Where the early positions end: at `split`, or (0) behind 40 % of those that are free.
inline int split_of(choice_mask const& mask, int split) {
    if (split != 0) return split;
    std::vector<int> free;
    for (int p = 0; p < static_cast<int>(mask.size()); ++p)
        if (mask[static_cast<std::size_t>(p)].size() > 1) free.push_back(p);
    return free.empty() ? 0 : free[std::min(free.size() - 1, (2 * free.size() + 2) / 5)];
}

/// What a search knows of the networks that a stage may visit, as a search of its own among those.
class searched_part {
public:
    searched_part(search_state& whole, genotype const& fixed, search_stage const& stage)
        : whole_{whole}, stage_{stage}, mask_{searched(whole.domain().mask, fixed, stage.first,
                                                       stage.last)} {
        std::size_t at = 0;
        for (auto const end : whole.generation_end()) {
            auto const before = known_.size();
            for (; at < static_cast<std::size_t>(end); ++at)
                if (inside(whole.history()[at].genes, fixed)) known_.push_back(whole.history()[at]);
            if (known_.size() > before) ends_.push_back(static_cast<int>(known_.size()));
        }
    }

    /// Offers what a strategy offers here; false when that is nothing new.
    bool go_on(search_strategy const& how) {
        int const left = stage_.end - static_cast<int>(whole_.history().size());
        int const evaluations = static_cast<int>(known_.size()) + std::max(1, left);
        search_state here{
            whole_.part(mask_), {.evaluations = evaluations}, how.ranked, whole_.random()};
        here.be_part_of(whole_);
        here.recall(known_, ends_);
        how.next(here);
        if (here.offered() == 0) here.offer_in_order(64);
        whole_.random() = here.random();
        for (auto const& e : here.offers()) whole_.offer(e.genes);
        return whole_.offered() > 0;
    }

private:
    bool inside(genotype const& g, genotype const& fixed) const {
        return std::equal(g.begin(), g.begin() + stage_.first, fixed.begin()) &&
               std::equal(g.begin() + stage_.last, g.end(), fixed.begin() + stage_.last);
    }

    search_state& whole_;
    search_stage stage_;
    choice_mask mask_;
    std::vector<evaluated> known_;
    std::vector<int> ends_;
};

}  // namespace detail

namespace detail {

/// Of the first networks one that is typical: 70 % of the others are no worse. (The early positions
/// of the best suit the later ones beside them, and would hide what goes with others.)
inline genotype typical(std::span<evaluated const> history, int sampled) {
    auto const n = std::min(history.size(), static_cast<std::size_t>(sampled));
    std::vector<evaluated const*> first;
    for (auto const& e : history.first(n)) first.push_back(&e);
    auto const at = first.begin() + static_cast<std::ptrdiff_t>(7 * (n - 1) / 10);
    std::nth_element(first.begin(), at, first.end(), [](auto const* a, auto const* b) {
        return a->fit > b->fit || (a->fit == b->fit && a < b);  // of equals the earlier one
    });
    return (*at)->genes;
}

}  // namespace detail

struct in_two_stages_options {
    int split{};  ///< where the early positions end; 0: behind 40 % of the free ones
    int passes{stage_plan::usual_passes};
    int sampled{10};  ///< random networks before the first stage, a fifth of all at most
};

/// HURRICANE's order for scores that need no supernet. What the first stage keeps is of a typical
/// random network, what the others keep of the best one known. `how` searches each stage, and all
/// positions with what they leave; where it finds nothing new in any, random networks follow.
/// O(history) a generation, and the making of a domain. The search throws error where the split
/// leaves no position on one side.
inline search_strategy in_two_stages(search_strategy how, in_two_stages_options const& o = {}) {
    auto const ranked = how.ranked;
    return {"two-stage", ranked, [how = std::move(how), o](search_state& s) {
                int const evaluated = static_cast<int>(s.history().size());
                int const all = evaluated + s.left();
                int const sampled = std::clamp(o.sampled, 1, 1 + all / 5);
                auto const& mask = s.domain().mask;
                stage_plan const plan{detail::split_of(mask, o.split),
                                      static_cast<int>(mask.size()), sampled, all, o.passes};
                if (evaluated == 0) return detail::fill(s, sampled, 1000);
                for (int stage = plan.at(evaluated); stage < plan.size(); ++stage) {
                    auto const fixed =
                        stage == 0 ? detail::typical(s.history(), sampled) : s.ranked(0).genes;
                    if (detail::searched_part{s, fixed, plan[stage]}.go_on(how)) return;
                }
                detail::fill(s, 64, 10);
            }};
}

}  // namespace hurricane::inline v0
