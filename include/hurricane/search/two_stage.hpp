// SPDX-License-Identifier: MIT
// HURRICANE's two-stage search, and SPOS's of one, in one call: on a model that is trained, or on
// scores that need no training.
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/search/searcher.hpp>
#include <hurricane/search/searchers/hurricane.hpp>
#include <hurricane/search/searchers/spos.hpp>

namespace hurricane::inline v0 {

/// A limit known to the compiler: two_stage<my::space, my::device, latency_limit{.ms = 3}>(...)
/// does not compile when no network of the space is that fast.
struct latency_limit {
    double ms{};
};

struct cheapest_network {
    double ms{};
};

template <class Space, class Target, latency_limit Limit, cheapest_network Cheapest>
struct limit_can_be_met {
    static_assert(Cheapest.ms <= Limit.ms,
                  "no network of this space is as fast on this target as the limit asks");
};

namespace detail {

/// A template, so that what only evaluates compiles none of it.
template <Model M>
any_searcher searcher_of(two_stage_options const& o) {
    switch (o.form) {
        case search_form::one_stage: return erased(searchers::spos{o});
        case search_form::later_only: return erased(searchers::later_layers{o});
        case search_form::two_stage: break;
    }
    return erased(searchers::hurricane{o});
}

/// Scores that stay what they are: both stages are one search, whose strategy takes the later
/// positions first.
struct without_training {
    static constexpr std::string_view name = "scores";

    boost::hana::tuple<phases::score> phases;
};

inline any_searcher search_of_scores(priced_space const& space, two_stage_options const& o) {
    if (o.form == search_form::one_stage)
        return erased(without_training{o.scoring(stage_layers::all)});
    if (o.form == search_form::later_only)
        return erased(without_training{o.scoring(stage_layers::later)});
    auto both = o.scoring(stage_layers::all);
    both.strategy = in_two_stages(
        o.strategy,
        {.split = space.split, .passes = o.passes != 0 ? o.passes : stage_plan::usual_passes});
    both.evaluations = 2 * o.evaluations;
    return erased(without_training{std::move(both)});
}

}  // namespace detail

/// M is a Model (trained and searched) or an Evaluator (searched only). Throws error for limits
/// that nothing meets, and stopped.
template <class M>
searcher_result two_stage(M& model, priced_space const& space, two_stage_options const& o) {
    if constexpr (!detail::is_sound_model<M>())
        return {};
    else if constexpr (Model<M>)
        return perform(any_model{model}, space, detail::searcher_of<M>(o), o);
    else
        return perform(any_model{model}, space, detail::search_of_scores(space, o), o);
}

/// Searches that share a supernet; `common` says all but the limits and the starts.
template <Model M>
void two_stage(M& model, priced_space const& space, two_stage_options const& common,
               std::vector<limited_search>& all, shared_supernet reuse,
               std::function<void()> const& checkpoint = {}) {
    perform(any_model{model}, space, detail::searcher_of<M>(common), all,
            {common.seed, common.watch, common.stop}, reuse, checkpoint);
}

/// The search of a space on a target (a hardware-aware space has one): checked, priced and
/// searched.
template <class Space, class T = target_of<Space>,
          generator_options O = detail::own_generator<Space>(), class M>
searcher_result two_stage(M&& model, two_stage_options const& o) {
    auto const priced = price<Space, T, O>();
    return two_stage(model, priced, o);
}

/// The same under a limit that the compiler knows, besides those of the options.
template <class Space, class T, latency_limit L,
          generator_options O = detail::own_generator<Space>(), class M>
searcher_result two_stage(M&& model, two_stage_options o) {
    check<Space, T, O>();
    if constexpr (are_sound<Space, T>) {
        constexpr cheapest_network cheapest{specialised<Space, T, O>::cheapest_ms};
        (void)sizeof(limit_can_be_met<Space, T, L, cheapest>);
        o.within.push_back({"latency_ms", L.ms});
        return two_stage<Space, T, O>(model, o);
    } else
        return {};
}

}  // namespace hurricane::inline v0
