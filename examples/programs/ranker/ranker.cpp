// SPDX-License-Identifier: MIT
#include "ranker.hpp"

#include <cctype>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include <hurricane/base/stopwatch.hpp>
#include <hurricane/data/open.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/training/zero_cost.hpp>

#include "ranking_judge.hpp"
#include "ranking_settings.hpp"
#include "shared/checkpoint.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

using json = nlohmann::ordered_json;

output_names left_by_rankings() {
    return {.format = "hurricane-ranking",
            .files = {"networks.csv", "ranking.json", "supernets/", "scores/"},
            .log = "log.txt",
            .checkpoint = "checkpoint",
            .looks_ours = [](std::filesystem::path const& file, json const& manifest) {
                return file.filename() == "checkpoint" || manifest.is_object();
            }};
}

class ranking_run {
public:
    ranking_run(space_view const& space, ranking_settings const& s, std::stop_token stop)
        : space_{space}, s_{s}, stop_{stop}, folder_{s.out, left_by_rankings(), stop} {
        folder_.refuse_foreign();
    }

    void run() {
        auto truth = s_.truth;
        truth.stop = stop_;
        truth_ = read_truth(space_, truth);
        auto const bounds = read_limits(s_.limits, "macs");
        sets_ = draw_sets(truth_, bounds, s_.band, s_.networks, s_.inside, s_.draw_seed);
        sets_data_ = open_data(s_.data, space_.input, space_.classes,
                               {.threads = threads(), .watch = &watch_, .stop = stop_});
        check_images();
        open_folder();
        announce();
        judge_all(collect());
        watch_.log("networks and figures are in " + s_.out);
        watch_.close_log();
        folder_.close_log();
    }

private:
    int threads() const { return s_.training.how.threads; }

    void check_images() const {
        int const images = sets_data_.train.size();
        if (s_.training.validation_images > images / 2)
            throw error{std::to_string(s_.training.validation_images) + " of " +
                            std::to_string(images) + " images for validation",
                        "--validation", "leave half for training"};
    }

    /// What kept supernets must agree with.
    json described() const {
        auto const& t = s_.training;
        return {{"format", "hurricane-ranking"},
                {"version", 1},
                {"space", space_.name},
                {"fingerprint", hexadecimal(space_.fingerprint)},
                {"data", hexadecimal(checksum(sets_data_))},
                {"epochs", t.epochs},
                {"sampling", s_.sampling},
                {"augment", s_.augment},
                {"validation", t.validation_images},
                {"scoring_images", t.scoring_images},
                {"calibration", t.how.calibration},
                {"batch", t.how.batch},
                {"learning_rate", t.how.optimizer.learning_rate},
                {"weight_decay", t.how.optimizer.weight_decay},
                {"label_smoothing", t.how.label_smoothing},
                {"averaged_epochs", t.how.averaged_epochs},
                {"teacher_epochs", t.teacher_epochs},
                {"soft_share", t.how.soft_share},
                {"hurricane", version()},
                {"onednn", kernels::onednn_version()},
                {"processor", processor()}};
    }

    void open_folder() {
        folder_.create();
        if (!folder_.manifest().is_null())
            refuse_other_run(described(), folder_.manifest(), (folder_ / "manifest.json").string(),
                             "use another --out");
        folder_.begin(described());
        for (auto const* below : {"supernets", "scores"}) {
            make_folder(folder_ / below);
            sweep_temporary_files(folder_ / below);
        }
        watch_.log_to(folder_ / "log.txt");
    }

    void announce() {
        watch_.log(std::to_string(truth_.networks.size()) + " different networks in " +
                   std::to_string(truth_.rows) + " rows of " + s_.truth.csv);
        double possible = 1;
        for (auto const& layer : space_.layers) possible *= double(layer.candidates.size());
        if (possible > double(truth_.genotypes))
            watch_.log("note: the table lacks " + show(possible - double(truth_.genotypes)) +
                       " of the space's " + show(possible) + " genotypes");
        if (without_relu() > 0)
            watch_.log("note: " + std::to_string(without_relu()) +
                       " of the networks have no ReLU: NASWOT and SWAP, which look at those, are "
                       "left out");
        if (truth_.without_accuracy > 0)
            watch_.log(std::to_string(truth_.without_accuracy) + " networks without " +
                       s_.truth.accuracy + " are left out");
        for (auto const& set : sets_)
            watch_.log(set.name + ": " + std::to_string(set.members.size()) + " networks");
        for (int const count : s_.alone)
            if (!leaves_some(count))
                watch_.log("note: of " + std::to_string(sets_[0].members.size()) + " networks " +
                           std::to_string(count) +
                           " trained alone leave less than 3 to judge: --alone " +
                           std::to_string(count) + " is left out");
    }

    /// Of those that are judged.
    std::size_t without_relu() const {
        auto const all = drawn();
        return static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [this](auto i) { return truth_.networks[i].relu_units == 0; }));
    }

    /// Whether so many networks told leave some to judge.
    bool leaves_some(int told) const {
        return sets_[0].members.size() >= static_cast<std::size_t>(told) + 3;
    }

    /// All that are judged, each once.
    std::vector<std::size_t> drawn() const {
        std::vector<std::size_t> all;
        for (auto const& set : sets_) all.insert(all.end(), set.members.begin(), set.members.end());
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    std::vector<genotype> genotypes_of(std::vector<std::size_t> const& which) const {
        std::vector<genotype> genotypes;
        for (auto i : which) genotypes.push_back(truth_.networks[i].genes);
        return genotypes;
    }

    struct all_scores {
        ranked_score cross_entropy{"supernet, cross-entropy", {}};
        ranked_score top1{"supernet, top-1", {}};
        ranked_score tuned{"supernet, fine-tuned", {}};
        ranked_score naswot{"NASWOT", {}};
        ranked_score swap{"SWAP", {}};
    };

    all_scores collect() {
        all_scores all;
        auto const which = drawn();
        auto const genotypes = genotypes_of(which);
        ranking_supernets nets{space_, sets_data_.train, s_.training, folder_, watch_, stop_};
        for (int seed = 0; seed < s_.seeds; ++seed) {
            auto const id = static_cast<std::uint64_t>(seed);
            auto const plain = nets.scores(id, genotypes, 0, 0);
            take(all.cross_entropy, plain,
                 [](supernet_score const& s) { return -s.cross_entropy; });
            take(all.top1, plain, [](supernet_score const& s) { return s.top1; });
            if (s_.tuning_batches > 0)
                take(all.tuned, nets.scores(id, genotypes, s_.tuning_batches, s_.tuning_rate),
                     [](supernet_score const& s) { return -s.cross_entropy; });
            if (without_relu() > 0) continue;
            all.naswot.of_seed.push_back(free_scores(zero_cost::naswot, id, which, genotypes));
            all.swap.of_seed.push_back(free_scores(zero_cost::swap, id, which, genotypes));
        }
        return all;
    }

    template <class What>
    void take(ranked_score& out, scores_by_network const& scores, What what) const {
        auto& column = out.of_seed.emplace_back(truth_.networks.size(),
                                                std::numeric_limits<double>::quiet_NaN());
        for (std::size_t i = 0; i < truth_.networks.size(); ++i)
            if (auto const at = scores.find(truth_.networks[i].genes); at != scores.end())
                column[i] = what(at->second);
    }

    std::vector<double> free_scores(zero_cost what, std::uint64_t seed,
                                    std::vector<std::size_t> const& which,
                                    std::vector<genotype> const& genotypes) {
        auto const& train = sets_data_.train;
        auto const images =
            hold_out(train, all_indices(train.size()), s_.zero_cost_images, seed).held;
        zero_cost_options const o{
            .what = what, .images = s_.zero_cost_images, .threads = threads(), .seed = seed};
        auto const norm = measure(train, images);
        zero_cost_evaluator e{space_, every_choice(space_), train, norm, images, o};
        std::vector<fitness> found(genotypes.size());
        stopwatch const time;
        e.score(genotypes, found);
        watch_.log("seed " + std::to_string(seed) + ": " +
                   zero_cost_names[static_cast<std::size_t>(what)] + " in " +
                   show(1e3 * time.seconds() / static_cast<double>(genotypes.size()), 3) +
                   " ms a network");
        std::vector<double> column(truth_.networks.size(),
                                   std::numeric_limits<double>::quiet_NaN());
        for (std::size_t k = 0; k < which.size(); ++k) column[which[k]] = found[k].primary;
        return column;
    }

    void judge_all(all_scores const& found) {
        judged_scores const j{truth_, sets_, every_choice(space_)};
        std::vector<ranked_score> rows{
            j.of("multiply-adds", &known_network::macs), j.of("parameters", &known_network::params),
            j.of("depth", &known_network::depth), j.of("ReLU units", &known_network::relu_units)};
        bool const free = !found.swap.of_seed.empty();
        if (free) {
            rows.push_back(found.naswot);
            rows.push_back(found.swap);
        }
        rows.push_back(found.top1);
        rows.push_back(found.cross_entropy);
        bool const tuned = !found.tuned.of_seed.empty();
        if (tuned) {
            rows.push_back(j.smoothed("cross-entropy, smoothed", found.cross_entropy));
            rows.push_back(found.tuned);
        }
        auto const& score = tuned ? found.tuned : found.cross_entropy;
        auto const smooth =
            j.smoothed(tuned ? "fine-tuned, smoothed" : "cross-entropy, smoothed", score);
        auto const smooth_swap = j.smoothed("SWAP, smoothed", found.swap);
        auto const smooth_naswot = j.smoothed("NASWOT, smoothed", found.naswot);
        std::vector<ranked_score const*> parts{&score, &smooth};
        rows.push_back(smooth);
        if (free) {
            parts.insert(parts.end(), {&found.swap, &smooth_swap, &found.naswot, &smooth_naswot});
            rows.push_back(rank_sum_with_swap(j, {&score, &smooth, &found.swap, &smooth_swap}));
        }
        for (int const count : s_.alone)
            if (leaves_some(count))
                rows.push_back(j.fitted("fitted to " + std::to_string(count) + " trained alone",
                                        parts, count));
        write_networks(rows);
        auto const scores = report(j, rows);
        json out = described();
        out["truth"] = {
            {"networks", truth_.networks.size()}, {"draw_seed", s_.draw_seed}, {"band", s_.band}};
        out["seeds"] = s_.seeds;
        out["scores"] = scores;
        out["networks"] = describe_networks(rows);
        folder_.write("ranking.json", out.dump(2) + "\n");
    }

    /// The supernet's score, raw and smoothed, and SWAP's.
    ranked_score rank_sum_with_swap(judged_scores const& j,
                                    std::vector<ranked_score const*> const& parts) const {
        auto const weight = s_.zero_cost_weight;
        return j.summed("rank sum with SWAP" + (weight == 1 ? "" : ", " + show(weight) + " to 1"),
                        parts, {0.5, 0.5, weight / 2, weight / 2});
    }

    /// networks.csv: each network that is judged, with every score of every seed.
    void write_networks(std::vector<ranked_score> const& rows) {
        std::string text = "arch,accuracy";
        std::vector<std::vector<double> const*> columns;
        for (auto const& row : rows)
            for (std::size_t seed = 0; seed < row.of_seed.size(); ++seed) {
                text += "," + column_named(row.name);
                if (row.of_seed.size() > 1) text += "_" + std::to_string(seed);
                columns.push_back(&row.of_seed[seed]);
            }
        text += "\n";
        for (auto i : drawn()) {
            text += to_string(truth_.networks[i].genes);
            text += "," + decimal(truth_.networks[i].accuracy);
            for (auto const* c : columns) text += "," + decimal((*c)[i]);
            text += "\n";
        }
        folder_.write("networks.csv", text);
    }

    /// The same for ranking.json; of a score without a seed one number, of others one for each.
    json describe_networks(std::vector<ranked_score> const& rows) const {
        json all = json::array();
        for (auto i : drawn()) {
            auto const& n = truth_.networks[i];
            json one{{"arch", to_string(n.genes)}, {"accuracy", n.accuracy}};
            for (auto const& row : rows) {
                auto& of = one["scores"][row.name] = json::array();
                for (auto const& scores : row.of_seed) of.push_back(scores[i]);
            }
            all.push_back(std::move(one));
        }
        return all;
    }

    /// A row's name as that of a column: "SWAP, smoothed" is swap_smoothed.
    static std::string column_named(std::string const& name) {
        std::string column;
        for (char const c : name) {
            auto const byte = static_cast<unsigned char>(c);
            if (std::isalnum(byte))
                column += static_cast<char>(std::tolower(byte));
            else if (!column.empty() && column.back() != '_')
                column += '_';
        }
        return column;
    }

    space_view const& space_;
    ranking_settings const& s_;
    std::stop_token stop_;
    output_folder folder_;
    console watch_;
    truth_table truth_;
    std::vector<network_set> sets_;
    train_and_test sets_data_;
};

}  // namespace

int ranker(int argc, char** argv, space_view const& space) {
    auto s = default_ranking();
    std::string const me = argv[0];
    CLI::App cli{
        "Trains supernets of the space '" + space.name +
        "' and says how well they rank networks whose accuracy is known, beside scores that cost "
        "nothing.\n"
        "Supernets and scores are kept in --out: the same command again trains "
        "nothing.\n\nExamples:\n  " +
        me +
        " --truth truth.csv --data cifar10 --limit macs=40e6 --limit macs=50e6 --limit macs=60e6\n "
        " " +
        me +
        " --truth truth.csv --data cifar10 --seeds 1 --epochs 3 --networks 100 --out short\n  " +
        me + " --truth truth.csv --arch genotype --accuracy top1 --data pictures"};
    cli.option_defaults()->multi_option_policy(
        CLI::MultiOptionPolicy::TakeLast);  // a later one wins
    add_ranking_options(cli, s);
    if (int const code = parse(cli, argc, argv); code >= 0) return code;
    settle(s);
    return run_program(argv[0], [&](std::stop_token stop) { ranking_run{space, s, stop}.run(); });
}

}  // namespace hurricane::app
