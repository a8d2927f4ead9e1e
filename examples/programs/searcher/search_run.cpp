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
                       space_source const& source, search_settings const& s, std::stop_token stop)
    : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{std::move(stop)},
      folder_{s.out, left_by_searches(), stop_} {}

void search_run::run() {
    if (s_.stage_epochs.size() > static_cast<std::size_t>(stages_of(form())))
        throw error{"two values where there is one stage", "--stage-epochs", "give one"};
    limits_ = limits_of(s_, priced_);
    (void)early_operators(priced_, limits_);  // refuses impossible limits first
    read_by_hand();
    refuse_folder();  // before long work
    timed("data", [&] { load(); });
    scale_ = scale_of(s_, priced_, static_cast<int>(task_.train.size()));
    check_choice();
    auto const h = hold_out(sets_.train, task_.train, scale_.validation, s_.seed);
    check_training(h.rest.size());
    describe();
    if (!open_folder()) return;
    announce();
    task_.norm = measure(sets_.train, h.rest);
    task search_task = task_;
    search_task.train = h.rest;
    search_task.validation = h.held;
    if (progress_.stage < stages_of(form())) search(search_task);
    if (refines() && progress_.stage == stages_of(form())) refine(search_task);
    if (chooses()) choose(search_task);
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

/// Networks with one operator everywhere, and those that a choice adds.
void search_run::read_by_hand() {
    for (auto const& name : s_.by_hand) {
        if (name == "none") continue;
        auto const g = all_of(space_, name);
        if (!std::isfinite(priced_["latency_ms"].of(g)))
            throw error{"the target " + priced_.target + " does not support " + name, "--by-hand",
                        "name another operator"};
        by_hand_.push_back({"all " + name, g});
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
    sets_ = open_data(s_.data, space_.input, space_.classes, how);
    task_.data = &sets_.train;
    task_.train = all_indices(sets_.train.size());
    if (s_.images > 0 && s_.images < sets_.train.size())
        task_.train = hold_out(sets_.train, task_.train, s_.images, s_.seed).held;
    std::sort(task_.train.begin(), task_.train.end());
}

/// What would stop a training later stops here, before anything of an earlier run is removed.
void search_run::check_training(std::size_t images) const {
    int const shard = training().shard;
    int const least = std::max(scale_.batch, 2 * training().calibration);
    if (scale_.batch < shard || scale_.batch % shard != 0)
        throw error{"batch " + std::to_string(scale_.batch) + " is not a multiple of " +
                        std::to_string(shard),
                    "--batch", "choose a multiple"};
    if (static_cast<int>(images) < least)
        throw error{std::to_string(images) + " training images (" +
                        std::to_string(task_.train.size() - images) +
                        " are for validation) are too few",
                    "--images", "leave at least " + std::to_string(least)};
}

void search_run::check_choice() const {
    auto const most = most_scored(s_, scale_);
    int const asked = choice_of(s_, scale_);
    if (asked > most)
        throw error{std::to_string(asked) + " networks are to be chosen among where the " +
                        "search scores " + std::to_string(most) + " at most",
                    "--choose", "lower it, or raise --population or --generations"};
}

void search_run::announce() {
    watch_.log("searching '" + space_.name + "' for '" + priced_.target + "' on " +
               std::to_string(task_.train.size()) + " images (" +
               std::to_string(scale_.validation) + " held out to score candidates), seed " +
               std::to_string(s_.seed) + ", " + std::to_string(s_.threads) + " threads");
    double networks = 0;
    for (auto const& choices : priced_.allowed)
        networks += std::log10(static_cast<double>(choices.size()));
    auto const& c = priced_["latency_ms"];
    watch_.log("the generator left " + show(std::pow(10, networks)) + " networks of " +
               show(c.of(priced_.cheapest(c, priced_.allowed))) + " to " +
               show(c.of(priced_.dearest(c, priced_.allowed))) + " ms");
    if (priced_.measured_fingerprint != 0 && priced_.measured_fingerprint != space_.fingerprint)
        watch_.log(
            "note: the rows of the target were measured for another form of this space; measure "
            "again if an operator changed");
    bool const two = stages_of(form()) == 2;
    watch_.log((two ? "stages of " : "one stage of ") + show(scale_.stage1_epochs) +
               (two ? " and " + show(scale_.stage2_epochs) : "") + " epochs, " +
               std::to_string(scale_.population * scale_.generations) +
               " networks at most scored in each; " + show(scale_.epochs) +
               " epochs for a network alone; batch " + std::to_string(scale_.batch));
    for (auto const& l : limits_) watch_.log("limit: " + l.name + " <= " + show(l.bound));
    if (zero_cost_of(s_) && !used_zero_cost())
        watch_.log(
            "note: not every network of this space has a ReLU: no zero-cost score helps the "
            "supernet's");
    if (!s_.resume) return;
    watch_.log(resumed_ ? "resumed from the checkpoint"
                        : "no checkpoint in " + s_.out + ": the run starts anew");
}

void search_run::search(task const& t) {
    watch_.curve(stages_of(form()) == 1 ? "supernet"
                                        : "supernet, stage " + std::to_string(progress_.stage + 1));
    supernet shared{space_, priced_.allowed, t, scoring_of(s_, scale_, space_)};
    auto const cheap = zero_cost_scores(t);
    int const paths =
        std::min(informed_supernet::usual_paths, scale_.population * scale_.generations);
    informed_supernet net{shared, cheap.get(), s_.zero_cost_weight, paths};
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
    two_stage(net, priced_,
              {.form = form(),
               .sampling = sampling_of(s_),
               .within = limits_,
               .start = from ? std::optional{from->genes} : std::nullopt,
               .smoothed = s_.best_by == "smoothed",
               .stage1_epochs = scale_.stage1_epochs,
               .stage2_epochs = scale_.stage2_epochs,
               .strategy = strategy(cheap.get()),
               .evaluations = scale_.population * scale_.generations,
               .seed = s_.seed,
               .watch = &watch_,
               .stop = stop_,
               .progress = &progress_});
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
    auto const images = hold_out(sets_.train, t.train, o.images, s_.seed).held;
    return std::make_unique<zero_cost_evaluator>(space_, priced_.allowed, sets_.train, t.norm,
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

/// The found one, the chosen one where it is another, and those by hand.
std::vector<search_run::last_training> search_run::last_trainings() const {
    std::vector<last_training> all{{{"found", progress_.done.best().genes}, false}};
    if (chooses() && choice_.chosen != 0 && !choice_.is_by_hand()) {
        auto const chosen = static_cast<std::size_t>(choice_.chosen);
        all.push_back({{"chosen", choice_.networks[chosen].genes}, false});
    }
    for (auto const& n : by_hand_) {
        last_training one{n, true};
        for (std::size_t i = 0; chooses() && i < all.size() && !one.same; ++i)
            if (same_network(space_, n.genes, all[i].network.genes)) one.same = i;
        all.push_back(one);
    }
    return all;
}

void search_run::train_last() {
    auto const all = last_trainings();
    if (chooses()) {
        auto const& chosen = choice_.networks[static_cast<std::size_t>(choice_.chosen)].genes;
        while (!same_network(space_, all[delivered_].network.genes, chosen)) ++delivered_;
    }
    while (networks_.size() < all.size()) {
        auto const& one = all[networks_.size()];
        if (one.same) {
            auto known = networks_[*one.same];
            known.name = one.network.name;
            known.by_hand = true;
            networks_.push_back(std::move(known));
            weights_.push_back(network_weights{weights_[*one.same]});
        } else {
            networks_.push_back(train(one, networks_.size() == delivered_));
        }
        save_checkpoint();
    }
}

/// Trains one network from scratch on all training images, and tests it.
finished_network search_run::train(last_training const& one, bool delivered) {
    auto const& [name, g] = one.network;
    finished_network done{name, g, {}, {}, one.by_hand};
    timed("training " + name, [&] {
        watch_.log("training " + name + " (" + to_string(g) + ")");
        watch_.curve(name);
        supernet net{space_, fixed_mask(g), task_, training()};
        if (resume_from_)
            net.restore(*resume_from_);
        else
            net.reset(s_.seed);
        resume_from_.reset();
        fit_options fit{.epochs = scale_.epochs, .watch = &watch_, .stop = stop_};
        fit.checkpoint = [&] { save_checkpoint([&](archive_writer& out) { net.suspend(out); }); };
        net.fit([&g = g](rng&) { return g; }, fit);
        auto const all = all_indices(sets_.test.size());
        done.test = net.accuracy(g, sets_.test, all);
        if (chooses()) done.right = right_of(net.logits(g, sets_.test, all), sets_.test);
        weights_.push_back(net.extract_weights(g));
        if (delivered) export_network(g);
    });
    return done;
}

}  // namespace hurricane::app
