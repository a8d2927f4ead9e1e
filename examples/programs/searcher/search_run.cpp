// SPDX-License-Identifier: MIT
#include "search_run.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <hurricane/data/open.hpp>

namespace hurricane::app {

search_run::search_run(space_view const& space, priced_space const& priced,
                       space_source const& source, search_settings const& s, std::stop_token stop,
                       std::shared_ptr<train_and_test> sets)
    : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{std::move(stop)},
      folder_{s.out, left_by_searches(), stop_}, sets_{std::move(sets)} {}

void search_run::run() {
    check();
    if (!open()) return;
    if (!is_searched()) search();
    finish();
}

void search_run::check() {
    (void)searcher_of(s_, {});  // refuses options
    bool const one_stage = s_.searcher.stages < 2;
    if (s_.stage_epochs.size() > 1 && one_stage)
        throw error{"two values where there is one stage", "--stage-epochs", "give one"};
    limits_ = limits_of(s_, priced_);
    (void)early_operators(priced_, limits_);  // refuses impossible limits first
    read_by_hand();
    refuse_folder();  // before long work
    timed("data", [&] { load(); });
    scale_ = scale_of(s_, priced_, static_cast<int>(task_.train.size()));
    check_choice();
    auto const h = hold_out(sets_->train, task_.train, scale_.validation, s_.seed);
    check_training(h.rest.size());
    describe();
    task_.norm = measure(sets_->train, h.rest);
    search_task_ = task_;
    search_task_.train = h.rest;
    search_task_.validation = h.held;
}

bool search_run::open() {
    if (!open_folder()) return false;
    announce();
    return true;
}

void search_run::finish() {
    if (refines() && progress_.phase == s_.searcher.phases) refine(search_task_);
    if (chooses()) choose(search_task_);
    train_last();
    pick_sample(searched_stages().back().search.history);
    timed("measuring", [&] { measure_networks(); });
    write();
    std::filesystem::remove(folder_ / "checkpoint");
    print_table(space_, priced_, networks_, watch_, delivered_);
    if (chooses()) tell_comparisons(compare(networks_, delivered_), networks_, watch_);
    watch_.log("results in " + s_.out);
    watch_.close_log();
    folder_.close_log();
}

/// Those that were named, and those that a choice adds.
void search_run::read_by_hand() {
    for (auto const& name : s_.by_hand) {
        if (name == "none") continue;
        auto const g = hand_made_network(space_, name);
        if (!std::isfinite(priced_["latency_ms"].of(g)))
            throw error{"the target " + priced_.target + " does not support " + name, "--by-hand",
                        "name another"};
        by_hand_.push_back({is_genotype(name) ? name : "all " + name, g});
    }
    if (chooses()) by_hand_ = with_hand_made(std::move(by_hand_), space_, priced_, limits_);
}

void search_run::load() {
    folder_options how{.threads = s_.threads,
                       .apply_orientation = !s_.keep_orientation,
                       .watch = &watch_,
                       .stop = stop_};
    bool const crops = augmentation_of(s_, space_).least_area < 1;
    if (crops) how.memory_bytes = 0;  // crops are of the whole picture
    if (!sets_)
        sets_ =
            std::make_shared<train_and_test>(open_data(s_.data, space_.input, space_.classes, how));
    task_.data = &sets_->train;
    task_.train = all_indices(sets_->train.size());
    if (s_.images > 0 && s_.images < sets_->train.size())
        task_.train = hold_out(sets_->train, task_.train, s_.images, s_.seed).held;
    std::sort(task_.train.begin(), task_.train.end());
}

}  // namespace hurricane::app
