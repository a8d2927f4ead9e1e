// SPDX-License-Identifier: MIT
// HURRICANE's claims (Zhang et al. 2020) put to the test on this machine: two stages against one, the hardware-aware
// space against a human-designed one, found networks against hand-designed ones, networks specialised per target, and
// whether the supernet ranks networks as training alone does. Every finished run is kept in OUT/runs and skipped on a
// restart.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/data/open.hpp>
#include <hurricane/fit/quality.hpp>
#include <hurricane/hw/targets/hexagon685.hpp>
#include <hurricane/hw/targets/myriad_x.hpp>
#include <hurricane/hw/targets/snapdragon845.hpp>
#include <hurricane/nn/supernet.hpp>
#include <hurricane/profile/profile.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/spaces.hpp>

#include "command_line.hpp"
#include "program.hpp"

namespace {

using namespace hurricane;
using json = nlohmann::ordered_json;

struct settings {
    std::string set = "fashion", data = "/usr/share/datasets/fashion-mnist", out = "claims";
    int images = 6000, validation = 1000, seeds = 1, tau = 10, threads = 2;
    double epochs = 6, retrain = 6, rate = 0.2;
    int batch = 32, population = 24, generations = 6;
    bool full = false, accept_noise = false;
};

template <class Base, int Percent>
struct widths : Base {
    static constexpr text name = text{"w"}.append(Base::name.view());
    static constexpr auto stages = [] {
        auto all = Base::stages;
        for (auto& s : all) s.width = s.width * Percent / 100 / 4 * 4;
        return all;
    }();
};
/// MobileNetV2-like and ShuffleNetV2-like networks of several widths.
template <class Base>
std::vector<std::pair<std::string, space_view>> by_hand() {
    std::vector<std::pair<std::string, space_view>> all;
    auto const mobile = [&]<int... P>(std::integer_sequence<int, P...>) {
        (all.emplace_back("MobileNetV2-like " + std::to_string(P) + " %",
                          view<space<widths<Base, P>, pool<ops::mb<6, 3>>>>()),
         ...);
    };
    auto const shuffle = [&]<int... P>(std::integer_sequence<int, P...>) {
        (all.emplace_back("ShuffleNetV2-like " + std::to_string(P) + " %",
                          view<space<widths<Base, P>, pool<ops::choice<3>>>>()),
         ...);
    };
    mobile(std::integer_sequence<int, 25, 50, 75, 100, 125, 150, 200>{});
    shuffle(std::integer_sequence<int, 75, 100, 125, 150, 200, 250, 300>{});  // narrower than the stem has no projection
    return all;
}

/// What the claims are tested on.
struct arena {
    space_view pool32, blocks;
    std::vector<std::pair<std::string, space_view>> hand;
    std::vector<priced_space> modelled;
};
template <class Backbone>
arena arena_of() {
    using all = space<Backbone, hurricane::pool32>;
    return {view<all>(),
            view<space<Backbone, choice_pool>>(),
            by_hand<Backbone>(),
            {price<all, targets::hexagon685>(), price<all, targets::myriad_x>(), price<all, targets::snapdragon845>()}};
}

// --- statistics
// ---------------------------------------------------------------------------------------------------------

struct interval {
    double mean{}, deviation{}, half{};  ///< half the width of the 95 % interval of the mean; 0 with one value
    int n{};
};
interval interval_of(std::vector<double> const& x) {
    constexpr double t[] = {0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};  // Student, 97.5 %
    interval out{.n = static_cast<int>(x.size())};
    for (double v : x) out.mean += v / double(x.size());
    for (double v : x) out.deviation += (v - out.mean) * (v - out.mean);
    if (x.size() < 2) return out;
    out.deviation = std::sqrt(out.deviation / double(x.size() - 1));
    out.half = (x.size() <= 10 ? t[x.size() - 1] : 1.96) * out.deviation / std::sqrt(double(x.size()));
    return out;
}
std::string percent(double x) { return show(100 * x, 4) + " %"; }
std::string text_of(interval const& i) {
    return percent(i.mean) + (i.n > 1 ? " +- " + percent(i.half) : " (one seed, no interval)");
}

// --- runs
// ---------------------------------------------------------------------------------------------------------------

class claims {
public:
    claims(arena a, settings const& s, std::stop_token stop) : arena_{std::move(a)}, s_{s}, stop_{std::move(stop)} {}

    void run() {
        make_folder(folder() / "runs");
        check_writable(folder() / "claims.json");
        watch_.log_to(folder() / "log.txt");
        sets_ =
            open_data(s_.data, arena_.pool32.input, arena_.pool32.classes, {.threads = s_.threads, .watch = &watch_});
        measure_rows();
        auto const host = price(arena_.pool32, rows_, false, generator_options{}), human = price(arena_.blocks, rows_);
        auto const& c = host["latency_ms"];
        double const low = c.of(host.cheapest(c, host.allowed)), high = c.of(host.dearest(c, host.allowed));
        double const bound = std::sqrt(low * high);
        limits const within{{"latency_ms", bound}};
        watch_.log("limit: " + show(bound) + " ms of " + show(low) + " to " + show(high));
        for (int seed = 0; seed < s_.seeds; ++seed) {
            auto const one = search("one-stage", arena_.pool32, host, within, search_form::one_stage, 1.0, seed);
            auto const two = search("two-stage", arena_.pool32, host, within, search_form::two_stage, 0.696, seed);
            auto const half = search("two-stage-half", arena_.pool32, host, within, search_form::two_stage, 0.5, seed);
            auto const four = search("human-space", arena_.blocks, human, within, search_form::two_stage, 0.696, seed);
            pair("two stages, 69.6 % of the training, minus one stage", two, one);
            pair("two stages, 50 % of the training, minus one stage", half, one);
            pair("hardware-aware space minus SPOS's four choices", two, four);
            for (auto const* family : {"MobileNetV2-like", "ShuffleNetV2-like"})
                pair(std::string{"found network minus "} + family + " of its latency", two,
                     hand_designed(family, two, seed));
            for (auto const& target : arena_.modelled) {
                auto const& l = target["latency_ms"];
                double const there =
                    std::sqrt(l.of(target.cheapest(l, target.allowed)) * l.of(target.dearest(l, target.allowed)));
                specialised_[seed].push_back(search("for-" + target.target, arena_.pool32, target,
                                                    {{"latency_ms", there}}, search_form::two_stage, 0.696, seed));
            }
            specialised_[seed].push_back(two);
            for (auto const* run : {&one, &two})
                for (auto const& t : (*run)["tau"]) taus_[t["name"]].push_back(t["kendall"]);
        }
        report();
    }

private:
    std::filesystem::path folder() const { return s_.out; }

    supernet_options training() const {
        return {.threads = s_.threads, .batch = s_.batch, .optimizer = {.learning_rate = s_.rate}};
    }
    void measure_rows() {
        auto const file = folder() / "rows.csv";
        if (std::filesystem::exists(file)) {
            rows_ = read_rows(file);
            return;
        }
        rows_ = profile(arena_.pool32, {.accept_noise = s_.accept_noise, .watch = &watch_, .stop = stop_});
        rows_.device = app::processor(), rows_.date = app::today();
        write_file(file, to_csv(rows_));
    }
    /// The run kept under the key, or a new one, kept.
    template <class Make>
    json kept(std::string const& key, Make make) {
        auto const file = folder() / "runs" / (key + ".json");
        if (std::filesystem::exists(file)) {
            auto r = json::parse(read_file(file), nullptr, false);
            if (r.is_discarded() || r["settings"] != described())
                throw error{"this run was made with other settings", file.string(), "use another --out"};
            return r;
        }
        watch_.log("-- " + key);
        json r = make();
        r["settings"] = described();
        write_file(file, r.dump(2) + "\n");
        return r;
    }
    json described() const {
        return {{"set", s_.set},
                {"images", s_.images},
                {"validation", s_.validation},
                {"epochs", s_.epochs},
                {"retrain", s_.retrain},
                {"batch", s_.batch},
                {"rate", s_.rate},
                {"tau", s_.tau},
                {"population", s_.population},
                {"generations", s_.generations}};
    }
    task task_for(int seed, bool search) {
        task t{.data = &sets_.train, .train = everything(sets_.train.size()), .validation = {}, .norm = {}};
        auto const seed_of = static_cast<std::uint64_t>(seed);
        if (s_.images < sets_.train.size()) t.train = hold_out(sets_.train, t.train, s_.images, seed_of).held;
        auto const h = hold_out(sets_.train, t.train, s_.validation, seed_of);
        t.norm = measure(sets_.train, h.rest);
        if (search) t.train = h.rest, t.validation = h.held;
        return t;
    }
    /// Test accuracy of a network trained alone.
    fitness alone(space_view const& space, genotype const& g, int seed) {
        auto const t = task_for(seed, false);
        supernet net{space, only(g), t, training()};
        net.reset(static_cast<std::uint64_t>(seed) + 1000);
        net.fit([&](rng&) { return g; }, {.epochs = s_.retrain, .watch = &watch_, .stop = stop_});
        if (stop_.stop_requested()) throw stopped{};
        return net.accuracy(g, sets_.test, everything(sets_.test.size()));
    }
    double measured_ms(space_view const& space, genotype const& g) {
        pinned_thread const pin;
        std::vector<std::unique_ptr<frozen_network>> nets;
        auto const plans = network(space, g);
        nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, 1)));
        return measure_together(nets, 5, {.samples = 9, .sample_ms = 2}, [](std::int64_t) {}).front().median_ms;
    }
    json network_json(space_view const& space, genotype const& g, int seed) {
        auto const test = alone(space, g, seed);
        return {{"genotype", to_string(g)}, {"test_top1", test.primary}, {"measured_ms", measured_ms(space, g)}};
    }

    json search(std::string const& name, space_view const& space, priced_space const& priced, limits const& within,
                search_form form, double share, int seed) {
        return kept(name + "-seed" + std::to_string(seed), [&] {
            auto const t = task_for(seed, true);
            supernet net{space, priced.allowed, t, training()};
            json taus = json::array();
            two_stage_progress progress;
            std::vector<std::pair<std::string, std::pair<std::vector<genotype>, std::vector<fitness>>>> ranked;
            auto const n = space.size(), split = priced.split;
            progress.checkpoint = [&] {  // once after each training: what the supernet says of some networks
                if (!progress.trained || !progress.search.history.empty() || s_.tau < 2) return;
                if (name != "one-stage" && name != "two-stage") return;
                auto const& r = progress.stage == 0 ? progress.done.later : progress.done.early;
                bool const whole = form == search_form::one_stage;
                auto const mask = searched(priced, r.fixed, whole || progress.stage == 1 ? 0 : split,
                                           whole || progress.stage == 0 ? n : split);
                feasible_sampler const draw{priced, mask, within};
                rng random{static_cast<std::uint64_t>(seed), "tau"};
                std::vector<genotype> some;
                for (int tries = 0; tries < 100 * s_.tau && static_cast<int>(some.size()) < s_.tau; ++tries)
                    if (auto g = draw(random); std::find(some.begin(), some.end(), g) == some.end()) some.push_back(g);
                std::vector<fitness> fits(some.size());
                net.score(some, fits);
                ranked.push_back({whole ? "one-stage" : progress.stage == 0 ? "stage 1" : "stage 2", {some, fits}});
            };
            double const later = s_.epochs * share * (form == search_form::one_stage ? 1.0 : double(n - split) / n);
            auto const found = two_stage(net, priced,
                                         {.form = form,
                                          .within = within,
                                          .stage1_epochs = later,
                                          .stage2_epochs = std::max(0.01, s_.epochs * share - later),
                                          .evolution = {.population = s_.population,
                                                        .generations = s_.generations,
                                                        .parents = s_.population / 3,
                                                        .mutations = s_.population / 2,
                                                        .crossovers = s_.population / 3},
                                          .seed = static_cast<std::uint64_t>(seed),
                                          .watch = &watch_,
                                          .stop = stop_,
                                          .progress = &progress});
            auto const& g = found.best().genes;
            json r = network_json(space, g, seed);
            r["predicted_ms"] = priced["latency_ms"].of(g);
            r["limit_ms"] = within.front().bound;
            r["supernet_seconds"] = found.later.train_seconds + found.early.train_seconds;
            r["search_seconds"] = found.later.search_seconds + found.early.search_seconds;
            for (auto const& [which, networks] : ranked) {
                std::vector<double> inherited, own;
                for (std::size_t i = 0; i < networks.first.size(); ++i) {
                    inherited.push_back(networks.second[i].primary);
                    own.push_back(alone(space, networks.first[i], seed).primary);
                }
                taus.push_back({{"name", which},
                                {"kendall", fit::kendall(inherited, own)},
                                {"networks", own.size()},
                                {"inherited", inherited},
                                {"alone", own}});
            }
            r["tau"] = taus;
            return r;
        });
    }
    /// The width of the family whose measured latency is nearest to that of the found network.
    json hand_designed(std::string const& family, json const& found, int seed) {
        return kept((family == "MobileNetV2-like" ? "mobilenet-seed" : "shufflenet-seed") + std::to_string(seed), [&] {
            double const wanted = found["measured_ms"];
            std::pair<std::string, space_view> const* nearest = nullptr;
            double least = 0;
            for (auto const& candidate : arena_.hand) {
                if (!candidate.first.starts_with(family)) continue;
                double const off =
                    std::abs(std::log(measured_ms(candidate.second, genotype{candidate.second.size()}) / wanted));
                if (!nearest || off < least) nearest = &candidate, least = off;
            }
            json r = network_json(nearest->second, genotype{nearest->second.size()}, seed);
            r["name"] = nearest->first;
            return r;
        });
    }

    void pair(std::string const& claim, json const& mine, json const& other) {
        auto at = std::find_if(pairs_.begin(), pairs_.end(), [&](auto const& p) { return p.claim == claim; });
        if (at == pairs_.end()) at = pairs_.insert(pairs_.end(), comparison{claim, {}, {}});
        at->mine.push_back(mine), at->other.push_back(other);
    }

    // --- the report
    // -----------------------------------------------------------------------------------------------------

    struct comparison {
        std::string claim;
        std::vector<json> mine, other;
    };
    static std::vector<double> of(std::vector<json> const& runs, char const* key) {
        std::vector<double> x;
        for (auto const& r : runs)
            if (r.contains(key)) x.push_back(r[key]);
        return x;
    }
    void report() {
        json all{{"format", "hurricane-claims"}, {"version", 1},
                 {"date", app::today()},         {"processor", app::processor()},
                 {"settings", described()},      {"seeds", s_.seeds}};
        std::string
            table =
                "| claim | test accuracy | of the other | paired difference, 95 % | supernet seconds | measured ms | "
                "verdict |\n"
                "| --- | --- | --- | --- | --- | --- | --- |\n",
            csv = "claim,seed,test_top1,other_top1,measured_ms,other_ms,supernet_seconds,other_supernet_seconds\n";
        for (auto const& p : pairs_) {
            auto const a = of(p.mine, "test_top1"), b = of(p.other, "test_top1");
            auto const sa = of(p.mine, "supernet_seconds"), sb = of(p.other, "supernet_seconds");
            auto const ma = of(p.mine, "measured_ms"), mb = of(p.other, "measured_ms");
            std::vector<double> differences;
            for (std::size_t i = 0; i < a.size(); ++i) {
                differences.push_back(a[i] - b[i]);
                csv += "\"" + p.claim + "\"," + std::to_string(i) + "," + decimal(a[i]) + "," + decimal(b[i]) + "," +
                       decimal(ma[i]) + "," + decimal(mb[i]) + "," + decimal(sa[i]) + "," +
                       (i < sb.size() ? decimal(sb[i]) : "") + "\n";
            }
            auto const d = interval_of(differences);
            std::string const verdict = d.n < 2               ? "not shown: one seed"
                                        : d.mean - d.half > 0 ? "shown: higher"
                                        : d.mean + d.half < 0 ? "refuted: lower"
                                                              : "not shown: no difference beyond the interval";
            auto const seconds = interval_of(sa).mean, others = sb.empty() ? 0 : interval_of(sb).mean;
            table += "| " + p.claim + " | " + percent(interval_of(a).mean) + " | " + percent(interval_of(b).mean) +
                     " | " + text_of(d) + " | " + show(seconds, 3) + (others > 0 ? " against " + show(others, 3) : "") +
                     " | " + show(interval_of(ma).mean, 3) + " against " + show(interval_of(mb).mean, 3) + " | " +
                     verdict + " |\n";
            all["claims"].push_back({{"claim", p.claim},
                                     {"mean", d.mean},
                                     {"std", d.deviation},
                                     {"half_interval", d.half},
                                     {"n", d.n},
                                     {"verdict", verdict},
                                     {"runs", p.mine},
                                     {"others", p.other}});
        }
        table += "\n" + matrix(all) + "\n| supernet after | Kendall tau, inherited against alone |\n| --- | --- |\n";
        for (auto const& [name, values] : taus_) {
            auto const i = interval_of(values);
            table += "| " + name + " | " + show(i.mean, 3) + (i.n > 1 ? " +- " + show(i.half, 2) : " (one seed)") +
                     ", " + std::to_string(s_.tau) + " networks |\n";
            all["tau"].push_back({{"name", name}, {"mean", i.mean}, {"half_interval", i.half}, {"n", i.n}});
        }
        write_file(folder() / "claims.csv", csv);
        write_file(folder() / "claims.md", table);
        write_file(folder() / "claims.json", all.dump(2) + "\n");
        watch_.log(table);
        watch_.log("written to " + folder().string() + ": claims.md, claims.csv, claims.json, runs/");
    }
    /// Networks by what they were searched for, predicted on every target; means over the seeds.
    std::string matrix(json& all) {
        std::vector<priced_space> on = arena_.modelled;
        on.push_back(price(arena_.pool32, rows_));
        on.back().target = "host";
        std::string text = "| network for | test accuracy |";
        for (auto const& t : on) text += " ms on " + t.target + " |";
        text += "\n| --- | --- |";
        for (std::size_t i = 0; i < on.size(); ++i) text += " --- |";
        text += "\n";
        for (std::size_t row = 0; row < on.size(); ++row) {
            std::vector<double> top1;
            std::vector<std::vector<double>> ms(on.size());
            for (auto const& [seed, runs] : specialised_) {
                top1.push_back(runs[row]["test_top1"]);
                auto const g = parse_genotype(std::string{runs[row]["genotype"]}, arena_.pool32.size());
                for (std::size_t t = 0; t < on.size(); ++t) ms[t].push_back(on[t]["latency_ms"].of(g));
            }
            text += "| " + on[row].target + " | " + percent(interval_of(top1).mean) + " |";
            json line{{"network_for", on[row].target}, {"test_top1", interval_of(top1).mean}};
            for (std::size_t t = 0; t < on.size(); ++t) {
                text += " " + show(interval_of(ms[t]).mean, 3) + " |";
                line[on[t].target] = interval_of(ms[t]).mean;
            }
            text += "\n";
            all["matrix"].push_back(line);
        }
        return text;
    }

    arena arena_;
    settings const& s_;
    std::stop_token stop_;
    app::console watch_;
    train_and_test sets_;
    device_table rows_;
    std::vector<comparison> pairs_;
    std::map<int, std::vector<json>> specialised_;
    std::map<std::string, std::vector<double>> taus_;
};

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Puts HURRICANE's claims to the test on this machine: two stages against one, the hardware-aware space against "
        "a\n"
        "human-designed one, against hand-designed networks, per target, and the supernet's ranking. Finished runs are "
        "kept in\n"
        "OUT/runs and skipped when the program is started again.\n\nExamples:\n"
        "  reproduce_claims                                              # 6,000 images of Fashion-MNIST, one seed\n"
        "  reproduce_claims --full --out full                            # 10,000 images, three seeds, tau over 20 "
        "networks\n"
        "  reproduce_claims --set cifar --data cifar10 --full --out cifar"};
    cli.add_option("--set", s.set, "backbone: fashion (28x28x1) or cifar (32x32x3)")
        ->capture_default_str()
        ->check(CLI::IsMember({"fashion", "cifar"}));
    cli.add_option("--data", s.data, "folder with IDX files, CIFAR's binary files, or train/CLASS/*.jpg")
        ->capture_default_str();
    cli.add_option("--out", s.out, "folder for runs and tables")->capture_default_str();
    cli.add_flag("--full", s.full, "10,000 images, three seeds, tau over 20 networks");
    auto* const images = cli.add_option("--images", s.images, "training images")
                             ->capture_default_str()
                             ->check(CLI::Range(2000, 10'000'000));
    auto* const seeds =
        cli.add_option("--seeds", s.seeds, "seeds 0 to N - 1")->capture_default_str()->check(CLI::Range(1, 1000));
    auto* const tau = cli.add_option("--tau", s.tau, "networks trained alone for each supernet (0: none)")
                          ->capture_default_str()
                          ->check(CLI::Range(0, 1000));
    cli.add_option("--epochs", s.epochs, "supernet epochs of the one-stage search")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 10'000.0));
    cli.add_option("--retrain", s.retrain, "epochs of each network alone")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 10'000.0));
    cli.add_option("--validation", s.validation, "of the training images, to score candidates")
        ->capture_default_str()
        ->check(CLI::Range(100, 1'000'000));
    cli.add_option("--population", s.population, "networks scored in each generation")
        ->capture_default_str()
        ->check(CLI::Range(3, 10'000));
    cli.add_option("--generations", s.generations, "of each stage")
        ->capture_default_str()
        ->check(CLI::Range(1, 10'000));
    cli.add_option("--threads", s.threads, "worker threads; accuracies do not depend on it")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    cli.add_flag("--accept-noise", s.accept_noise, "measure on a busy machine too");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    if (s.full && images->count() == 0) s.images = 10'000;
    if (s.full && seeds->count() == 0) s.seeds = 3;
    if (s.full && tau->count() == 0) s.tau = 20;
    return app::run_program(argv[0], [&](std::stop_token stop) {
        claims{s.set == "fashion" ? arena_of<backbones::fashion>() : arena_of<backbones::cifar>(), s, std::move(stop)}
            .run();
    });
}
