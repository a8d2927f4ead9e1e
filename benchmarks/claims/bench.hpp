// SPDX-License-Identifier: MIT
// Where claims are tested: the data, and what this machine takes for rows, networks and training
// steps, measured before anything is trained. Everything measured is kept in OUT and taken from
// there on a restart.
#pragma once

#include <nlohmann/json.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/data/open.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/profiling/profile.hpp>
#include <hurricane/search/middle_latency.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/training/supernet.hpp>

#include "arena.hpp"
#include "shared/checkpoint.hpp"
#include "shared/output_folder.hpp"
#include "shared/program.hpp"

namespace hurricane::claims {

using json = nlohmann::ordered_json;

struct settings {
    std::string set = "fashion";
    std::string data = "/usr/share/datasets/fashion-mnist";
    std::string out = "claims";
    int images = 6000;
    int validation = 1000;
    int seeds = 1;
    int tau = 10;
    int threads = 2;
    double epochs = 24;
    double retrain = 4;
    double tau_epochs = 4;
    double rate = 0.2;
    int batch = 32;
    int population = 24;
    int generations = 6;
    bool full = false;
    bool accept_noise = false;
    bool tau_again = false;
};

/// A limit halfway between the cheapest and the dearest network.
inline limits middle(priced_space const& priced) {
    return {{"latency_ms", middle_latency(priced)}};
}

/// The network of one operator everywhere that a contender stands for.
inline genotype typical(contender const& c) {
    return genotype{c.space.size(), c.space[0].candidates.size() > 1};
}

/// A space to search: its prices on this machine, and the limit.
struct ground {
    std::string space;
    priced_space priced;
    limits within;
};

class bench {
public:
    bench(arena a, settings const& s, std::stop_token stop)
        : arena_{std::move(a)}, s_{s}, stop_{std::move(stop)}, folder_{s.out, left_by_claims(),
                                                                       stop_} {
        folder_.refuse_foreign();
        auto const& space = arena_.searched;
        sets_ = open_data(s_.data, space.input, space.classes,
                          {.threads = s_.threads, .watch = &watch_, .stop = stop_});
        if (s_.validation > s_.images / 2)
            throw error{std::to_string(s_.validation) + " of " + std::to_string(s_.images) +
                            " images for validation",
                        "--validation", "leave more than half for training"};
        open_folder();
        survey();
        weigh_steps();
    }

    app::output_folder& folder() { return folder_; }

    arena const& on() const { return arena_; }

    settings const& options() const { return s_; }

    ground const& host() const { return host_; }

    ground const& human() const { return human_; }

    ground modelled(priced_space const& target) const {
        return {arena_.searched.name, target, middle(target)};
    }

    observer& watch() { return watch_; }

    void close_log() {
        watch_.close_log();
        folder_.close_log();
    }

    /// What kept runs must agree with. The number of seeds may grow, and networks be trained alone
    /// for longer.
    json described() const {
        return {{"format", "hurricane-claims"},
                {"version", 6},
                {"space", arena_.searched.name},
                {"set", s_.set},
                {"data", hexadecimal(app::checksum(sets_))},
                {"images", s_.images},
                {"validation", s_.validation},
                {"epochs", s_.epochs},
                {"batch", s_.batch},
                {"learning_rate", s_.rate},
                {"tau", s_.tau},
                {"population", s_.population},
                {"generations", s_.generations},
                {"threads", s_.threads},
                {"hurricane", app::version()},
                {"onednn", kernels::onednn_version()},
                {"processor", app::processor()}};
    }

protected:
    supernet_options training(int threads) const {
        return {.threads = threads, .batch = s_.batch, .optimizer = {.learning_rate = s_.rate}};
    }

    task task_for(int seed, bool search) {
        task t{.data = &sets_.train,
               .train = all_indices(sets_.train.size()),
               .validation = {},
               .norm = {}};
        auto const seed_of = static_cast<std::uint64_t>(seed);
        if (s_.images < sets_.train.size())
            t.train = hold_out(sets_.train, t.train, s_.images, seed_of).held;
        auto const h = hold_out(sets_.train, t.train, s_.validation, seed_of);
        t.norm = measure(sets_.train, h.rest);
        if (search) {
            t.train = h.rest;
            t.validation = h.held;
        }
        return t;
    }

    std::vector<double> latencies(
        std::vector<std::pair<space_view const*, genotype>> const& networks) {
        pinned_thread const pin;
        std::vector<std::unique_ptr<frozen_network>> nets;
        for (auto const& [space, g] : networks) {
            auto const plans = network(*space, g);
            nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, 1)));
        }
        constexpr int rounds = 7;
        watch_.begin("measuring networks", std::int64_t(nets.size()) * rounds);
        auto const times =
            measure_together(nets, rounds, {.samples = 9, .sample_ms = 2}, [&](std::int64_t done) {
                if (stop_.stop_requested()) throw stopped{};
                watch_.advance(done, {});
            });
        watch_.end();
        std::vector<double> ms;
        for (auto const& t : times) ms.push_back(t.median_ms);
        return ms;
    }

    /// The nearest in latency, as measured.
    std::vector<contender>::const_iterator closest(std::vector<contender> const& family,
                                                   double ms) const {
        auto const off = [&](contender const& c) {
            return std::abs(std::log(contender_ms_.at(c.name) / ms));
        };
        return std::min_element(family.begin(), family.end(),
                                [&](auto const& a, auto const& b) { return off(a) < off(b); });
    }

    /// Epochs of two stages together, `later` of them in stage 1, that take the share of one
    /// stage's seconds.
    double epochs_of(double share, double later) const {
        return s_.epochs * share * step_seconds_[0] /
               (later * step_seconds_[1] + (1 - later) * step_seconds_[2]);
    }

    /// Numbers by name.
    static std::map<std::string, double> kept_numbers(std::filesystem::path const& file,
                                                      std::vector<std::string> const& needed = {}) {
        auto const all = json::parse(read_file(file), nullptr, false);
        if (!all.is_object() ||
            !std::all_of(all.begin(), all.end(), [](auto const& x) { return x.is_number(); }))
            throw error{"the file is damaged", file.string(), "remove it"};
        for (auto const& name : needed)
            if (!all.contains(name))
                throw error{"there is no number for " + name, file.string(), "remove the file"};
        return all.get<std::map<std::string, double>>();
    }

    arena arena_;
    settings const& s_;
    std::stop_token stop_;
    app::output_folder folder_;
    app::console watch_;
    train_and_test sets_;

private:
    app::output_names left_by_claims() const {
        app::output_names names{
            .format = "hurricane-claims",
            .files = {"claims.md", "claims.csv", "claims.json", "runs.csv", "tau.csv", "rows.csv",
                      "contenders.json", "steps.json", "measured.json", "runs/"},
            .log = "log.txt",
            .looks_ours = [](auto const&, json const& manifest) { return manifest.is_object(); }};
        for (auto const& c : arena_.human) names.files.push_back(rows_of_contender(c));
        return names;
    }

    static std::string rows_of_contender(contender const& c) {
        return "rows of " + c.name + ".csv";
    }

    /// Goes on where these claims were tested before; what is there of others is refused.
    void open_folder() {
        folder_.create();
        make_folder(folder_ / "runs");
        sweep_temporary_files(folder_ / "runs");
        if (!folder_.manifest().is_null())
            app::refuse_other_run(described(), folder_.manifest(),
                                  (folder_ / "manifest.json").string(), "use another --out");
        folder_.begin(described());
        watch_.log_to(folder_ / "log.txt");
    }

    /// What this machine takes for everything that may be searched or compared, measured before
    /// anything is trained.
    void survey() {
        auto const& searched = arena_.searched;
        host_ = {searched.name,
                 price(searched, rows("rows.csv", searched), {.generator = keep_hand_made}),
                 {}};
        host_.within = middle(host_.priced);
        auto const& ms = host_.priced["latency_ms"];
        double const limit = host_.within.front().bound;
        watch_.log("limit: " + show(limit) + " ms of " +
                   show(ms.of(host_.priced.cheapest(ms, host_.priced.allowed))) + " to " +
                   show(ms.of(host_.priced.dearest(ms, host_.priced.allowed))));
        constexpr char const* file = "contenders.json";
        if (!folder_.exists(file)) {
            std::vector<std::pair<space_view const*, genotype>> networks;
            std::vector<std::string> names;
            auto const add = [&](contender const& c) {
                networks.emplace_back(&c.space, typical(c));
                names.push_back(c.name);
            };
            for (auto const& c : arena_.human) add(c);
            for (auto const& f : arena_.hand)
                for (auto const& c : f) add(c);
            auto const times = latencies(networks);
            json all;
            for (std::size_t i = 0; i < names.size(); ++i) all[names[i]] = times[i];
            folder_.write(file, all.dump(2) + "\n");
        }
        contender_ms_ = kept_numbers(folder_ / file);
        auto widths = arena_.human;  // the nearest of which some network is within the limit
        while (human_.space.empty()) {
            if (widths.empty())
                throw error{"no width of the human-designed space is within the limit", "survey",
                            "report this"};
            auto const nearest = closest(widths, limit);
            auto priced = price(nearest->space, rows(rows_of_contender(*nearest), nearest->space));
            auto const& c = priced["latency_ms"];
            if (host_.within.front().met_by(c.of(priced.cheapest(c, priced.allowed))))
                human_ = {nearest->name, std::move(priced), host_.within};
            widths.erase(nearest);
        }
        watch_.log("the human-designed space: " + human_.space + " of the widths");
    }

    device_table rows(std::string const& name, space_view const& space) {
        if (folder_.exists(name)) return calibrated(read_rows(folder_ / name, stop_));
        auto t = profile(space, {.accept_noise = s_.accept_noise, .watch = &watch_, .stop = stop_});
        t.device = app::processor();
        t.date = app::today();
        folder_.write(name, to_csv(t));
        return t;
    }

    /// Processor seconds of a training step of one stage, of stage 1 and of stage 2 (behind later
    /// layers drawn at random): medians of three rounds in turn on a supernet that is thrown away.
    void weigh_steps() {
        constexpr char const* file = "steps.json";
        constexpr char const* names[] = {"one stage", "stage 1", "stage 2"};
        if (!folder_.exists(file)) {
            auto const& on = host_;
            int const n = on.priced.layers();
            int const split = on.priced.split;
            int const steps = 40;
            int const rounds = 3;
            auto const t = task_for(0, true);
            supernet net{arena_.searched, on.priced.allowed, t, training(s_.threads)};
            feasible_sampler const any{on.priced, on.priced.allowed, on.within};
            rng random{0, "steps"};
            std::vector<double> seconds[3];
            watch_.begin("weighing training steps", rounds);
            for (int round = 0; round < rounds; ++round) {
                std::pair<choice_mask, int> const kinds[] = {
                    {on.priced.allowed, n},
                    {searched(on.priced.allowed, early_operators(on.priced, on.within), split, n),
                     n},
                    {searched(on.priced.allowed, any(random), 0, split), split}};
                for (int k = 0; k < 3; ++k) {
                    fit_options fit{
                        .epochs = double(steps) / double(t.train.size() / std::size_t(s_.batch)),
                        .stop = stop_};
                    for (int layer = kinds[k].second; layer < n; ++layer)
                        fit.frozen_layers.push_back(layer);
                    processor_watch const watch;
                    net.fit(feasible_sampler{on.priced, kinds[k].first, on.within}, fit);
                    seconds[k].push_back(watch.seconds() / steps);
                }
                watch_.advance(round + 1, {});
            }
            watch_.end();
            json all;
            for (int k = 0; k < 3; ++k) {
                std::sort(seconds[k].begin(), seconds[k].end());
                all[names[k]] = seconds[k][rounds / 2];
            }
            folder_.write(file, all.dump(2) + "\n");
        }
        auto const kept = kept_numbers(folder_ / file, {std::begin(names), std::end(names)});
        for (auto const* name : names) step_seconds_.push_back(kept.at(name));
        watch_.log("a training step takes " + show(1e3 * step_seconds_[0], 3) +
                   " processor ms in one stage, " + show(1e3 * step_seconds_[1], 3) + " and " +
                   show(1e3 * step_seconds_[2], 3) + " in stages 1 and 2");
    }

    std::map<std::string, double> contender_ms_;
    ground host_;
    ground human_;
    std::vector<double> step_seconds_;  ///< of one stage, stage 1, stage 2
};

}  // namespace hurricane::claims
