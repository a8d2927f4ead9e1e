// SPDX-License-Identifier: MIT
#include "ranking_settings.hpp"

#include <hurricane/data/open.hpp>

#include "ranking_task.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

void add_table(CLI::App& cli, ranking_settings& s) {
    cli.add_option("--truth", s.truth.csv, "CSV file of networks with their accuracies")
        ->required();
    cli.add_option("--arch", s.truth.arch,
                   "its column of genotypes (0120 or 0-1-2-0), or one for each position: a,b,c")
        ->delimiter(',')
        ->capture_default_str()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    cli.add_flag_callback(
        "--unchecked", [&s] { s.truth.check_counts = false; },
        "columns named params, flops or macs need not be those of the space's networks");
    cli.add_option("--accuracy", s.truth.accuracy, "its column of accuracies")
        ->capture_default_str();
    cli.add_option("--repeats", s.truth.repeats,
                   "columns of single trainings (default: acc1, acc2, ...)")
        ->delimiter(',')
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    cli.add_option("--data", s.data, "folder with " + data_layouts())->required();
    cli.add_option("--out", s.out, "folder for supernets, scores, networks.csv and ranking.json")
        ->capture_default_str();
}

void add_draw(CLI::App& cli, ranking_settings& s) {
    cli.add_option("--limit", s.limits,
                   "macs=X or params=X: networks within --band below it are judged too; repeatable")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    cli.add_option("--band", s.band, "share below a limit")
        ->capture_default_str()
        ->transform(number_from(0.001, 1.0));
    cli.add_option("--networks", s.networks, "networks drawn of all")
        ->capture_default_str()
        ->transform(number_from(3, 1'000'000));
    cli.add_option("--inside", s.inside, "networks drawn inside each limit")
        ->capture_default_str()
        ->transform(number_from(3, 1'000'000));
    cli.add_option("--draw-seed", s.draw_seed, "seed of what is drawn")
        ->capture_default_str()
        ->transform(any_seed());
}

void add_training(CLI::App& cli, ranking_settings& s) {
    auto& t = s.training;
    cli.add_option("--seeds", s.seeds, "supernets, of seeds 0 to N - 1")
        ->capture_default_str()
        ->transform(number_from(1, 1000));
    cli.add_option("--epochs", t.epochs, "of each supernet")
        ->capture_default_str()
        ->transform(number_from(0.001, 10000.0));
    cli.add_option(
           "--sampling", s.sampling,
           "fair (every choice of a layer once before one comes again), uniform, or sandwich "
           "(the network of most multiply-adds, that of least and two others in each step, "
           "four passes)")
        ->capture_default_str()
        ->check(CLI::IsMember({"fair", "uniform", "sandwich"}));
    cli.add_option("--augment", s.augment,
                   "none, or standard: random crop with 4 pixels around, flip")
        ->capture_default_str()
        ->check(CLI::IsMember({"none", "standard"}));
    cli.add_option("--validation", t.validation_images, "images held out of training")
        ->capture_default_str()
        ->transform(number_from(1, 1'000'000));
    cli.add_option("--scoring-images", t.scoring_images, "of them, that score a network")
        ->capture_default_str()
        ->transform(number_from(1, 1'000'000));
    cli.add_option("--calibration", t.how.calibration,
                   "training images that a network's norm statistics are of")
        ->capture_default_str()
        ->transform(number_from(16, 1'000'000));
    cli.add_option("--batch", t.how.batch, "images of a training step, a multiple of 16")
        ->capture_default_str()
        ->transform(number_from(16, 1'000'000));
    cli.add_option("--learning-rate", t.how.optimizer.learning_rate, "at its peak")
        ->capture_default_str()
        ->transform(number_from(1e-6, 100.0));
    cli.add_option("--weight-decay", t.how.optimizer.weight_decay,
                   "of convolutions and the classifier")
        ->capture_default_str()
        ->transform(number_from(0.0, 1.0));
    cli.add_option("--label-smoothing", t.how.label_smoothing, "share that goes to all classes")
        ->capture_default_str()
        ->transform(number_from(0.0, 0.99));
    cli.add_option("--teacher", t.teacher_epochs,
                   "epochs that the network of most multiply-adds is trained alone, to give soft "
                   "labels (0: none)")
        ->capture_default_str()
        ->transform(number_from(0.0, 10000.0));
    cli.add_option("--soft-share", t.how.soft_share, "of the soft labels beside the labels")
        ->capture_default_str()
        ->transform(number_from(0.0, 1.0));
    cli.add_option("--averaged-epochs", t.how.averaged_epochs,
                   "the supernet is the mean of its last epochs' ends")
        ->capture_default_str()
        ->transform(number_from(1, 1000));
}

void add_judging(CLI::App& cli, ranking_settings& s) {
    cli.add_option("--tune", s.tuning_batches,
                   "batches that each network trains its own copy of the weights for; both scores "
                   "are judged")
        ->capture_default_str()
        ->transform(number_from(0, 10'000));
    cli.add_option("--tuning-rate", s.tuning_rate, "learning rate of that at first; it falls to 0")
        ->capture_default_str()
        ->transform(number_from(1e-6, 100.0));
    cli.add_option("--zero-cost-images", s.zero_cost_images, "of scores without training")
        ->capture_default_str()
        ->transform(number_from(2, 16));
    cli.add_option("--zero-cost-weight", s.zero_cost_weight,
                   "ranks of SWAP that are added to one of the score, half of either smoothed")
        ->capture_default_str()
        ->transform(number_from(0.0, 100.0));
    cli.add_option("--alone", s.alone, "numbers of networks trained alone that correct the score")
        ->delimiter(',')
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->capture_default_str()
        ->transform(number_from(2, 100'000));
    cli.add_option("--threads", s.training.how.threads,
                   "worker threads; results do not depend on it")
        ->capture_default_str()
        ->transform(number_from(1, 256));
}

}  // namespace

ranking_settings default_ranking() {
    ranking_settings s;
    s.training.how = ranking_training();
    return s;
}

void add_ranking_options(CLI::App& cli, ranking_settings& s) {
    add_table(cli, s);
    add_draw(cli, s);
    add_training(cli, s);
    add_judging(cli, s);
}

void settle(ranking_settings& s) {
    s.training.sampling = path_sampling_named(s.sampling);
    if (s.augment == "standard") s.training.how.augment = ranking_augmentation();
}

}  // namespace hurricane::app
