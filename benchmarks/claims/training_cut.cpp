// SPDX-License-Identifier: MIT
#include "training_cut.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <hurricane/base/hash.hpp>
#include <hurricane/base/identifier.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/data/open.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/strategies/surrogate.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/presets.hpp>

#include "judged_supernet.hpp"
#include "ranker/ranking_task.hpp"
#include "shared/checkpoint.hpp"
#include "shared/command_line.hpp"
#include "shared/output_folder.hpp"
#include "truth_claims.hpp"

namespace hurricane::claims {

namespace {

using json = nlohmann::ordered_json;
using searched_space = spaces::nasbench_macro;

/// A form of search with a share of the whole training.
struct training_arm {
    char const* name;
    search_form form;
    double share;
};

constexpr std::array arms{training_arm{"one stage, 100 %", search_form::one_stage, 1.0},
                          training_arm{"one stage, 70 %", search_form::one_stage, 0.7},
                          training_arm{"one stage, 50 %", search_form::one_stage, 0.5},
                          training_arm{"one stage, 35 %", search_form::one_stage, 0.35},
                          training_arm{"two stages, 70 %", search_form::two_stage, 0.7},
                          training_arm{"two stages, 50 %", search_form::two_stage, 0.5}};

/// What is claimed: an arm against another one.
constexpr std::pair<int, int> contests[] = {{4, 0}, {4, 1}, {5, 0}, {5, 2}, {1, 0}, {2, 0}, {3, 0}};

app::output_names left_by_cuts() {
    return {.format = "hurricane-training-cut",
            .files = {"cut.json", "cut.txt", "runs/"},
            .log = "log.txt",
            .looks_ours = [](auto const&, json const& manifest) { return manifest.is_object(); }};
}

class cut_run {
public:
    cut_run(cut_settings const& s, std::stop_token stop)
        : s_{s}, stop_{stop}, folder_{s.out, left_by_cuts(), stop} {
        folder_.refuse_foreign();
    }

    void run() {
        read();
        open_folder();
        known_.emplace(contest_, space_);
        for (int seed = 0; seed < s_.seeds; ++seed) {
            for (auto const& arm : arms) runs_[arm.name].push_back(finished(arm, seed));
            contest_.seeds = static_cast<std::size_t>(seed) + 1;
            report();
        }
        watch_.log(text_);
        watch_.close_log();
        folder_.close_log();
    }

private:
    void read() {
        auto const truth = app::read_truth(space_, {.csv = s_.truth, .stop = stop_});
        auto const by_hand = app::read_truth(space_, {.csv = s_.by_hand, .stop = stop_});
        add_networks(contest_, truth, by_hand, space_);
        for (auto const& l : app::read_limits(s_.limits, "macs")) {
            if (l.name != "macs")
                throw error{"a limit on " + l.name, "--limit", "supernets are cut under macs"};
            auto const name = "macs <= " + show(l.bound, 6);
            if (!add_limit(contest_, name, 0, l.bound))
                watch_.log("note: " + name +
                           " is left out: no network of the table, or none made by hand, is "
                           "within it");
        }
        for (auto const& l : contest_.limits)
            if (!l.counts())
                watch_.log("note: " + l.name + " is left out: " + fixed(l.headroom, 2) +
                           " points between the best network and the best made by hand");
        std::erase_if(contest_.limits, [](contest_limit const& l) { return !l.counts(); });
        if (contest_.limits.empty())
            throw error{
                "no limit leaves 0.3 points between the best network and the best made by "
                "hand",
                "--limit", "give other ones"};
        images_ = open_data(s_.data, space_.input, space_.classes,
                            {.threads = s_.threads, .watch = &watch_, .stop = stop_});
        if (s_.validation > images_.train.size() / 2)
            throw error{std::to_string(s_.validation) + " of " +
                            std::to_string(images_.train.size()) + " images for validation",
                        "--validation", "leave half for training"};
    }

    json described() const {
        json limits = json::array();
        for (auto const& l : contest_.limits) limits.push_back(l.bound);
        return {{"format", "hurricane-training-cut"},
                {"version", 1},
                {"networks", contest_.table.size()},
                {"truth", hexadecimal(checksum_of_truth())},
                {"data", hexadecimal(app::checksum(images_))},
                {"limits", limits},
                {"epochs", s_.epochs},
                {"evaluations", s_.evaluations},
                {"looks", s_.looks},
                {"validation", s_.validation},
                {"scoring_images", s_.scoring},
                {"calibration", s_.calibration},
                {"hurricane", app::version()},
                {"onednn", kernels::onednn_version()},
                {"processor", app::processor()}};
    }

    /// Of everything that a kept search has looked at.
    std::uint64_t checksum_of_truth() const {
        fnv1a hash;
        for (auto const& n : contest_.table) {
            double const numbers[] = {n.first, n.others, n.all};
            hash.text(to_string(n.genes));
            hash.text({reinterpret_cast<char const*>(numbers), sizeof numbers});
        }
        return hash.value();
    }

    void open_folder() {
        folder_.create();
        if (!folder_.manifest().is_null())
            app::refuse_other_run(described(), folder_.manifest(),
                                  (folder_ / "manifest.json").string(), "use another --out");
        folder_.begin(described());
        make_folder(folder_ / "runs");
        sweep_temporary_files(folder_ / "runs");
        watch_.log_to(folder_ / "log.txt");
        watch_.log(std::to_string(s_.seeds) + " seeds of " + std::to_string(arms.size()) +
                   " searches; the whole training is " + show(s_.epochs) + " epochs of " +
                   std::to_string(images_.train.size() - s_.validation) + " images, " +
                   std::to_string(s_.evaluations) + " networks are scored under each of " +
                   std::to_string(contest_.limits.size()) + " limits");
    }

    /// The search of an arm, kept or made now.
    json finished(training_arm const& arm, int seed) {
        auto const file =
            "runs/" + std::string{arm.name} + ", seed " + std::to_string(seed) + ".json";
        if (folder_.exists(file)) {
            auto const kept = json::parse(folder_.read(file), nullptr, false);
            if (kept.is_object() && kept.contains("networks")) return kept;
            throw error{"not what was kept of a search", (folder_ / file).string(),
                        "remove the file"};
        }
        watch_.log("seed " + std::to_string(seed) + ", " + arm.name);
        auto const made = searched_for(arm, static_cast<std::uint64_t>(seed));
        folder_.write(file, made.dump(2) + "\n");
        return made;
    }

    supernet_options training() const {
        auto o = app::ranking_training();
        o.threads = s_.threads;
        o.score = score_form::cross_entropy;
        o.calibration = s_.calibration;
        o.augment = app::ranking_augmentation();
        return o;
    }

    /// Stages share epochs and scores by the number of their layers, and equally.
    two_stage_options options_of(training_arm const& arm, std::uint64_t seed) {
        bool const whole = arm.form == search_form::one_stage;
        double const later = double(priced_.layers() - priced_.split) / priced_.layers();
        double const epochs = s_.epochs * arm.share;
        return {.form = arm.form,
                .sampling = path_sampling::uniform,
                .smoothed = true,
                .stage1_epochs = whole ? epochs : epochs * later,
                .stage2_epochs = epochs * (1 - later),
                .strategy = surrogate(),
                .evaluations = whole ? s_.evaluations : s_.evaluations / 2,
                .seed = seed,
                .watch = &watch_,
                .stop = stop_};
    }

    json searched_for(training_arm const& arm, std::uint64_t seed) {
        auto const t = app::ranking_task(images_.train, s_.validation, s_.scoring, seed);
        supernet net{space_, priced_.allowed, t, training()};
        judged_supernet model{net, *known_};
        std::vector<limited_search> all;
        for (auto const& l : contest_.limits) all.push_back({.within = {{"macs", l.bound}}});
        two_stage(model, priced_, options_of(arm, seed), all, shared_supernet::trained);
        json out{{"arm", arm.name},
                 {"seed", seed},
                 {"training_processor_seconds", model.trained_seconds()},
                 {"scoring_processor_seconds", model.scored_seconds()},
                 {"networks", json::array()}};
        for (auto const& s : all) out["networks"].push_back(chosen(s.progress.done));
        return out;
    }

    /// The networks of the last stage that came to one of the truth.
    std::vector<evaluated> last_scored(searcher_result const& found) const {
        for (auto stage = found.stages.rbegin(); stage != found.stages.rend(); ++stage) {
            auto scored = stage->search.history;
            std::erase_if(scored, [](evaluated const& e) { return !is_score(e.fit.primary); });
            if (!scored.empty()) return scored;
        }
        throw error{"a search came to no network of the truth", s_.truth,
                    "give more --evaluations"};
    }

    /// Of those the best by an additive model of their scores, as many as may be looked at; of
    /// those the best by the first training.
    std::string chosen(searcher_result const& found) const {
        auto scored = last_scored(found);
        gene_model const model{priced_.allowed, scored, gene_terms::choices};
        std::stable_sort(scored.begin(), scored.end(), [&](auto const& a, auto const& b) {
            return model.of(a.genes) > model.of(b.genes);
        });
        scored.resize(std::min(scored.size(), static_cast<std::size_t>(s_.looks)));
        detail::networks looked_at;
        for (auto const& e : scored) looked_at.push_back(known_->find(e.genes));
        return to_string(detail::chosen(looked_at)->genes);
    }

    /// What an arm found at a limit.
    truly_trained const* found_by(int arm, contest_limit const& l, std::size_t seed) const {
        auto const at = static_cast<std::size_t>(&l - contest_.limits.data());
        std::string const genes = runs_.at(arms[std::size_t(arm)].name)[seed]["networks"][at];
        auto const* const network = known_->find(parse_genotype(genes, space_.size()));
        if (!network)
            throw error{"the truth has no network " + genes, (folder_ / "runs").string(),
                        "remove the runs"};
        return network;
    }

    std::vector<truth_claim> claims_so_far() const {
        std::vector<truth_claim> all;
        for (auto const& [one, other] : contests) {
            auto const method = [this](int arm) -> method_at {
                return [this, arm](auto const& l, auto seed) { return found_by(arm, l, seed); };
            };
            all.push_back(compare(contest_,
                                  std::string{arms[std::size_t(one)].name} + " minus " +
                                      arms[std::size_t(other)].name,
                                  method(one), method(other)));
        }
        return all;
    }

    /// Regret and seconds of each arm, a row for each; by the trainings that judge, so that luck
    /// may put a found network ahead of the best by all trainings.
    json regrets() const {
        json rows = json::array();
        for (std::size_t arm = 0; arm < arms.size(); ++arm) {
            json row{{"arm", arms[arm].name}};
            std::vector<double> seconds;
            for (auto const& r : runs_.at(arms[arm].name))
                seconds.push_back(r["training_processor_seconds"]);
            row["training_processor_seconds"] = app::interval_of(seconds).mean;
            for (auto const& l : contest_.limits) {
                auto const* const best = detail::best_of_all(contest_.table, l);
                std::vector<double> points;
                for (std::size_t seed = 0; seed < contest_.seeds; ++seed)
                    points.push_back(best->others -
                                     found_by(static_cast<int>(arm), l, seed)->others);
                auto const mean = app::interval_of(points);
                row["limits"].push_back({{"limit", l.name},
                                         {"regret", mean.mean},
                                         {"half_interval", mean.half},
                                         {"of_seeds", points}});
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    /// What can be said of the training that two stages save: that nothing is lost counts where one
    /// stage of as much training does lose.
    static std::string verdict(std::vector<truth_claim> const& claims) {
        bool const loses = claims[0].beyond(-1) > 0;
        bool const beats_its_control = claims[1].beyond(1) > 0;
        if (!loses && beats_its_control)
            return "two stages at 70 % lose nothing that is seen, and are better than one stage at "
                   "70 %: shown";
        if (loses) return "two stages at 70 % lose against the whole training: refuted";
        return "two stages at 70 % are not seen to lose, but one stage at 70 % is not seen to be "
               "worse either: not shown to be of the two stages";
    }

    void report() {
        auto const claims = claims_so_far();
        auto const rows = regrets();
        text_ = "regret, points below the best network within the limit, " +
                std::to_string(contest_.seeds) + " seeds\n";
        for (auto const& row : rows) {
            text_ += "  " + std::string{row["arm"]} + ", " +
                     show(double{row["training_processor_seconds"]}, 3) +
                     " processor seconds of training:";
            for (auto const& at : row["limits"])
                text_ += "  " + std::string{at["limit"]} + " " + fixed(at["regret"], 2) + " +- " +
                         fixed(at["half_interval"], 2);
            text_ += "\n";
        }
        json out = described();
        out["seeds"] = contest_.seeds;
        out["arms"] = rows;
        for (auto const& claim : claims) {
            text_ += "\n" + text_of(claim);
            out["claims"].push_back(claims::described(claim));
        }
        out["verdict"] = verdict(claims);
        text_ += "\n" + verdict(claims) + "\n";
        folder_.write("cut.txt", text_);
        folder_.write("cut.json", out.dump(2) + "\n");
    }

    cut_settings const& s_;
    std::stop_token stop_;
    app::output_folder folder_;
    app::console watch_;
    space_view space_ = view<searched_space>();
    priced_space priced_ = price<searched_space, targets::snapdragon845>();
    train_and_test images_;
    contest contest_;
    std::optional<known_networks> known_;
    std::map<std::string, std::vector<json>> runs_;  ///< by arm, of each seed
    std::string text_;
};

}  // namespace

void run_training_cut(cut_settings const& s, std::stop_token stop) {
    cut_run{s, std::move(stop)}.run();
}

}  // namespace hurricane::claims
