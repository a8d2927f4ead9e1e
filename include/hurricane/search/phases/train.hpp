// SPDX-License-Identifier: MIT
// A phase of a searcher: the shared weights are trained on the paths of a guide.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/base/decimal.hpp>
#include <hurricane/search/sampling/shared.hpp>
#include <hurricane/search/study.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Counts what a guide asks for and is told of.
class counted_paths final : public guide {
public:
    counted_paths(guide& paths, phase_effort& effort, std::int64_t images)
        : paths_{paths}, effort_{effort}, images_{images} {}

    void ask(rng& random, training_step& step) override { paths_.ask(random, step); }

    void save(archive_writer& out) const override { paths_.save(out); }

    void load(archive_reader& in) override { paths_.load(in); }

    void tell(training_step const& step, std::span<double const> losses) override {
        auto const paths = static_cast<std::int64_t>(step.paths.size());
        effort_.paths += paths;
        effort_.images += paths * images_;
        paths_.tell(step, losses);
    }

private:
    guide& paths_;
    phase_effort& effort_;
    std::int64_t images_;
};

inline std::string remembered_by(guide const& paths) {
    archive_writer out{"guide", 1, 0};
    paths.save(out);
    return out.whole();
}

inline void remind(guide& paths, std::string const& remembered) {
    archive_reader in{remembered, "the checkpoint", "guide", 1, 0};
    paths.load(in);
    if (!in.ended())
        throw error{"another guide left what it remembers there", "the checkpoint",
                    "resume with the guide that it was started with"};
}

/// Says which choices a training has starved, where the model counts updates(layer, choice).
inline void warn_of_starved(any_model const& model, choice_mask const& mask, observer& watch) {
    constexpr std::int64_t enough_updates = 500;
    int starved = 0;
    int all = 0;
    std::string worst;
    std::int64_t least = enough_updates;
    for (int layer = 0; layer < static_cast<int>(mask.size()); ++layer)
        for (auto choice : mask[static_cast<std::size_t>(layer)]) {
            auto const updates = model.updates(layer, choice);
            if (!updates) return;
            ++all;
            starved += *updates < enough_updates;
            if (*updates >= least) continue;
            least = *updates;
            worst = "choice " + std::to_string(choice) + " of layer " + std::to_string(layer + 1);
        }
    if (starved > 0)
        watch.log("note: " + std::to_string(starved) + " of " + std::to_string(all) +
                  " choices had fewer than " + std::to_string(enough_updates) + " updates, " +
                  worst + " had " + std::to_string(least) +
                  ": their scores say little; train longer, or sample paths fairly");
}

}  // namespace detail

namespace phases {

/// One training for all searches of the study. Layers behind those of the stage keep their weights.
struct train {
    stage_layers layers{stage_layers::all};
    double epochs{1};
    path_sampling sampling{path_sampling::feasible};
    /// A guide of one's own for a training of the mask's choices, in place of `sampling`; never
    /// null. Of several searches the mask has the choices of all.
    std::function<std::unique_ptr<guide>(choice_mask const&)> own_guide{};

    template <class M>
    static constexpr void require() {
        static_assert(is_model<M>,
                      "this searcher trains its model, which must have reset, fit(guide&, "
                      "fit_options const&), save and load: see contracts.hpp");
    }

    std::string name() const { return std::string{name_of(layers)} + ": training"; }

    /// What a run with other values is another one by.
    std::string values() const {
        auto const how = own_guide ? "a guide of its own"
                                   : path_sampling_names[static_cast<std::size_t>(sampling)];
        return decimal(epochs) + " epochs, " + std::string{how};
    }

    /// Throws error where no path meets the limits, and stopped.
    void run(study& s) const {
        std::vector<choice_mask> masks;
        auto const searches = s.searches();
        for (auto* one : searches) masks.push_back(s.choices(s.stage(*one, layers)));
        auto const mask = all_choices(masks);
        if (s.is_reused() || s.is_trained_already())
            detail::warn_of_starved(s.model(), mask, s.watch());  // some may be new to it
        else
            fit(s, searches, masks, mask);
        s.end_phase(searches);
    }

private:
    void fit(study& s, std::vector<study_search*> const& searches,
             std::vector<choice_mask> const& masks, choice_mask const& mask) const {
        auto& first = searches.front()->progress;
        auto const& stage = first.done.stages.back();
        auto const paths = guide_for(s, searches, masks, mask);
        if (!first.remembered.empty()) detail::remind(*paths, first.remembered);
        auto& effort = s.effort(*searches.front(), name());
        effort_meter meter{effort};
        fit_options o{.epochs = epochs, .watch = s.run().watch, .stop = s.run().stop};
        o.checkpoint = [&] {
            meter.update();
            first.remembered = detail::remembered_by(*paths);
            s.checkpoint();
        };
        for (int layer = stage.last; layer < s.space().layers(); ++layer)
            o.frozen_layers.push_back(layer);
        s.watch().log("stage " + std::to_string(first.done.stages.size()) +
                      ": training the supernet on layers " + std::to_string(stage.first + 1) +
                      " to " + std::to_string(stage.last));
        detail::counted_paths counted{*paths, effort, s.model().images_of_step()};
        s.model().fit(counted, o);
        meter.update();
        for (auto* one : searches) s.effort(*one, name()) = effort;
        detail::warn_of_starved(s.model(), mask, s.watch());
    }

    std::unique_ptr<guide> guide_for(study& s, std::vector<study_search*> const& searches,
                                     std::vector<choice_mask> const& masks,
                                     choice_mask const& mask) const {
        if (own_guide) {
            auto own = own_guide(mask);
            if (!own) throw error{"there is no guide", "own_guide", "give one"};
            return own;
        }
        std::vector<limits> within;
        for (auto const* one : searches) within.push_back(one->within);
        return shared_guide(sampling, s.space(), masks, within, s.run().seed);
    }
};

}  // namespace phases

}  // namespace hurricane::inline v0
