// SPDX-License-Identifier: MIT
// A phase of a searcher: networks are scored as a strategy says, and the best of them stands.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/search/gene_model.hpp>
#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/study.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Of networks that have a score the one that an additive model of the scores says is best; of
/// equals, and where none has one, the first.
inline evaluated best_by_model(choice_mask const& mask, std::vector<evaluated> scored) {
    auto const first = scored.front();
    std::erase_if(scored, [](evaluated const& e) { return !is_score(e.fit.primary); });
    if (scored.empty()) return first;
    gene_model const model{mask, scored, gene_terms::choices};
    auto const less = [&](evaluated const& a, evaluated const& b) {
        return model.of(a.genes) < model.of(b.genes);
    };
    return *std::max_element(scored.begin(), scored.end(), less);
}

}  // namespace detail

namespace phases {

/// A search within the limits of each search of the study, among the choices of a stage.
struct score {
    stage_layers layers{stage_layers::all};
    /// Networks; what earlier stages left comes on top.
    int evaluations{1000};
    search_strategy strategy{evolution()};
    /// The best is the one by a sum over choices that is fitted to all scores (gene_model.hpp), not
    /// the one with the highest score: the luck of one among many and false interactions of shared
    /// weights are averaged out.
    bool smoothed{};

    std::string name() const { return std::string{name_of(layers)} + ": scoring"; }

    /// What a run with other values is another one by.
    std::string values() const {
        return std::to_string(evaluations) + " networks by " + strategy.name +
               (smoothed ? ", smoothed" : "");
    }

    /// Its scores rank networks: the program counts them.
    static constexpr bool is_stage = true;

    void run(study& s) const {
        for (auto* one : s.searches()) {
            run(s, *one);
            s.end_stage(*one);
        }
    }

private:
    void run(study& s, study_search& one) const {
        auto& stage = s.stage(one, layers);
        auto& p = one.progress;
        auto& effort = s.effort(one, name());
        effort_meter meter{effort};
        p.search.checkpoint = [&] {
            meter.update();
            effort.evaluations = static_cast<std::int64_t>(p.search.history.size());
            s.checkpoint();
        };
        auto const domain = domain_of(s.space(), s.choices(stage), one.within, s.run().stop);
        bool const starts_anew = p.done.stages.size() == 1 && !one.given_start;
        auto const how = starts_anew ? strategy : starting_with(stage.fixed, strategy);
        int const budget = evaluations + p.left;
        stage.search = search(s.model(), domain, how, {.evaluations = budget}, s.run().seed,
                              s.watch(), s.run().stop, &p.search);
        if (smoothed) stage.search.best = detail::best_by_model(domain.mask, stage.search.history);
        p.left = budget - static_cast<int>(stage.search.history.size());
        meter.update();
        effort.evaluations = static_cast<std::int64_t>(stage.search.history.size());
        tell(s.watch(), p.done.stages.size(), stage.search);
    }

    static void tell(observer& watch, std::size_t stage, search_result const& r) {
        watch.log("stage " + std::to_string(stage) + ": best " + to_string(r.best.genes) +
                  ", validation score in its own supernet " + show(r.best.fit.primary) + ", " +
                  std::to_string(r.history.size()) + " networks scored" +
                  (r.exhausted ? ", all that are within the limits" : ""));
    }
};

}  // namespace phases

}  // namespace hurricane::inline v0
