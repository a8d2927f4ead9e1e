// SPDX-License-Identifier: MIT
// HURRICANE's claims (Zhang et al. 2020) put to the test on this machine: two stages against one,
// the hardware-aware space against a human-designed one, found networks against hand-designed ones,
// networks specialised per target, and whether the supernet ranks networks as training alone does.
#include <CLI/CLI.hpp>

#include "claims_on_truth.hpp"
#include "report.hpp"
#include "shared/command_line.hpp"
#include "training_cut.hpp"

namespace {

using namespace hurricane;
using namespace hurricane::claims;

void run(settings const& s, std::stop_token stop) {
    laboratory lab{
        s.set == "fashion" ? arena_of<backbones::fashion>() : arena_of<backbones::cifar>(), s,
        std::move(stop)};
    using enum search_form;
    auto const& host = lab.host();
    auto const& human = lab.human();
    results r;
    std::vector<json> ranked;
    for (int seed = 0; seed < s.seeds; ++seed) {
        auto const one = lab.search("one-stage", host, one_stage, 1.0, seed, true);
        auto const two = lab.search("two-stage", host, two_stage, 0.696, seed, true);
        auto const half = lab.search("two-stage-half", host, two_stage, 0.5, seed);
        auto const four = lab.search("human-space", human, two_stage, 0.696, seed);
        r.pair("two stages, 69.6 % of the training, minus one stage", wanted::no_loss, two, one);
        r.pair("two stages, 50 % of the training, minus one stage", wanted::no_loss, half, one);
        r.pair("hardware-aware space minus SPOS's four choices", wanted::higher, two, four);
        for (std::size_t f = 0; f < lab.on().hand.size(); ++f)
            r.pair("found network minus " +
                       lab.on().hand[f].front().name.substr(
                           0, lab.on().hand[f].front().name.find(' ')) +
                       " of its latency",
                   wanted::higher, two, lab.hand_designed(f, two, seed));
        for (auto const& target : lab.on().modelled)
            r.specialised[seed].push_back(
                lab.search("for-" + target.target, lab.modelled(target), two_stage, 0.696, seed));
        r.specialised[seed].push_back(two);
        ranked.insert(ranked.end(), {one, two});
    }
    for (bool const known :
         {true, false}) {  // the longest part, networks alone for tau, comes after a first report
        r.rankings.clear();
        for (auto const& run : ranked)
            for (auto& ranking : lab.rankings(run, known)) r.rankings.push_back(std::move(ranking));
        auto const tables = write_report(lab, r);
        if (!known) lab.watch().log(tables);
    }
    lab.watch().log("written to " + s.out +
                    ": claims.md, claims.csv, claims.json, runs.csv, tau.csv, runs/");
    lab.close_log();
}

void add_data(CLI::App& cli, settings& s) {
    cli.add_option("--set", s.set, "backbone: fashion (28x28x1) or cifar (32x32x3)")
        ->capture_default_str()
        ->check(CLI::IsMember({"fashion", "cifar"}));
    cli.add_option("--data", s.data, "folder with " + data_layouts())->capture_default_str();
    cli.add_option("--out", s.out, "folder for runs and tables")->capture_default_str();
    cli.add_flag("--full", s.full,
                 "10,000 images, three seeds, 12 epochs for final networks, tau over 20 networks");
    cli.add_option("--images", s.images, "training images")
        ->capture_default_str()
        ->transform(app::number_from(2000, 10'000'000));
    cli.add_option("--seeds", s.seeds, "seeds 0 to N - 1")
        ->capture_default_str()
        ->transform(app::number_from(1, 1000));
}

void add_training(CLI::App& cli, settings& s) {
    cli.add_option("--tau", s.tau, "networks trained alone for each supernet (0: none)")
        ->capture_default_str()
        ->transform(app::number_from(0, 1000));
    cli.add_option("--epochs", s.epochs, "supernet epochs of the one-stage search")
        ->capture_default_str()
        ->transform(app::number_from(0.1, 10'000.0));
    cli.add_option("--retrain", s.retrain, "epochs of each final network alone")
        ->capture_default_str()
        ->transform(app::number_from(0.1, 10'000.0));
    cli.add_option("--tau-epochs", s.tau_epochs, "epochs alone of the networks of tau")
        ->capture_default_str()
        ->transform(app::number_from(0.1, 10'000.0));
    cli.add_flag("--tau-again", s.tau_again,
                 "train the networks of tau once more from other weights: what two such rankings "
                 "have in common");
}

void add_search(CLI::App& cli, settings& s) {
    cli.add_option("--validation", s.validation, "of the training images, to score candidates")
        ->capture_default_str()
        ->transform(app::number_from(100, 1'000'000));
    cli.add_option("--population", s.population, "networks scored in each generation")
        ->capture_default_str()
        ->transform(app::number_from(3, 10'000));
    cli.add_option("--generations", s.generations, "of each stage")
        ->capture_default_str()
        ->transform(app::number_from(1, 10'000));
    cli.add_option("--threads", s.threads, "worker threads; accuracies do not depend on it")
        ->capture_default_str()
        ->transform(app::number_from(1, 256));
    cli.add_flag("--accept-noise", s.accept_noise, "measure on a busy machine too");
}

void add_truth(CLI::App& cli, truth_settings& t) {
    cut_settings const usual;
    auto* const truth =
        cli.add_option("--truth", t.truth,
                       "CSV of networks of NAS-Bench-Macro with acc1, acc2, acc3: the claims are "
                       "put to networks whose accuracies are known (nothing is trained, but for "
                       "--training-cut)")
            ->excludes("--set", "--data", "--full", "--images");
    auto const with_truth = [&](CLI::Option* option) { option->needs(truth); };
    with_truth(cli.add_option("--one-operator", t.by_hand,
                              "the same of the networks made by hand, one operator at any depth"));
    with_truth(cli.add_option("--scores", t.scores,
                              "networks.csv that rank_networks left for this truth; its seeds are "
                              "those of the claims"));
    with_truth(cli.add_option("--training-cut", t.pictures,
                              "folder of pictures: how much of a supernet's training do two stages "
                              "save? (--seeds " +
                                  std::to_string(usual.seeds) + ", --epochs " + show(usual.epochs) +
                                  " of the whole training, --limit " + usual.limits.front() +
                                  " and " + usual.limits.back() + ", --evaluations " +
                                  std::to_string(usual.evaluations) + ", --validation " +
                                  std::to_string(usual.validation) + ")")
                   ->excludes("--scores"));
    with_truth(cli.add_option("--column", t.column, "the score of it, without the seed")
                   ->capture_default_str()
                   ->excludes("--training-cut"));
    with_truth(cli.add_option("--limit", t.limits, "macs=X; repeatable")
                   ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                   ->allow_extra_args(false)
                   ->capture_default_str());
    with_truth(cli.add_option("--share", t.shares,
                              "limits of latency on each target: what this share of the table "
                              "meets; repeatable")
                   ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                   ->allow_extra_args(false)
                   ->capture_default_str()
                   ->transform(app::number_from(0.001, 1.0))
                   ->excludes("--training-cut"));
    with_truth(cli.add_option("--evaluations", t.method.evaluations,
                              "scores that a search may ask for under a limit")
                   ->capture_default_str()
                   ->transform(app::number_from(2, 1'000'000)));
    with_truth(cli.add_option("--looks", t.method.looks,
                              "networks whose first training a method may look at")
                   ->capture_default_str()
                   ->transform(app::number_from(2, 1000)));
}

/// What --full says, where no option says otherwise.
void apply_full(CLI::App const& cli, settings& s) {
    if (!s.full) return;
    if (cli.count("--images") == 0) s.images = 10'000;
    if (cli.count("--seeds") == 0) s.seeds = 3;
    if (cli.count("--tau") == 0) s.tau = 20;
    if (cli.count("--retrain") == 0) s.retrain = 12;
}

/// Options of the training cut have defaults of their own.
cut_settings cut_of(CLI::App const& cli, settings const& s, truth_settings const& t) {
    cut_settings cut{.truth = t.truth,
                     .by_hand = t.by_hand,
                     .data = t.pictures,
                     .out = s.out,
                     .looks = t.method.looks,
                     .threads = s.threads};
    if (cli.count("--limit") > 0) cut.limits = t.limits;
    if (cli.count("--seeds") > 0) cut.seeds = s.seeds;
    if (cli.count("--epochs") > 0) cut.epochs = s.epochs;
    if (cli.count("--evaluations") > 0) cut.evaluations = t.method.evaluations;
    if (cli.count("--validation") > 0) cut.validation = s.validation;
    return cut;
}

void run_with_truth(CLI::App const& cli, settings const& s, truth_settings t,
                    std::stop_token stop) {
    if (t.by_hand.empty() || (t.scores.empty() && t.pictures.empty()))
        throw error{"claims on a truth need networks made by hand, and scores or pictures",
                    "--truth", "give --one-operator, and --scores or --training-cut"};
    if (!t.pictures.empty()) return run_training_cut(cut_of(cli, s, t), std::move(stop));
    if (cli.count("--seeds") > 0)
        throw error{"the seeds of claims on scores are those of the scores", "--seeds",
                    "leave it out"};
    t.out = s.out;
    t.accept_noise = s.accept_noise;
    run_on_truth(t, std::move(stop));
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    truth_settings t;
    CLI::App cli{
        "Puts HURRICANE's claims to the test on this machine: two stages against one, the "
        "hardware-aware space against "
        "a\n"
        "human-designed one, against hand-designed networks, per target, and the supernet's "
        "ranking. Finished runs are "
        "kept in\n"
        "OUT/runs and skipped when the program is started again.\n\nExamples:\n"
        "  reproduce_claims                                              # 6,000 images of "
        "Fashion-MNIST, one seed\n"
        "  reproduce_claims --full --out full                            # 10,000 images, three "
        "seeds, tau over 20 "
        "networks\n"
        "  reproduce_claims --set cifar --data cifar10 --full --out cifar\n"
        "  reproduce_claims --truth truth.csv --one-operator by_hand.csv --scores "
        "ranking/networks.csv\n"
        "  reproduce_claims --truth truth.csv --one-operator by_hand.csv --training-cut cifar10 "
        "--out cut"};
    // A later --seeds wins.
    cli.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    add_data(cli, s);
    add_training(cli, s);
    add_search(cli, s);
    add_truth(cli, t);
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    apply_full(cli, s);
    return app::run_program(argv[0], [&](std::stop_token stop) {
        if (t.truth.empty()) return run(s, std::move(stop));
        run_with_truth(cli, s, t, std::move(stop));
    });
}
