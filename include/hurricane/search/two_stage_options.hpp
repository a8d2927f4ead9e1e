// SPDX-License-Identifier: MIT
// What a two-stage search is told, what it finds, and how far it has come.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/search/sampling/paths.hpp>
#include <hurricane/search/strategies/evolution.hpp>

namespace hurricane::inline v0 {

/// HURRICANE's two stages, its first alone (the early layers keep the generator's operators), or
/// one over all layers (SPOS).
enum class search_form : unsigned char { two_stage, later_only, one_stage };

constexpr int stages_of(search_form form) { return form == search_form::two_stage ? 2 : 1; }

struct two_stage_progress;

struct two_stage_options {
    /// Updates of a choice below which a log warns.
    static constexpr std::int64_t enough_updates = 500;

    search_form form{search_form::two_stage};  ///< a form of one stage takes stage1_epochs
    path_sampling sampling{path_sampling::feasible};
    /// A guide of one's own for a training of the mask's choices, in place of `sampling`; never
    /// null. Of several limits the mask has the choices of all searches.
    std::function<std::unique_ptr<guide>(choice_mask const&)> own_guide{};
    limits within{};
    /// What the early layers are during stage 1, and what is scored first: a network within the
    /// limits, of the space's choices. Without one the early layers are the generator's.
    std::optional<genotype> start{};
    /// A stage's best is the one by a sum over choices that is fitted to all its scores
    /// (search/gene_model.hpp), not the one with the highest score: the luck of one among many and
    /// false interactions of shared weights are averaged out.
    bool smoothed{};
    double stage1_epochs{1};
    double stage2_epochs{1};
    search_strategy strategy{evolution()};
    /// Networks scored in each stage; SPOS's population of 50 for 20 generations.
    int evaluations{1000};
    /// Over both stages, which share the evaluations; a Model is trained in the first. 0: one of a
    /// Model, the usual three where nothing is trained. Of several, what they leave is for all
    /// layers at once.
    int passes{};
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
    two_stage_progress*
        progress{};  ///< where to go on, and what is left at each checkpoint; may be null
};

struct stage_result {
    genotype fixed;  ///< the operators of the layers that this stage did not search
    search_result search;
    double train_seconds{};
    double search_seconds{};
};

/// A form of one stage has its result in `later`.
struct two_stage_result {
    stage_result later;
    stage_result early;
    /// Of passes behind the first: later, early, ..., all layers. Those that had no evaluation left
    /// are empty.
    std::vector<stage_result> further;

    /// Number 0 is `later`, 1 `early`, then the further ones, added as they are asked for.
    stage_result& stage(int number) {
        if (number < 2) return number == 0 ? later : early;
        auto const at = static_cast<std::size_t>(number - 2);
        if (further.size() <= at) further.resize(at + 1);
        return further[at];
    }

    /// Of the last stage that scored a network: each begins with the best of the one before.
    evaluated const& best() const {
        for (auto at = further.size(); at-- > 0;)
            if (!further[at].search.history.empty()) return further[at].search.best;
        return early.search.history.empty() ? later.search.best : early.search.best;
    }
};

/// How far a two-stage search has come: read back (search/progress.hpp), with the model's own state
/// restored, it goes on to the same result.
struct two_stage_progress {
    int stage{};               ///< finished stages
    bool trained{};            ///< the supernet of the next one
    std::string remembered{};  ///< what the guide of a training under way remembers; or empty
    two_stage_result done{};   ///< results of the finished stages, and of the next what is known
    search_progress search{};  ///< of the next stage
    bool resumed{};            ///< the model has been restored and is not to be reset
    /// Called after each epoch, training, generation and stage.
    std::function<void()> checkpoint{};
};

}  // namespace hurricane::inline v0
