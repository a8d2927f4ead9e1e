// SPDX-License-Identifier: MIT
// One run of a searcher, from its settings to the files that it leaves. Its parts: search_run.cpp,
// what happens; search_stages.cpp, its supernet; search_alone.cpp and last_trainings.cpp, what it
// trains without one; search_manifest.cpp and search_checkpoint.cpp, how it goes on;
// search_output.cpp, what it leaves.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/networks/freeze.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/training/informed_supernet.hpp>

#include "choice.hpp"
#include "former_files.hpp"
#include "results.hpp"
#include "search_settings.hpp"
#include "shared/output_folder.hpp"

namespace hurricane::app {

class search_run {
public:
    search_run(space_view const& space, priced_space const& priced, space_source const& source,
               search_settings const& s, std::stop_token stop,
               std::shared_ptr<train_and_test> sets = {});

    /// Throws error for what it cannot do, before long work where it can be known; and stopped.
    void run();

    // The same in parts, for searches that share a supernet (limits_search.cpp). `sets`, where they
    // are given, are those that the settings name, read already.

    /// Reads the data, and throws error for what cannot be; nothing is written.
    void check();
    /// Takes the folder, or goes on there. False where the run is finished already.
    bool open();
    /// What is trained without a supernet, measured and written.
    void finish();

    std::shared_ptr<train_and_test> const& sets() const { return sets_; }

    /// Of the manifest, what the supernet depends on: not the limits, nor what comes behind it.
    json supernet_manifest() const;

    /// What the stages of files of before are here.
    former_plan former_stages() const;

    recorder& watch() { return watch_; }

    /// Whether it needs no supernet any more.
    bool is_searched() const { return progress_.phase >= s_.searcher.phases; }

    /// Its limits, where it starts, and how far it has come.
    limited_search limited() const;

    void take(searcher_progress const& p);

    /// Calls f(model, options) with the supernet of these settings; the options say all but limits
    /// and start.
    void with_supernet(std::function<void(informed_supernet&, two_stage_options)> const& f);

private:
    static constexpr char const* former = "former";

    /// The stage of what was trained alone, behind those of the searcher.
    static constexpr char const* alone_stage = "alone";

    /// A network to be trained alone on all images.
    struct last_training {
        named_network network;
        bool by_hand;
        std::optional<std::size_t> same{};  ///< one before it that is the same network
    };

    // search_run.cpp
    void read_by_hand();
    void load();
    void check_training(std::size_t images) const;
    void check_choice() const;
    void announce();

    // search_stages.cpp
    void search();
    std::string curve_under_way() const;
    two_stage_options two_stages(search_strategy how);
    std::optional<zero_cost> used_zero_cost() const;
    std::unique_ptr<zero_cost_evaluator> zero_cost_scores(task const& t);
    search_strategy strategy(zero_cost_evaluator* cheap) const;
    std::optional<named_network> start() const;

    // last_trainings.cpp
    std::vector<last_training> last_trainings() const;
    void train_last();
    void train_teacher();
    finished_network train(last_training const& one, bool delivered);

    // search_alone.cpp
    choice_mask refined_choices() const;
    std::vector<genotype> first_alone() const;
    void refine(task const& t);
    phase_effort& begin_alone();
    void tell_refinement();
    void choose(task const& t);

    // search_checkpoint.cpp
    void refuse_folder() const;
    bool open_folder();
    void check_finished();
    /// Writes the state of what is being trained.
    using live_training = std::function<void(archive_writer&)>;
    void save_checkpoint(live_training const& live = {}) const;
    bool read_checkpoint();
    void read_networks(archive_reader& in);

    // search_manifest.cpp
    void describe();
    void refuse_another(std::string const& file, json theirs) const;

    // search_output.cpp
    void export_network(genotype const& g);
    void measure_networks();
    void pick_sample(std::vector<evaluated> const& history);
    void write();
    json describe_result() const;
    json describe_alone() const;
    json describe_effort() const;
    phase_effort effort_of_choice() const;
    static std::int64_t images_of(double epochs, task const& t);
    json describe_timing() const;
    std::string genotype_text() const;

    bool chooses() const { return choice_of(s_, scale_) != 0; }

    bool refines() const { return alone_of(s_, scale_) != 0; }

    /// What was trained alone behind the stages.
    stage_result const& refined() const { return progress_.done.stages.back(); }

    /// The stages of the searcher.
    std::span<stage_result const> searched_stages() const {
        std::span<stage_result const> const all{progress_.done.stages};
        bool const alone = progress_.phase > s_.searcher.phases ||
                           (progress_.phase == s_.searcher.phases && progress_.in_stage);
        return all.first(all.size() - (alone ? 1 : 0));
    }

    double alone_epochs() const { return alone_epochs_of(s_, scale_); }

    std::string fingerprint() const { return hexadecimal(space_.fingerprint); }

    supernet_options training() const { return training_alone_of(s_, scale_, space_); }

    double choice_epochs() const { return s_.choose_epochs.value_or(scale_.epochs); }

    template <class F>
    void timed(std::string const& name, F f) {
        stopwatch const wall;
        processor_watch const processors;
        f();
        phases_.push_back({name, wall.seconds(), processors.seconds()});
    }

    space_view const& space_;
    priced_space const& priced_;
    space_source const& source_;
    search_settings const& s_;
    std::stop_token stop_;
    output_folder folder_;
    recorder watch_;
    bool resumed_{};
    limits limits_;
    search_scale scale_;
    std::vector<named_network> by_hand_;
    json manifest_;
    searcher_progress progress_;
    halving_progress halving_;
    network_choice choice_;
    /// Up to the state of the network that was being trained.
    std::optional<archive_reader> resume_from_;
    std::shared_ptr<train_and_test> sets_;
    task task_;         ///< of networks alone, at last
    task search_task_;  ///< of everything before
    std::vector<finished_network> networks_;
    std::vector<network_weights> weights_;  ///< of networks_
    std::size_t delivered_{};               ///< among networks_
    std::vector<phase> phases_;
    std::vector<sampled_network> sampled_;
};

}  // namespace hurricane::app
