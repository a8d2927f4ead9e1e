// SPDX-License-Identifier: MIT
// Tests training/loss.hpp.
// A loss of one's own, written with xtensor: its gradient by the logits becomes that of all
// weights.
#include "tiny.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <xtensor/xmath.hpp>
#include <xtensor/xview.hpp>

using namespace hurricane;

namespace {

/// Evaluated: xtensor 0.24 misreads a lazy reduction with keep_dims that is broadcast.
auto const of_rows = xt::keep_dims | xt::evaluation_strategy::immediate;

tensor<2> probabilities(tensor<2> const& logits) {
    tensor<2> const e = xt::exp(logits - xt::amax(logits, {1}, of_rows));
    return e / xt::sum(e, {1}, of_rows);
}

/// Cross-entropy as a user would write it.
loss_value cross_entropy_by_hand(tensor<2> const& logits, kernels::class_targets const& wanted) {
    tensor<2> const p = probabilities(logits);
    loss_value value{0, p};
    for (std::size_t i = 0; i < wanted.labels.size(); ++i) {
        auto const label = static_cast<std::size_t>(wanted.labels[i]);
        value.sum -= std::log(p(i, label));
        value.gradient(i, label) -= 1;
    }
    return value;
}

/// (sum over classes of the squared distance of p from the label) / 2, the Brier score.
loss_value brier(tensor<2> const& logits, kernels::class_targets const& wanted) {
    tensor<2> const p = probabilities(logits);
    tensor<2> off = p;
    for (std::size_t i = 0; i < wanted.labels.size(); ++i)
        off(i, static_cast<std::size_t>(wanted.labels[i])) -= 1;
    return {0.5 * xt::sum(xt::cast<double>(off * off))(),
            p * (off - xt::sum(off * p, {1}, of_rows))};
}

/// Keeps the losses of a training's steps.
struct losses : observer {
    std::vector<double> steps;

    void metric(std::string_view, std::int64_t, double value) override { steps.push_back(value); }
};

struct fixture : tiny_task {
    genotype g = parse_genotype("0-1-2-3", 4);

    explicit fixture(int images = 512) { t.train.resize(static_cast<std::size_t>(images)); }

    /// Plain descent at a constant rate.
    supernet make(loss_function loss, double rate, norm_scope norm, int threads = 2) const {
        return {space,
                fixed_mask(g),
                t,
                {.threads = threads,
                 .batch = 64,
                 .shard = 16,
                 .norm = norm,
                 .optimizer = {.how = method::momentum,
                               .learning_rate = rate,
                               .rate = {.shape = decline::constant, .warm_up = 0},
                               .momentum = 0,
                               .weight_decay = 0},
                 .loss = std::move(loss),
                 .label_smoothing = 0}};
    }

    path_sampler path() const {
        return [this](rng&) { return g; };
    }
};

/// Of all that is trained.
double squared_distance(network_weights const& a, network_weights const& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < a[i].size(); ++j)
            for (auto const array : {&step_weights::weights, &step_weights::bias,
                                     &step_weights::gamma, &step_weights::beta})
                for (std::size_t k = 0; k < (a[i][j].*array).size(); ++k) {
                    double const d = double((a[i][j].*array)[k]) - double((b[i][j].*array)[k]);
                    sum += d * d;
                }
    return sum;
}

}  // namespace

// One batch over and over: a step against the gradient g of length |g| makes the loss smaller by
// rate |g|^2, and moves the weights by rate |g|.
TEST_CASE("a step goes down the gradient of a loss of one's own, by finite differences") {
    fixture const f{64};
    double const rate = 1e-4;
    for (auto const& loss : {loss_function{brier}, loss_function{cross_entropy_by_hand}}) {
        auto net = f.make(loss, rate, norm_scope::batch);
        auto const before = net.extract_weights(f.g);
        net.fit(f.path(), {.epochs = 1});
        double const moved = squared_distance(net.extract_weights(f.g), before);
        losses seen;
        f.make(loss, rate, norm_scope::batch).fit(f.path(), {.epochs = 2, .watch = &seen});
        REQUIRE(seen.steps.size() == 2);
        double const fell = seen.steps[0] - seen.steps[1];
        CHECK(moved > 0);
        CHECK(fell / (moved / rate) == doctest::Approx(1).epsilon(0.02));
    }
}

TEST_CASE("cross-entropy by hand trains as the library's does") {
    fixture const f;
    for (auto const norm : {norm_scope::batch, norm_scope::shard}) {
        auto own = f.make(cross_entropy_by_hand, 0.05, norm);
        auto built_in = f.make({}, 0.05, norm);
        auto const before = own.extract_weights(f.g);
        own.fit(f.path(), {.epochs = 1});
        built_in.fit(f.path(), {.epochs = 1});
        CHECK(squared_distance(own.extract_weights(f.g), before) > 0.01);
        CHECK(squared_distance(own.extract_weights(f.g), built_in.extract_weights(f.g)) < 1e-8);
    }
}

TEST_CASE("a loss of one's own gives the same bytes for any number of threads") {
    fixture const f;
    for (auto const norm : {norm_scope::batch, norm_scope::shard}) {
        auto one = f.make(brier, 0.1, norm, 1);
        auto three = f.make(brier, 0.1, norm, 3);
        one.fit(f.path(), {.epochs = 1});
        three.fit(f.path(), {.epochs = 1});
        CHECK(saved(one) == saved(three));
    }
}

TEST_CASE("a gradient of another shape, and what a loss throws, end the training") {
    fixture const f;
    auto const narrow = [](tensor<2> const& logits, kernels::class_targets const&) {
        return loss_value{1, xt::view(logits, xt::all(), xt::range(0, 3))};
    };
    auto const throws = [](tensor<2> const&, kernels::class_targets const&) -> loss_value {
        throw error{"no such loss"};
    };
    for (auto const norm : {norm_scope::batch, norm_scope::shard}) {
        CHECK_THROWS_WITH_AS(f.make(narrow, 0.1, norm).fit(f.path(), {}),
                             doctest::Contains("another shape than the logits; give one value"),
                             error);
        CHECK_THROWS_WITH_AS(f.make(throws, 0.1, norm).fit(f.path(), {}), "no such loss", error);
    }
}

TEST_CASE("a candidate is tuned by the loss of one's own") {
    fixture const f;
    std::atomic<int> calls = 0;
    auto const counted = [&](tensor<2> const& logits, kernels::class_targets const& wanted) {
        ++calls;
        return brier(logits, wanted);
    };
    supernet net{f.space,
                 fixed_mask(f.g),
                 f.t,
                 {.batch = 64, .shard = 16, .loss = counted, .tuning_batches = 2}};
    fitness fit;
    net.score({&f.g, 1}, {&fit, 1});
    CHECK(calls == 2 * 64 / 16);
}
