// SPDX-License-Identifier: MIT
// The loop around every search strategy: networks within the domain and none twice, the number of
// evaluations, stop rules, progress, time, checkpoints. A strategy is a function of what is known
// so far that offers the next networks; having no state of its own, it goes on from a checkpoint to
// the same result.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/search/state.hpp>

namespace hurricane::inline v0 {

struct search_result {
    evaluated best;
    std::vector<evaluated> history;   ///< in order of evaluation
    std::vector<int> generation_end;  ///< history size after each generation
    bool exhausted{};                 ///< it ended because no network was left
    bool proven{};                    ///< the domain has no better one
    /// No network of the domain scores more.
    double bound{std::numeric_limits<double>::infinity()};
    double proposing_seconds{};  ///< since the start, or since it was resumed
    double scoring_seconds{};    ///< likewise
};

/// How far a search has come, to be saved after each generation and continued from.
struct search_progress {
    std::vector<evaluated> history;
    std::vector<int> generation_end;
    std::uint64_t drawn{};               ///< random numbers taken
    std::function<void()> checkpoint{};  ///< called after each generation
};

/// How a search chooses the next networks.
struct search_strategy {
    std::string name;
    int ranked{1};  ///< how many of the best it looks at
    /// Offers a generation; nothing when it knows no more.
    std::function<void(search_state&)> next;
};

namespace detail {

/// An evaluator without its type, so that a search is compiled once.
struct scorer {
    void* evaluator;
    void (*score)(void*, std::span<genotype const>, std::span<fitness>);

    template <class E>
    static scorer of(E& e) {
        return {&e, [](void* self, std::span<genotype const> genotypes, std::span<fitness> out) {
                    static_cast<E*>(self)->score(genotypes, out);
                }};
    }
};

/// One run.
class strategy_loop {
public:
    strategy_loop(search_domain const& domain, search_strategy const& how,
                  search_budget const& budget, std::uint64_t seed, scorer evaluator)
        : how_{how}, budget_{budget}, evaluator_{evaluator},
          state_{domain, budget, how.ranked,
                 rng{seed, how.name + " from layer " + std::to_string(first_free(domain))}} {}

    search_result run(observer& watch, std::stop_token const& stop, search_progress* progress) {
        if (progress) resume(*progress);
        state_.watch_ = &watch;
        search_result r;
        watch.begin(how_.name, budget_.evaluations);
        while (state_.left() > 0 && !enough() && !state_.concluded_) {
            stopwatch const proposing;
            propose();
            r.proposing_seconds += proposing.seconds();
            if (state_.offered() == 0) break;
            stopwatch const scoring;
            evaluate(watch, stop);
            r.scoring_seconds += scoring.seconds();
            watch.metric("best score", static_cast<std::int64_t>(state_.history().size()),
                         state_.ranked(0).fit.primary);
            if (progress) save(*progress);
        }
        watch.end();
        conclude(r);
        return r;
    }

private:
    static int first_free(search_domain const& domain) {
        std::size_t layer = 0;
        while (layer < domain.mask.size() && domain.mask[layer].size() == 1) ++layer;
        return static_cast<int>(layer);
    }

    bool enough() const {
        auto const* const winner = state_.winner();
        return winner && winner->fit.primary >= budget_.enough;
    }

    /// A generation; none is left where nothing is offered.
    void propose() {
        how_.next(state_);
        // A strategy that knows no more leaves the rest of the domain to be visited in order.
        if (state_.offered() == 0 && !state_.concluded_) state_.offer_in_order(64);
        if (state_.offered() == 0) state_.exhausted_ = state_.exhausted_ || !state_.concluded_;
    }

    /// Scores a generation in parts, so that progress is seen and a stop obeyed.
    void evaluate(observer& watch, std::stop_token const& stop) {
        constexpr std::size_t part = 16;
        genotype genes[part];
        fitness fits[part];
        auto& all = state_.all_;
        for (std::size_t from = state_.known_; from < all.size(); from += part) {
            if (stop.stop_requested()) throw stopped{};
            auto const count = std::min(part, all.size() - from);
            for (std::size_t i = 0; i < count; ++i) genes[i] = all[from + i].genes;
            evaluator_.score(evaluator_.evaluator, {genes, count}, {fits, count});
            for (std::size_t i = 0; i < count; ++i) {
                if (std::isnan(fits[i].primary))
                    throw error{"the score of " + to_string(genes[i]) + " is not a number",
                                how_.name, "give a network that has no score the lowest one"};
                all[from + i].fit = fits[i];
            }
            if (&watch != &quiet())
                watch.advance(
                    static_cast<std::int64_t>(from + count),
                    state_.ranked() == 0 ? "" : "best " + show(state_.ranked(0).fit.primary));
        }
        state_.settle();
    }

    void save(search_progress& to) const {
        auto const known = state_.history().subspan(to.history.size());
        to.history.insert(to.history.end(), known.begin(), known.end());
        to.generation_end = state_.ends_;
        to.drawn = state_.random_.counter();
        if (to.checkpoint) to.checkpoint();
    }

    /// What was found, which leaves the state.
    void conclude(search_result& r) {
        r.exhausted = state_.exhausted_;
        if (state_.ranked() == 0)
            throw error{"there is no network to evaluate", how_.name,
                        "allow some, and at least one evaluation"};
        if (!state_.winner())
            throw error{"of " + std::to_string(state_.history().size()) +
                            " networks that were scored none may win",
                        how_.name, "allow more evaluations, or raise a limit"};
        r.best = *state_.winner();
        bool const is_best_of_all = r.best.genes == state_.ranked(0).genes;
        r.history = std::move(state_.all_);
        r.generation_end = std::move(state_.ends_);
        r.proven = r.exhausted || (state_.proven_ && is_best_of_all);
        r.bound = r.exhausted ? r.best.fit.primary : state_.bound_;
    }

    void resume(search_progress const& from) {
        if (!state_.recall(from.history, from.generation_end))
            throw error{"the networks of the checkpoint do not belong to this search", how_.name,
                        "resume with the options that it was started with"};
        state_.random_.seek(from.drawn);
    }

    search_strategy const& how_;
    search_budget budget_;
    scorer evaluator_;
    search_state state_;
};

}  // namespace detail

/// Searches the domain for the fittest network. Throws error when it has none, stopped when it was
/// stopped. `progress` is where it goes on and what it leaves after each generation.
template <class E>
search_result search(E& evaluator, search_domain const& domain, search_strategy const& how,
                     search_budget const& budget, std::uint64_t seed, observer& watch = quiet(),
                     std::stop_token const& stop = {}, search_progress* progress = nullptr) {
    static_assert(is_evaluator<E>,
                  "the evaluator must have score(span<genotype const>, span<fitness>)");
    if constexpr (is_evaluator<E>)
        return detail::strategy_loop{domain, how, budget, seed, detail::scorer::of(evaluator)}.run(
            watch, stop, progress);
    else
        return {};
}

}  // namespace hurricane::inline v0
