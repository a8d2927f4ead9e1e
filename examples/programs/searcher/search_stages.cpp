// SPDX-License-Identifier: MIT
// The supernet of a run of a searcher, and the stages in which it is searched.
#include <algorithm>

#include <hurricane/search/strategies/first_population.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "search_run.hpp"

namespace hurricane::app {

void search_run::search() {
    watch_.curve(curve_under_way());
    with_supernet([&](informed_supernet& net, two_stage_options o) {
        if (resume_from_) net.restore(*resume_from_);
        resume_from_.reset();
        progress_.checkpoint = [&] {
            if (!is_searched()) watch_.curve(curve_under_way());
            if (!is_searched())
                save_checkpoint([&](archive_writer& out) { net.suspend(out); });
            else
                save_checkpoint();
        };
        auto const from = start();
        if (from && !resumed_)
            watch_.log("stage 1 starts from " + from->name + " (" + to_string(from->genes) + ")");
        o.within = limits_;
        o.start = from ? std::optional{from->genes} : std::nullopt;
        o.progress = &progress_;
        perform(any_model{net}, priced_, searcher_of(s_, o), o);
    });
}

/// The name of the losses of the stage that goes on.
std::string search_run::curve_under_way() const {
    auto const begun = progress_.done.stages.size() + (progress_.in_stage ? 0 : 1);
    return s_.searcher.stages == 1 ? "supernet" : "supernet, stage " + std::to_string(begun);
}

void search_run::with_supernet(
    std::function<void(informed_supernet&, two_stage_options)> const& f) {
    supernet shared{space_, priced_.allowed, search_task_, scoring_of(s_, scale_, space_)};
    auto const cheap = zero_cost_scores(search_task_);
    int const paths =
        std::min(informed_supernet::usual_paths, scale_.population * scale_.generations);
    informed_supernet net{shared, cheap.get(), s_.zero_cost_weight, paths};
    f(net, two_stages(strategy(cheap.get())));
}

limited_search search_run::limited() const {
    auto const from = start();
    limited_search one{.within = limits_,
                       .start = from ? std::optional{from->genes} : std::nullopt,
                       .progress = progress_};
    one.progress.checkpoint = {};
    one.progress.search.checkpoint = {};
    return one;
}

void search_run::take(searcher_progress const& p) {
    progress_ = p;
    progress_.checkpoint = {};
    progress_.search = {};
    save_checkpoint();
}

two_stage_options search_run::two_stages(search_strategy how) {
    return {.sampling = path_sampling_named(s_.sampling),
            .smoothed = s_.best_by == "smoothed",
            .stage1_epochs = scale_.stage1_epochs,
            .stage2_epochs = scale_.stage2_epochs,
            .strategy = std::move(how),
            .evaluations = scale_.population * scale_.generations,
            .seed = s_.seed,
            .watch = &watch_,
            .stop = stop_};
}

/// Nothing where none is asked for, or where there may be no ReLU to look at.
std::optional<zero_cost> search_run::used_zero_cost() const {
    if (!always_has_relu(space_, priced_.allowed)) return std::nullopt;
    return zero_cost_of(s_);
}

/// Null where none helps.
std::unique_ptr<zero_cost_evaluator> search_run::zero_cost_scores(task const& t) {
    auto const what = used_zero_cost();
    if (!what) return nullptr;
    zero_cost_options const o{.what = *what, .threads = s_.threads, .seed = s_.seed};
    auto const images = hold_out(sets_->train, t.train, o.images, s_.seed).held;
    return std::make_unique<zero_cost_evaluator>(space_, priced_.allowed, sets_->train, t.norm,
                                                 images, o);
}

/// Of the networks made by hand that the search may visit, the one that takes most of the limits.
std::optional<named_network> search_run::start() const {
    if (s_.start != "by-hand" || s_.searcher.name == searchers::later_layers::name)
        return std::nullopt;
    std::optional<named_network> best;
    double most = 0;
    for (auto const& n : hand_made(space_, priced_, limits_)) {
        double const share = share_taken(priced_, n.genes, limits_);
        if (!allows(priced_.allowed, n.genes) || (best && share <= most)) continue;
        best = n;
        most = share;
    }
    return best;
}

search_strategy search_run::strategy(zero_cost_evaluator* cheap) const {
    auto how = strategy_named(s_.strategy, scale_.population);
    if (!cheap) return how;
    first_population const first{.networks = std::max(1, scale_.population / 2),
                                 .drawn = 10 * scale_.population};
    auto const score = [cheap](std::span<genotype const> networks, std::span<fitness> out) {
        cheap->score(networks, out);
    };
    return starting_with_best(score, first, std::move(how));
}

}  // namespace hurricane::app
