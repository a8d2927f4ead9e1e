// SPDX-License-Identifier: MIT
// The runs that claims are judged by: searches, networks trained alone, latencies of what was
// found. Every finished run is kept in OUT and taken from there on a restart.
#pragma once

#include <hurricane/base/ranking.hpp>
#include <hurricane/base/thread_pool.hpp>

#include "bench.hpp"

namespace hurricane::claims {

class laboratory : public bench {
public:
    using bench::bench;

    std::vector<json> const& runs() const { return runs_; }  ///< all that were asked for

    /// `share`: of the processor seconds that the one-stage search trains its supernet for, in two
    /// stages split by the number of their layers. `ranked`: networks are drawn and scored after
    /// each training, for rankings().
    json search(std::string const& name, ground const& on, search_form form, double share, int seed,
                bool ranked = false) {
        return run(name, seed, [&] {
            auto const& space = arena_.at(on.space);
            auto const t = task_for(seed, true);
            supernet net{space, on.priced.allowed, t, training(s_.threads)};
            searcher_progress progress;
            auto samples = json::array();
            auto const n = space.size();
            auto const split = on.priced.split;
            bool const whole = form == search_form::one_stage;
            progress.checkpoint = [&] {  // after each epoch, training, generation and stage
                bool const trained = progress.phase % 2 == 1;
                if (ranked && trained && progress.search.history.empty() && s_.tau > 1) {
                    auto const& r = progress.done.stages.back();
                    bool const first = progress.done.stages.size() == 1;
                    auto const mask = searched(on.priced.allowed, r.fixed, r.first, r.last);
                    auto const networks = draw({on.priced, mask, on.within}, seed);
                    std::vector<fitness> scores(networks.size());
                    net.score(networks, scores);
                    json sample{{"supernet", whole ? "one-stage" : first ? "stage 1" : "stage 2"}};
                    for (auto const& g : networks) sample["networks"].push_back(to_string(g));
                    for (auto const& f : scores) sample["inherited"].push_back(f.primary);
                    samples.push_back(std::move(sample));
                }
            };
            double const later = double(n - split) / n;
            double const total = whole ? s_.epochs : epochs_of(share, later);
            auto const found = two_stage(net, on.priced,
                                         {.form = form,
                                          .within = on.within,
                                          .stage1_epochs = total * (whole ? 1 : later),
                                          .stage2_epochs = total * (1 - later),
                                          .strategy = evolution(small_population()),
                                          .evaluations = s_.population * s_.generations,
                                          .seed = static_cast<std::uint64_t>(seed),
                                          .watch = &watch_,
                                          .stop = stop_,
                                          .progress = &progress});
            auto const& g = found.best().genes;
            phase_effort training;
            phase_effort scoring;
            for (auto const& e : found.efforts) {
                auto& sum = e.evaluations == 0 ? training : scoring;
                sum.seconds += e.seconds;
                sum.processor_seconds += e.processor_seconds;
            }
            return json{{"space", on.space},
                        {"genotype", to_string(g)},
                        {"predicted_ms", on.priced["latency_ms"].of(g)},
                        {"limit_ms", on.within.front().bound},
                        {"supernet_epochs", total},
                        {"supernet_seconds", training.seconds},
                        {"supernet_processor_seconds", training.processor_seconds},
                        {"search_seconds", scoring.seconds},
                        {"samples", samples}};
        });
    }

    /// How each supernet of a ranked search orders the networks drawn from it: their accuracies
    /// inherited and alone. `known`: those alone that have been trained already.
    std::vector<json> rankings(json const& run, bool known) {
        std::vector<json> all;
        auto const& space = arena_.at(run["space"]);
        for (auto const& sample : run["samples"]) {
            std::string const name = run["name"];
            std::string const supernet = sample["supernet"];
            int const seed = run["seed"];
            auto const key = key_of("tau of " + supernet, seed);
            if (known && !folder_.exists(file_of(alone_key(key, s_.tau_epochs)))) continue;
            auto const networks = sample["networks"];
            std::vector<double> const own =
                trained(key, space, networks, seed, s_.tau_epochs)["test_top1"];
            std::vector<double> const inherited = sample["inherited"];
            all.push_back({{"run", name},
                           {"seed", seed},
                           {"supernet", supernet},
                           {"kendall", kendall(inherited, own)},
                           {"networks", networks},
                           {"inherited", inherited},
                           {"alone", own}});
            bool const trained_again =
                folder_.exists(file_of(alone_key(key, s_.tau_epochs, weights_from::again)));
            if (!trained_again && (known || !s_.tau_again)) continue;
            std::vector<double> const again = trained(key, space, networks, seed, s_.tau_epochs,
                                                      weights_from::again)["test_top1"];
            all.back()["again"] = again;
            all.back()["kendall_again"] = kendall(own, again);
        }
        return all;
    }

    /// Of each family the network whose latency here is nearest to what is predicted of the found
    /// one.
    json hand_designed(std::size_t family, json const& found, int seed) {
        auto const& c = *closest(arena_.hand[family], found["predicted_ms"]);
        return run(c.name, seed, [&] {
            return json{{"space", c.name}, {"genotype", to_string(genotype{c.space.size()})}};
        });
    }

    /// Latencies of finished networks, all measured against each other in one run; kept until there
    /// are others.
    std::map<std::string, double> measured(std::vector<json> const& runs) {
        std::map<std::string, std::pair<space_view const*, genotype>> wanted;
        for (auto const& r : runs) {
            auto const& space = arena_.at(r["space"]);
            wanted[key_of(r)] = {&space, parse_genotype(std::string{r["genotype"]}, space.size())};
        }
        constexpr char const* file = "measured.json";
        auto ms =
            folder_.exists(file) ? kept_numbers(folder_ / file) : std::map<std::string, double>{};
        if (std::all_of(wanted.begin(), wanted.end(),
                        [&](auto const& w) { return ms.contains(w.first); }))
            return ms;
        std::vector<std::pair<space_view const*, genotype>> networks;
        for (auto const& [key, w] : wanted) networks.push_back(w);
        auto const times = latencies(networks);
        ms.clear();
        std::size_t i = 0;
        for (auto const& [key, w] : wanted) ms[key] = times[i++];
        folder_.write(file, json(ms).dump(2) + "\n");
        return ms;
    }

    static std::string key_of(json const& run) {
        return std::string{run["space"]} + " " + std::string{run["genotype"]};
    }

private:
    static std::string file_of(std::string const& key) { return "runs/" + key + ".json"; }

    static std::string key_of(std::string const& name, int seed) {
        return name + "-seed" + std::to_string(seed);
    }
    /// Added to the seed for the weights that a network alone starts from, and the order of its
    /// images.
    enum class weights_from : std::uint64_t { usual = 1000, again = 2000 };

    static std::string alone_key(std::string const& key, double epochs,
                                 weights_from start = weights_from::usual) {
        return key + ", " + decimal(epochs) + " epochs alone" +
               (start == weights_from::again ? " again" : "");
    }

    /// What is kept under the key, or made now and kept; it has the field `holds`.
    template <class Make>
    json kept(std::string const& key, char const* holds, Make make) {
        auto const file = file_of(key);
        if (folder_.exists(file)) {
            auto const r = json::parse(read_file(folder_ / file), nullptr, false);
            if (!r.is_object() || !r.contains(holds) ||
                (r.contains("genotype") && !r.contains("space")))
                throw error{"this run is damaged", (folder_ / file).string(), "remove the file"};
            return r;
        }
        watch_.log("-- " + key);
        json r = make();
        r["date"] = app::today();
        folder_.write(file, r.dump(2) + "\n");
        return r;
    }

    /// The networks' genotypes and their test accuracies after so many epochs alone.
    json trained(std::string const& key, space_view const& space, json const& networks, int seed,
                 double epochs, weights_from start = weights_from::usual) {
        auto const r = kept(alone_key(key, epochs, start), "test_top1", [&] {
            std::vector<genotype> genotypes;
            for (std::string const text : networks)
                genotypes.push_back(parse_genotype(text, space.size()));
            return json{{"networks", networks},
                        {"test_top1", alone(space, genotypes, seed, epochs, start)}};
        });
        if (r.value("networks", json{}) != networks)
            throw error{"these are accuracies of other networks",
                        (folder_ / file_of(alone_key(key, epochs, start))).string(),
                        "remove the file"};
        return r;
    }

    /// A network found, or known, and then trained alone.
    template <class Make>
    json run(std::string const& name, int seed, Make make) {
        auto const key = key_of(name, seed);
        auto r = kept(key, "genotype", make);
        auto const top1 = trained(key, arena_.at(r["space"]), json::array({r["genotype"]}), seed,
                                  s_.retrain)["test_top1"][0];
        r["name"] = name;
        r["seed"] = seed;
        r["test_top1"] = top1;
        r["test_images"] = sets_.test.size();
        watch_.log(key + ": " + show(100 * double(top1), 4) + " % after " + show(s_.retrain) +
                   " epochs alone, " + std::string{r["space"]} + " " + std::string{r["genotype"]});
        runs_.push_back(r);
        return r;
    }

    /// A few generations of a few networks: more parents than SPOS has, and a sixth of each
    /// generation drawn anew.
    evolution_options small_population() const {
        int const n = s_.population;
        return {.population = n, .parents = n / 3, .mutations = n / 2, .crossovers = n / 3};
    }

    std::vector<genotype> draw(feasible_sampler const& among, int seed) const {
        rng random{static_cast<std::uint64_t>(seed), "tau"};
        std::vector<genotype> some;
        for (int tries = 0; tries < 100 * s_.tau && static_cast<int>(some.size()) < s_.tau; ++tries)
            if (auto g = among(random); std::find(some.begin(), some.end(), g) == some.end())
                some.push_back(g);
        return some;
    }

    /// Test accuracies of networks trained alone, one on each thread.
    std::vector<double> alone(space_view const& space, std::vector<genotype> const& networks,
                              int seed, double epochs, weights_from start) {
        auto const t = task_for(seed, false);
        auto const n = static_cast<std::int64_t>(networks.size());
        int const at_once = static_cast<int>(std::min<std::int64_t>(s_.threads, n));
        std::vector<double> top1(networks.size());
        std::mutex mutex;
        std::int64_t done = 0;
        watch_.begin("networks alone", n);
        thread_pool{at_once}.run(n, [&](std::int64_t i, int) {
            auto const& g = networks[static_cast<std::size_t>(i)];
            supernet net{space, fixed_mask(g), t, training(at_once > 1 ? 1 : s_.threads)};
            net.reset(static_cast<std::uint64_t>(seed) + static_cast<std::uint64_t>(start));
            net.fit([&](rng&) { return g; }, {.epochs = epochs, .stop = stop_});
            top1[static_cast<std::size_t>(i)] =
                net.accuracy(g, sets_.test, all_indices(sets_.test.size())).primary;
            std::lock_guard const lock{mutex};
            watch_.advance(++done, {});
        });
        watch_.end();
        return top1;
    }

    std::vector<json> runs_;
};

}  // namespace hurricane::claims
