// SPDX-License-Identifier: MIT
// What the phases of a searcher work on: a model, the space that is searched, and the searches that
// share the model, each with its limits and how far it has come. A phase runs once for all searches
// that have come to it.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/search/any_model.hpp>
#include <hurricane/search/early_operators.hpp>
#include <hurricane/search/searcher_result.hpp>
#include <hurricane/search/stages.hpp>

namespace hurricane::inline v0 {

/// The layers of a stage: all, or those on one side of the space's split.
enum class stage_layers : unsigned char { all, later, early };

constexpr char const* name_of(stage_layers layers) {
    switch (layers) {
        case stage_layers::later: return "later";
        case stage_layers::early: return "early";
        case stage_layers::all: break;
    }
    return "all";
}

namespace detail {
class phase_loop;
}

/// One search of a study.
struct study_search {
    limits within;
    std::optional<genotype> given_start;  ///< scored first
    genotype start;                       ///< that, or early_operators()
    searcher_progress& progress;
};

class study {
public:
    study(any_model model, priced_space const& space, run_context run, shared_supernet reuse,
          std::function<void()> checkpoint)
        : model_{model}, space_{space}, run_{std::move(run)}, reuse_{reuse}, checkpoint_{std::move(
                                                                                 checkpoint)} {}

    /// Before the first phase. Throws error for limits that nothing meets, and for a start that is
    /// not among what is searched.
    void add(limits const& within, std::optional<genotype> const& start,
             searcher_progress& progress) {
        for (auto const& bound : within) check_states(space_[bound.name]);
        searches_.push_back({within, start, start_of(within, start), progress});
    }

    study(study const&) = delete;
    study& operator=(study const&) = delete;

    any_model& model() { return model_; }

    priced_space const& space() const { return space_; }

    run_context const& run() const { return run_; }

    observer& watch() const { return *run_.watch; }

    /// Whether the model has been trained for other searches already, and stays as it is.
    bool is_reused() const { return reuse_ == shared_supernet::reused; }

    /// Whether one of the searches has come through this phase: what it did for all is done.
    bool is_trained_already() const {
        return std::any_of(searches_.begin(), searches_.end(),
                           [this](study_search const& one) { return one.progress.phase > phase_; });
    }

    /// Those that have come to this phase.
    std::vector<study_search*> searches() {
        std::vector<study_search*> here;
        for (auto& one : searches_)
            if (one.progress.phase == phase_) here.push_back(&one);
        return here;
    }

    /// The stage of a search that is under way, or else a new one, which keeps what stands: what
    /// was found last, at first the start. Throws error where the one under way is of other layers,
    /// and for the layers on one side of no split.
    stage_result& stage(study_search& one, stage_layers layers) {
        auto& p = one.progress;
        if (p.in_stage && p.done.stages.back().name != name_of(layers))
            throw error{"a phase of the layers '" + std::string{name_of(layers)} +
                            "' in a stage of '" + p.done.stages.back().name + "'",
                        "searcher", "end a stage before one of other layers begins"};
        if (layers != stage_layers::all && space_.split >= space_.layers())
            throw error{"a split at " + std::to_string(space_.split) + " of " +
                            std::to_string(space_.layers()) + " layers",
                        "searcher", "leave layers on both sides"};
        if (!p.in_stage) begin_stage(one, layers);
        return p.done.stages.back();
    }

    /// The choices of a stage.
    choice_mask choices(stage_result const& stage) const {
        return searched(space_.allowed, stage.fixed, stage.first, stage.last);
    }

    /// Where a search counts what this phase takes, under a name.
    phase_effort& effort(study_search& one, std::string const& name) const {
        auto& all = one.progress.done.efforts;
        auto const at = static_cast<std::size_t>(phase_);
        if (all.size() <= at) all.resize(at + 1);
        all[at].phase = name;
        return all[at];
    }

    /// Between two steps of a phase: what it has come to may be saved.
    void checkpoint() const {
        if (checkpoint_) checkpoint_();
    }

    /// Searches have come through this phase together; their stages go on in the next one.
    void end_phase(std::vector<study_search*> const& searches) {
        for (auto* one : searches) {
            ++one->progress.phase;
            one->progress.remembered.clear();
            one->progress.search = {};
        }
        checkpoint();
    }

    /// The same of one, and what its stage found stands.
    void end_stage(study_search& one) {
        one.progress.in_stage = false;
        end_phase({&one});
    }

private:
    friend class detail::phase_loop;

    void begin_stage(study_search& one, stage_layers layers) {
        auto& p = one.progress;
        auto standing = p.done.stages.empty() ? one.start : p.done.best().genes;
        if (layers == stage_layers::early && !space_.within(standing, one.within))
            standing = with_later_layers(standing, one.within);
        p.done.stages.push_back(
            {.name = name_of(layers),
             .first = layers == stage_layers::later ? space_.split : 0,
             .last = layers == stage_layers::early ? space_.split : space_.layers(),
             .fixed = std::move(standing),
             .search = {}});
        p.in_stage = true;
    }

    /// Refuses what nothing meets.
    genotype start_of(limits const& within, std::optional<genotype> const& given) const {
        auto const usual = early_operators(space_, within);
        if (!given) return usual;
        if (!allows(space_.allowed, *given) || !space_.within(*given, within))
            throw error{"the network " + to_string(*given) + " is not among those searched",
                        "start", "give one of the space's choices within the limits"};
        return *given;
    }

    /// What early_operators() chooses says nothing of the later layers, which a stage of the early
    /// ones keeps: at random within the limits.
    genotype with_later_layers(genotype const& early, limits const& within) const {
        auto const mask = searched(space_.allowed, early, space_.split, space_.layers());
        rng random{0, "later layers"};
        return feasible_sampler{space_, mask, within}(random);
    }

    any_model model_;
    priced_space const& space_;
    std::vector<study_search> searches_{};
    run_context run_;
    shared_supernet reuse_;
    std::function<void()> checkpoint_;
    int phase_{};
};

}  // namespace hurricane::inline v0
