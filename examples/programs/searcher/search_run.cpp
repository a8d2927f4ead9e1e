// SPDX-License-Identifier: MIT
#include "search_run.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <hurricane/data/open.hpp>
#include <hurricane/search/strategies/first_population.hpp>
#include <hurricane/search/strategy_registry.hpp>

namespace hurricane::app {

search_run::search_run(space_view const& space, priced_space const& priced,
                       space_source const& source, search_settings const& s, std::stop_token stop,
                       std::shared_ptr<train_and_test> sets)
    : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{std::move(stop)},
      folder_{s.out, left_by_searches(), stop_}, sets_{std::move(sets)} {}

void search_run::run() {
    if (!prepare()) return;
    if (!is_searched()) search();
    finish();
}

bool search_run::prepare() {
    if (s_.stage_epochs.size() > static_cast<std::size_t>(stages_of(form())))
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
    if (!open_folder()) return false;
    announce();
    task_.norm = measure(sets_->train, h.rest);
    search_task_ = task_;
    search_task_.train = h.rest;
    search_task_.validation = h.held;
    search_task_.soft_labels.clear();
    return true;
}

void search_run::finish() {
    if (refines() && progress_.stage == stages_of(form())) refine(search_task_);
    if (chooses()) choose(search_task_);
    train_last();
    auto const& found = progress_.done;
    pick_sample(found.early.search.history.empty() ? found.later.search.history
                                                   : found.early.search.history);
    timed("measuring", [&] { measure_networks(); });
    write(found);
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
                        "name another operator"};
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

void search_run::search() {
    watch_.curve(stages_of(form()) == 1 ? "supernet"
                                        : "supernet, stage " + std::to_string(progress_.stage + 1));
    with_supernet([&](informed_supernet& net, two_stage_options o) {
        if (resume_from_) net.restore(*resume_from_);
        resume_from_.reset();
        progress_.checkpoint = [&] {
            if (progress_.stage == 1 && !progress_.trained) watch_.curve("supernet, stage 2");
            if (progress_.stage < stages_of(form()))
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
        two_stage(net, priced_, o);
    });
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

void search_run::take(two_stage_progress const& p) {
    progress_ = p;
    progress_.checkpoint = {};
    progress_.search = {};
    save_checkpoint();
}

two_stage_options search_run::two_stages(search_strategy how) {
    return {.form = form(),
            .sampling = sampling_of(s_),
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
    if (s_.start != "by-hand" || s_.first_stage_only) return std::nullopt;
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
