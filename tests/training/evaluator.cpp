// SPDX-License-Identifier: MIT
// Tests training/evaluator.hpp, training/fine_tuning.hpp, training/shared_weights.hpp,
// training/task.hpp, kernels/loss.hpp.
// Scores of a supernet: by cross-entropy, after fine-tuning, by the mean of several states.
#include "tiny.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace hurricane;

namespace {

struct fixture : tiny_task {
    supernet_options options(int threads = 2) const {
        return {.threads = threads, .batch = 32, .shard = 8, .calibration = 64};
    }
};

std::vector<genotype> some_networks() {
    return {genotype(4, 0), genotype(4, 1), genotype(4, 2), genotype(4, 3)};
}

std::vector<fitness> scores_of(supernet& net) {
    auto const networks = some_networks();
    std::vector<fitness> scores(networks.size());
    net.score(networks, scores);
    return scores;
}

}  // namespace

TEST_CASE("cross-entropy scores are higher for lower loss and have top-1 beside them") {
    fixture f;
    auto by_loss = f.options();
    by_loss.score = score_form::cross_entropy;
    supernet right{f.space, all_four(), f.t, f.options()};
    supernet loss{f.space, all_four(), f.t, by_loss};
    for (auto* net : {&right, &loss}) net->fit(any_path(), {.epochs = 2});
    auto const top1 = scores_of(right);
    auto const minus_loss = scores_of(loss);
    for (std::size_t i = 0; i < top1.size(); ++i) {
        CHECK(minus_loss[i].tie == top1[i].primary);
        CHECK(minus_loss[i].primary < 0);
        CHECK(minus_loss[i].primary > -std::log(4.0) * 3);
    }
    supernet untrained{f.space, all_four(), f.t, by_loss};
    CHECK(scores_of(untrained)[0].primary < minus_loss[0].primary);
}

TEST_CASE(
    "each candidate is tuned on its own copy of the weights, the same for any number of threads") {
    fixture f;
    auto tuned = f.options(1);
    tuned.score = score_form::cross_entropy;
    auto plain = tuned;
    tuned.tuning_batches = 12;
    tuned.tuning_rate = 0.05;
    auto two = tuned;
    two.threads = 2;
    supernet base{f.space, all_four(), f.t, plain};
    supernet one_thread{f.space, all_four(), f.t, tuned};
    supernet two_threads{f.space, all_four(), f.t, two};
    for (auto* net : {&base, &one_thread, &two_threads}) net->fit(any_path(), {.epochs = 2});
    auto const before = saved(one_thread);
    auto const scores = scores_of(one_thread);
    CHECK(saved(one_thread) == before);  // the supernet's own weights stay
    CHECK(scores_of(one_thread) == scores);
    CHECK(scores_of(two_threads) == scores);
    auto const untuned = scores_of(base);
    double gain = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) gain += scores[i].primary - untuned[i].primary;
    CHECK(gain > 0);
}

TEST_CASE(
    "a fit leaves the mean of the states at the ends of its last epochs, also when it was "
    "suspended") {
    fixture f;
    auto averaged = f.options();
    averaged.averaged_epochs = 3;
    genotype const g(4, 1);
    std::vector<network_weights> states;
    supernet plain{f.space, all_four(), f.t, f.options()};
    fit_options watching{.epochs = 5};
    watching.checkpoint = [&] {
        states.push_back(plain.extract_weights(g));
    };  // after epochs 1 to 4
    plain.fit(any_path(), watching);
    states.push_back(plain.extract_weights(g));
    supernet mean{f.space, all_four(), f.t, averaged};
    mean.fit(any_path(), {.epochs = 5});
    auto const got = mean.extract_weights(g);
    int moved = 0;
    for (std::size_t part = 0; part < got.size(); ++part)
        for (std::size_t i = 0; i < got[part].size(); ++i)
            for (std::size_t k = 0; k < got[part][i].weights.size(); ++k) {
                auto const at = [&](std::size_t epoch) {
                    return states[epoch][part][i].weights[k];
                };
                moved += at(2) != at(4);
                REQUIRE(got[part][i].weights[k] ==
                        doctest::Approx((at(2) + at(3) + at(4)) / 3).scale(1e-3));
            }
    CHECK(moved > 100);

    supernet first{f.space, all_four(), f.t, averaged};
    archive_writer state{"state", 1, 1};
    std::stop_source stop;
    fit_options halfway{.epochs = 5, .stop = stop.get_token()};
    int epochs = 0;
    halfway.checkpoint = [&] {
        if (++epochs == 4) stop.request_stop();
        if (epochs == 5) first.suspend(state);  // the one after the stop
    };
    CHECK_THROWS_AS(first.fit(any_path(), halfway), stopped);
    scratch_folder folder;
    state.save(folder / "state");
    supernet second{f.space, all_four(), f.t, averaged};
    archive_reader in{folder / "state", "state", 1, 1};
    second.restore(in);
    second.fit(any_path(), {.epochs = 5});
    CHECK(saved(second) == saved(mean));
}

TEST_CASE(
    "a fit leaves the moving average of its states, of each operator by its own updates, also when "
    "it was suspended") {
    fixture f;
    f.t.train.resize(32);  // one step an epoch
    auto averaged = f.options();
    averaged.ema_decay = 0.3;
    // Two paths in turn that share layers 0 and 1: those are updated in each step.
    genotype const paths[] = {parse_genotype("1111", 4), parse_genotype("1122", 4)};
    constexpr int steps = 8;
    auto const in_turn = [&](rng& r) {
        (void)r.next();
        return paths[r.counter() % 2];
    };
    std::vector<network_weights> states[2];
    supernet plain{f.space, all_four(), f.t, f.options()};
    fit_options watching{.epochs = steps};
    auto const keep = [&] {
        for (int k = 0; k < 2; ++k) states[k].push_back(plain.extract_weights(paths[k]));
    };
    watching.checkpoint = keep;
    plain.fit(in_turn, watching);
    keep();
    REQUIRE(states[0].size() == steps);
    supernet net{f.space, all_four(), f.t, averaged};
    auto const untouched = net.extract_weights(genotype(4, 3));
    net.fit(in_turn, {.epochs = steps});
    int moved = 0;
    for (int k = 0; k < 2; ++k) {
        auto const got = net.extract_weights(paths[k]);
        for (std::size_t part = 0; part < got.size(); ++part)
            for (std::size_t i = 0; i < got[part].size(); ++i)
                for (auto const values : {&step_weights::weights, &step_weights::gamma,
                                          &step_weights::mean, &step_weights::variance})
                    for (std::size_t x = 0; x < (got[part][i].*values).size(); ++x) {
                        double mean = 0;
                        double before = 0;
                        int updates = 0;
                        bool const shared = part < 3 || part > 4;  // stem, layers 0 and 1, head
                        for (std::size_t t = 0; t < steps; ++t) {
                            if (!shared && (t + 1) % 2 != std::size_t(k)) continue;
                            ++updates;
                            double const kept = std::min(0.3, (updates - 1.0) / (updates + 9));
                            double const now = (states[k][t][part][i].*values)[x];
                            mean = kept * mean + (1 - kept) * now;
                            moved += updates > 1 && now != before;
                            before = now;
                        }
                        REQUIRE((got[part][i].*values)[x] == doctest::Approx(mean).scale(1e-3));
                    }
    }
    CHECK(moved > 1000);
    CHECK(net.extract_weights(genotype(4, 3))[2][0].weights == untouched[2][0].weights);

    supernet first{f.space, all_four(), f.t, averaged};
    archive_writer state{"state", 1, 1};
    std::stop_source stop;
    fit_options halfway{.epochs = steps, .stop = stop.get_token()};
    int epochs = 0;
    halfway.checkpoint = [&] {
        if (++epochs == 4) stop.request_stop();
        if (epochs == 5) first.suspend(state);  // the one after the stop
    };
    CHECK_THROWS_AS(first.fit(in_turn, halfway), stopped);
    scratch_folder folder;
    state.save(folder / "state");
    supernet second{f.space, all_four(), f.t, averaged};
    archive_reader in{folder / "state", "state", 1, 1};
    second.restore(in);
    second.fit(in_turn, {.epochs = steps});
    CHECK(saved(second) == saved(net));

    averaged.averaged_epochs = 2;
    CHECK_THROWS_WITH_AS((supernet{f.space, all_four(), f.t, averaged}),
                         doctest::Contains("set averaged_epochs or ema_decay, not both"), error);
    averaged.averaged_epochs = 1;
    averaged.ema_decay = 1;
    CHECK_THROWS_WITH_AS((supernet{f.space, all_four(), f.t, averaged}),
                         doctest::Contains("a moving average of decay 1"), error);
}

TEST_CASE("soft labels teach what they say") {
    fixture f;
    genotype const g(4, 1);
    auto taught = f.t;
    taught.soft_labels.assign(640 * 4, 0);
    for (std::size_t i = 0; i < 640; ++i)  // always the class behind the label
        taught.soft_labels[4 * i + std::size_t(f.images.labels[i] + 1) % 4] = 1;
    auto o = f.options();
    o.soft_share = 0.9;
    supernet net{f.space, fixed_mask(g), taught, o};
    net.fit([&](rng&) { return g; }, {.epochs = 12});
    CHECK(net.accuracy(g, f.images, f.t.validation).primary < 0.1);
    taught.soft_labels.pop_back();
    CHECK_THROWS_WITH_AS((supernet{f.space, fixed_mask(g), taught, o}),
                         doctest::Contains("2559 soft labels for 640 images of 4 classes"), error);
    taught.soft_labels.push_back(0);
    o.augment.mixup = 0.2;
    CHECK_THROWS_WITH_AS((supernet{f.space, fixed_mask(g), taught, o}),
                         doctest::Contains("streamed or mixed"), error);
}
