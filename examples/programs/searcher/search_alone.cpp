// SPDX-License-Identifier: MIT
// What a run of a searcher trains alone while it searches: behind the stages of the supernet a few
// networks, to find better relatives of the best; then those that it chooses among.
#include <algorithm>

#include <hurricane/search/best_networks.hpp>
#include <hurricane/search/gene_model.hpp>
#include <hurricane/search/strategies/refinement.hpp>
#include <hurricane/space/same_network.hpp>
#include <hurricane/training/trained_alone.hpp>

#include "search_run.hpp"

namespace hurricane::app {

namespace {

/// What the prices, a score without training (null: none) and the scores of the supernets say of a
/// network before it is trained. All must outlive it.
class known_beforehand {
public:
    known_beforehand(priced_space const& priced, zero_cost_evaluator* cheap,
                     std::span<stage_result const> stages)
        : priced_{priced}, cheap_{cheap} {
        for (auto const& stage : stages)
            models_.emplace_back(priced.allowed, stage.search.history, gene_terms::choices);
    }

    std::vector<std::vector<double>> of(std::span<genotype const> networks) const {
        std::vector<std::vector<double>> columns;
        auto const add = [&](auto const& value) {
            auto& column = columns.emplace_back();
            for (auto const& g : networks) column.push_back(value(g));
        };
        for (auto const* name : {"latency_ms", "macs"})
            add([&c = priced_[name]](genotype const& g) { return c.of(g); });
        for (auto const& model : models_) add([&model](genotype const& g) { return model.of(g); });
        if (!cheap_) return columns;
        std::vector<fitness> scores(networks.size());
        cheap_->score(networks, scores);
        auto& column = columns.emplace_back();
        for (auto const& score : scores) column.push_back(score.primary);
        return columns;
    }

private:
    priced_space const& priced_;
    zero_cost_evaluator* cheap_;
    std::vector<gene_model> models_;
};

}  // namespace

/// The choices that the refinement has: those of the layers that some stage searched.
choice_mask search_run::refined_choices() const {
    auto const stages = searched_stages();
    int first = space_.size();
    int last = 0;
    for (auto const& stage : stages) {
        first = std::min(first, stage.first);
        last = std::max(last, stage.last);
    }
    return searched(priced_.allowed, stages.front().fixed, first, last);
}

/// The found network, those by hand where the search starts from them, and the next best.
std::vector<genotype> search_run::first_alone() const {
    constexpr std::size_t of_search = 4;
    auto const best = best_networks(space_, priced_, limits_, progress_.done, of_search);
    auto const mask = refined_choices();
    std::vector<genotype> first{progress_.done.best().genes};
    if (s_.start == "by-hand")
        for (auto const& n : hand_made(space_, priced_, limits_))
            if (allows(mask, n.genes)) first.push_back(n.genes);
    for (auto const& g : best)
        if (allows(mask, g)) first.push_back(g);
    return first;
}

/// Behind the stages: relatives of the best networks are trained alone, as what is known of them
/// and of those trained before says.
void search_run::refine(task const& t) {
    auto const cheap = zero_cost_scores(t);
    known_beforehand const known{priced_, cheap.get(), searched_stages()};
    auto const features = [&known](std::span<genotype const> g) { return known.of(g); };
    refinement_options how{.first = first_alone()};
    how.same = [this](auto const& a, auto const& b) { return same_network(space_, a, b); };
    auto scored_training = training();
    scored_training.score = score_form::cross_entropy;
    trained_alone alone{space_,
                        t,
                        scored_training,
                        {.epochs = alone_epochs(),
                         .seed = rng{s_.seed, "alone"}.next(),
                         .watch = &watch_,
                         .stop = stop_}};
    int const networks = alone_of(s_, scale_);
    watch_.log("refinement: up to " + std::to_string(networks) + " networks are trained alone, " +
               show(alone_epochs(), 3) + " epochs each");
    auto& effort = begin_alone();
    effort_meter meter{effort};
    progress_.search.checkpoint = [&] {
        meter.update();
        save_checkpoint();
    };
    auto const domain = domain_of(priced_, refined_choices(), limits_, stop_);
    progress_.done.stages.back().search =
        hurricane::search(alone, domain, refinement(features, how), {.evaluations = networks},
                          s_.seed, watch_, stop_, &progress_.search);
    tell_refinement();
    meter.update();
    effort.evaluations = static_cast<std::int64_t>(refined().search.history.size());
    effort.images = effort.evaluations * images_of(alone_epochs(), t);
    ++progress_.phase;
    progress_.in_stage = false;
    progress_.search = {};
    save_checkpoint();
}

/// The stage and the effort of the networks trained alone, begun unless they are.
phase_effort& search_run::begin_alone() {
    auto& done = progress_.done;
    if (!progress_.in_stage) {
        done.stages.push_back({.name = alone_stage,
                               .first = 0,
                               .last = space_.size(),
                               .fixed = done.best().genes,
                               .search = {}});
        done.efforts.push_back({.phase = "training networks alone"});
        progress_.in_stage = true;
    }
    return done.efforts.back();
}

void search_run::tell_refinement() {
    auto const& best = refined().search.best;
    auto const& first = refined().search.history.front();
    watch_.log("refinement: best " + to_string(best.genes) + ", validation cross-entropy " +
               fixed(-best.fit.primary, 4) + "; it began with " + to_string(first.genes) + ", " +
               fixed(-first.fit.primary, 4));
}

/// Among the best of the search and those by hand, on the images that the search trained on. From
/// another seed than the last trainings, so that the one chosen has to show its worth again.
void search_run::choose(task const& t) {
    int const asked = choice_of(s_, scale_);
    choice_ = choice_among(progress_.done, by_hand_, space_, priced_, limits_, asked);
    announce_choice(choice_, asked, watch_);
    halving_.checkpoint = [&] { save_checkpoint(); };
    auto const run = [&] {
        choice_.chosen = successive_halving(space_, choice_.networks, t, training(),
                                            {.epochs = choice_epochs(),
                                             .seed = rng{s_.seed, "choice"}.next(),
                                             .watch = &watch_,
                                             .stop = stop_,
                                             .progress = &halving_});
    };
    if (networks_.empty())
        timed("choosing", run);
    else
        run();  // known already
    tell_choice(choice_, halving_, watch_);
}

}  // namespace hurricane::app
