// SPDX-License-Identifier: MIT
// Files of before: how far a search had come when searchers were no lists of phases, and manifests
// without the options of today.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/search/progress.hpp>
#include <hurricane/search/searcher_registry.hpp>

namespace hurricane::app {

/// The stages of such a search, trained and scored each.
struct former_plan {
    struct stage {
        std::string name;
        int first;
        int last;  ///< layers [first, last)
    };

    std::vector<stage> stages;
    int evaluations;  ///< of each
};

/// A stage and its seconds; nothing where it holds nothing.
inline void read_former_stage(archive_reader& in, stage_result s, searcher_result& into) {
    auto const name = s.name;
    s.fixed = hurricane::detail::read_genes(in);
    s.search.best.genes = hurricane::detail::read_genes(in);
    s.search.best.fit.primary = in.number<double>();
    s.search.best.fit.tie = in.number<double>();
    hurricane::detail::read_search(in, s.search.history, s.search.generation_end);
    double const training = in.number<double>();
    double const scoring = in.number<double>();
    if (s.fixed.size() == 0) return;
    auto const evaluations = static_cast<std::int64_t>(s.search.history.size());
    if (name == "alone") {
        into.efforts.push_back(
            {.phase = "training networks alone", .seconds = scoring, .evaluations = evaluations});
    } else {
        into.efforts.push_back({.phase = name + ": training", .seconds = training});
        into.efforts.push_back(
            {.phase = name + ": scoring", .seconds = scoring, .evaluations = evaluations});
    }
    into.stages.push_back(std::move(s));
}

/// Processor seconds, paths and images are not known of what such a file holds. Throws error where
/// it ends too early.
inline void load_former(archive_reader& in, searcher_progress& p, former_plan const& plan) {
    p.remembered = in.text();
    int const stage = in.number<std::int32_t>();
    int const trained = in.number<std::uint8_t>();
    p.done = {};
    for (std::size_t i = 0; i < 2; ++i) {
        stage_result s;
        if (i < plan.stages.size())
            s = {plan.stages[i].name, plan.stages[i].first, plan.stages[i].last, {}, {}};
        read_former_stage(in, std::move(s), p.done);
    }
    for (auto n = in.count(52); n > 0; --n)  // bytes of a stage at least
        read_former_stage(in, {"alone", 0, plan.stages.front().last, {}, {}}, p.done);
    hurricane::detail::read_search(in, p.search.history, p.search.generation_end);
    p.search.drawn = in.number<std::uint64_t>();
    auto const stages = static_cast<int>(plan.stages.size());
    bool const known = stage >= 0 && stage <= stages + 1 &&
                       static_cast<int>(p.done.stages.size()) >= std::min(stage, stages);
    if (!known) throw error{"this is no progress of a search", "checkpoint", "start anew"};
    bool const is_searched = stage >= stages;
    p.phase = is_searched ? stage + stages : 2 * stage + trained;
    p.in_stage = static_cast<int>(p.done.stages.size()) > stage;
    p.left = 0;
    for (int i = 0; i < stage && i < stages; ++i)
        p.left += plan.evaluations -
                  static_cast<int>(p.done.stages[std::size_t(i)].search.history.size());
    p.resumed = true;
}

/// Options that runs of before did not have, as they were; the phases follow from the others.
inline nlohmann::ordered_json with_former_options(nlohmann::ordered_json theirs,
                                                  nlohmann::ordered_json const& mine) {
    if (!theirs.is_object()) return theirs;
    nlohmann::ordered_json const former{{"weight_decay", 4e-5},
                                        {"label_smoothing", 0.1},
                                        {"ema", 0},
                                        {"teacher", 0},
                                        {"soft_share", 0}};
    for (auto const& [key, value] : former.items())
        if (!theirs.contains(key)) theirs[key] = value;
    if (!theirs.contains("searcher")) {
        auto const is = [&](char const* key) { return theirs.value(key, false); };
        theirs["searcher"] = is("one_stage")          ? searchers::spos::name
                             : is("first_stage_only") ? searchers::later_layers::name
                                                      : searchers::hurricane::name;
    }
    if (!theirs.contains("alone_rate") && theirs.contains("learning_rate"))
        theirs["alone_rate"] = theirs["learning_rate"];
    if (!theirs.contains("phases")) theirs["phases"] = mine.at("phases");
    return theirs;
}

}  // namespace hurricane::app
