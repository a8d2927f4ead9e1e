// SPDX-License-Identifier: MIT
// What a search of a supernet in stages is told.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <hurricane/search/phases/score.hpp>
#include <hurricane/search/phases/train.hpp>
#include <hurricane/search/searcher.hpp>

namespace hurricane::inline v0 {

/// HURRICANE's two stages, its first alone (the early layers keep the generator's operators), or
/// one over all layers (SPOS).
enum class search_form : unsigned char { two_stage, later_only, one_stage };

struct two_stage_options {
    search_form form{search_form::two_stage};
    path_sampling sampling{path_sampling::feasible};
    /// As phases::train::own_guide.
    std::function<std::unique_ptr<guide>(choice_mask const&)> own_guide{};
    limits within{};
    /// As limited_search::start; of an evaluator it is scored first, no more.
    std::optional<genotype> start{};
    bool smoothed{};          ///< as phases::score::smoothed
    double stage1_epochs{1};  ///< of one stage too
    double stage2_epochs{1};
    search_strategy strategy{evolution()};
    /// Networks scored in each stage; SPOS's population of 50 for 20 generations.
    int evaluations{1000};
    /// Over both stages where nothing is trained; they share the evaluations. 0: the usual three. A
    /// model that is trained has one.
    int passes{};
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
    searcher_progress* progress{};  ///< as study_options::progress

    /// The phase that trains a stage in so many epochs.
    phases::train training(stage_layers layers, double epochs) const {
        return {.layers = layers, .epochs = epochs, .sampling = sampling, .own_guide = own_guide};
    }

    /// The phase that searches it.
    phases::score scoring(stage_layers layers) const {
        return {.layers = layers,
                .evaluations = evaluations,
                .strategy = strategy,
                .smoothed = smoothed};
    }

    /// What is not a phase's.
    operator study_options() const {
        return {.within = within,
                .start = start,
                .seed = seed,
                .watch = watch,
                .stop = stop,
                .progress = progress};
    }
};

}  // namespace hurricane::inline v0
