// SPDX-License-Identifier: MIT
// The options of a searcher's command line.
#include <hurricane/data/open.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "search_settings.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

std::string names_of_costs(priced_space const& priced) {
    std::string names;
    for (auto const& c : priced.costs) names += (names.empty() ? " " : ", ") + c.name;
    return names;
}

void add_data(CLI::App& cli, search_settings& s) {
    cli.add_option("--data", s.data, "folder with " + data_layouts())->capture_default_str();
    cli.add_flag("--keep-orientation", s.keep_orientation,
                 "take pictures as they are stored, without the turn that EXIF asks for");
    cli.add_option("--out", s.out,
                   "folder for report.html, result.json, timing.json, manifest.json, "
                   "genotype.txt, log.txt, and the network: network.hpp, network.weights, "
                   "network.onnx; of several limits a folder for each, supernet, front.json and "
                   "front.html")
        ->capture_default_str();
}

void add_choice(CLI::App& cli, search_settings& s) {
    cli.add_option("--alone", s.alone,
                   "behind the stages so many networks are trained alone, those first that the "
                   "search and --start say are best, then relatives of the best that a fit of all "
                   "scores says are better; the best of them is what the search found (0: the "
                   "best of the stages is; default: a twelfth of the networks scored in them, "
                   "at most 12; 0 with --scale spos). Half a dozen come before the first "
                   "relative; 12 for a third of the epochs cost four final trainings")
        ->transform(number_from(0, 1000));
    cli.add_option("--alone-epochs", s.alone_epochs,
                   "epochs of each of them (default: a third of --epochs)")
        ->transform(number_from(0.001, 10000.0));
    cli.add_option(
           "--by-hand", s.by_hand,
           "hand-designed networks to compare with: operators of uniform ones, or genotypes "
           "such as 0-5-12; none: only those that --choose adds")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->capture_default_str();
    cli.add_option("--choose", s.choose,
                   "the best so many networks of the search, and the hand-designed ones within the "
                   "limits (those of --by-hand, and the MobileNetV2- and ShuffleNetV2-like ones "
                   "nearest below), are trained alone; the better half by the validation images "
                   "goes on, until one is left (0: what the search found is taken; default: 4)")
        ->transform(number_from(0, 1000));
    cli.add_option("--choose-epochs", s.choose_epochs,
                   "epochs that a round of --choose divides among its networks (default: those of "
                   "--epochs)")
        ->transform(number_from(0.001, 10000.0));
}

void add_search(CLI::App& cli, search_settings& s) {
    cli.add_option(
           "--sampling", s.sampling,
           "paths that the supernet is trained on: feasible (uniform among those within "
           "the limits), uniform, fair (every choice of a layer once before one comes "
           "again), or sandwich (the largest, the smallest and two others in each step, four "
           "passes)")
        ->capture_default_str()
        ->check(CLI::IsMember(path_sampling_names));
    cli.add_option("--strategy", s.strategy,
                   "how networks are chosen for scoring: " + strategy_summaries() +
                       "; population times generations are scored in each stage")
        ->capture_default_str()
        ->check(CLI::IsMember(strategy_names()));
    cli.add_option("--start", s.start,
                   "what the first stage starts from: by-hand (its early layers are those of the "
                   "hand-designed network nearest below the limits, which is scored first) or "
                   "generator (early layers of a middle cost)")
        ->capture_default_str()
        ->check(CLI::IsMember({"by-hand", "generator"}));
    cli.add_option("--population", s.population, "networks scored in each generation (quick: 24)")
        ->transform(number_from(1, 100000));
    cli.add_option("--generations", s.generations, "generations of each stage (quick: 5)")
        ->transform(number_from(1, 10000));
    cli.add_option("--batch", s.batch, "images of a training step, a multiple of 16 (quick: 32)")
        ->transform(number_from(1, 1'000'000));
    cli.add_option(
           "--learning-rate", s.learning_rate,
           "peak learning rate of all trainings that --alone-rate does not set (quick: 0.2)")
        ->transform(number_from(1e-6, 100.0));
}

void add_scores(CLI::App& cli, search_settings& s) {
    cli.add_option("--score", s.score,
                   "of a candidate on the validation images: cross-entropy (lower is better) or "
                   "top-1")
        ->capture_default_str()
        ->check(CLI::IsMember({"cross-entropy", "top-1"}));
    cli.add_option("--averaged-epochs", s.averaged_epochs,
                   "the supernet that scores is the mean of its last so many epochs' ends")
        ->capture_default_str()
        ->transform(number_from(1, 10000));
    cli.add_option("--tune", s.tuning_batches,
                   "batches that each candidate trains its own copy of the weights for before it "
                   "is scored")
        ->capture_default_str()
        ->transform(number_from(0, 10000));
    cli.add_option("--tuning-rate", s.tuning_rate,
                   "learning rate of --tune at first; it falls to 0")
        ->capture_default_str()
        ->transform(number_from(1e-6, 100.0));
    cli.add_option("--best-by", s.best_by,
                   "what a stage's best network is judged by: smoothed (a sum over its choices, "
                   "fitted to all scores of the stage) or score (its own)")
        ->capture_default_str()
        ->check(CLI::IsMember({"smoothed", "score"}));
    cli.add_option("--zero-cost", s.zero_cost,
                   "a score that costs no training, added to the supernet's: relu_units, naswot or "
                   "swap (of the activations of an untrained network), or none; its best random "
                   "networks are half of the first population")
        ->capture_default_str()
        ->check(CLI::IsMember({"none", "relu_units", "naswot", "swap"}));
    cli.add_option("--zero-cost-weight", s.zero_cost_weight,
                   "what a deviation of that counts beside one of the supernet's score; 0: it "
                   "decides between equals alone")
        ->capture_default_str()
        ->transform(number_from(0.0, 100.0));
}

void add_run(CLI::App& cli, search_settings& s) {
    cli.add_option("--rounds", s.rounds,
                   "passes over the networks when they are measured in the end")
        ->capture_default_str()
        ->transform(number_from(1, 1000));
    cli.add_option("--seed", s.seed, "seed of everything random")
        ->capture_default_str()
        ->transform(any_seed());
    cli.add_flag("--resume", s.resume,
                 "go on from what is kept in --out, after an interrupt or a crash; the result is "
                 "the same");
    cli.add_option("--threads", s.threads, "worker threads; results do not depend on it")
        ->capture_default_str()
        ->transform(number_from(1, 256));
}

}  // namespace

void add_options(CLI::App& cli, search_settings& s, priced_space const& priced,
                 std::vector<searcher_entry> const& searchers) {
    add_data(cli, s);
    cli.add_option("--limit", s.limit_texts,
                   "NAME=X, an upper limit on one of" + names_of_costs(priced) +
                       "; repeatable. NAME=X,Y,Z: one search for each, in a folder of its own, "
                       "from one supernet; further ones may follow (default: the geometric mean of "
                       "the latencies of the cheapest "
                       "and the dearest network that leave no layer out)")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_training_options(cli, s);
    add_choice(cli, s);
    add_searcher(cli, s, searchers);
    add_search(cli, s);
    add_scores(cli, s);
    add_run(cli, s);
    add_own_options(cli, s, searchers);
}

}  // namespace hurricane::app
