// SPDX-License-Identifier: MIT
// The options of a searcher's trainings.
#include "search_settings.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

void add_training(CLI::App& cli, search_settings& s) {
    cli.add_option("--scale", s.scale,
                   "how much to train and score where an option below does not say: quick; auto, "
                   "by the number of images; spos, as for ImageNet")
        ->capture_default_str()
        ->check(CLI::IsMember({"quick", "auto", "spos"}));
    cli.add_option("--stage-epochs", s.stage_epochs,
                   "supernet epochs of stage 1 and stage 2 (quick: 1 1), or of the only one; given "
                   "again, they start over")
        ->expected(1, 2)
        ->allow_extra_args(false)
        ->trigger_on_parse()  // given again, it starts over
        ->transform(number_from(0.001, 10000.0));
    cli.add_option("--epochs", s.epochs, "epochs of each final training (quick: 2)")
        ->transform(number_from(0.001, 10000.0));
    cli.add_option("--augment", s.augment,
                   "none; standard: random crop with 4 pixels around, flip; strong: cutout of half "
                   "the side and mixup besides; imagenet: random resized crop, flip, jitter; auto: "
                   "none for grey images, standard for colour, imagenet beyond 64 pixels")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "none", "standard", "strong", "imagenet"}));
    cli.add_option("--images", s.images,
                   "use only this many training images, the same share of each class (0: all)")
        ->capture_default_str()
        ->transform(number_from(0, 100000000));
    cli.add_option("--validation", s.validation,
                   "images held out of training to score candidates (quick: 2000)")
        ->transform(number_from(1, 1000000));
}

/// Of networks trained alone, and some of the supernet too.
void add_last_trainings(CLI::App& cli, search_settings& s) {
    cli.add_option("--alone-rate", s.alone_rate,
                   "peak learning rate of networks trained alone (default: --learning-rate)")
        ->transform(number_from(1e-6, 100.0));
    cli.add_option("--weight-decay", s.weight_decay,
                   "of convolutions and the classifier, in all trainings")
        ->capture_default_str()
        ->transform(number_from(0.0, 1.0));
    cli.add_option("--label-smoothing", s.label_smoothing,
                   "share of a label that goes to all classes, in all trainings")
        ->capture_default_str()
        ->transform(number_from(0.0, 0.99));
    cli.add_option("--ema", s.ema_decay,
                   "networks trained alone are exponential moving averages of their weights, of "
                   "this decay for each step, such as 0.999 (0: none)")
        ->capture_default_str()
        ->transform(number_from(0.0, 0.999999));
    cli.add_option("--teacher", s.teacher_epochs,
                   "epochs of a teacher, the network of most multiply-adds, whose probabilities "
                   "the final trainings learn beside the labels (0: none)")
        ->capture_default_str()
        ->transform(number_from(0.0, 10000.0));
    cli.add_option("--soft-share", s.soft_share,
                   "how much the teacher's labels count beside the true ones, 0 to 1")
        ->capture_default_str()
        ->transform(number_from(0.0, 1.0));
}

}  // namespace

void add_training_options(CLI::App& cli, search_settings& s) {
    add_training(cli, s);
    add_last_trainings(cli, s);
}

}  // namespace hurricane::app
