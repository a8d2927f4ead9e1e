// SPDX-License-Identifier: MIT
// Tests training/summed_paths.hpp.
// Steps of several paths, and a search whose guide asks for such.
#include <doctest/doctest.h>

#include <cmath>

#include <hurricane/contracts.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/progress.hpp>
#include <hurricane/search/two_stage.hpp>

#include "../tiny.hpp"

using namespace hurricane;

namespace {

constexpr double one_step = 32.0 / 512;

/// Asks for the same step again and again, and keeps what it was told.
class fixed_step final : public guide {
public:
    explicit fixed_step(training_step step) : step_{std::move(step)} {}

    void ask(rng&, training_step& step) override { step = step_; }

    void tell(training_step const&, std::span<double const> losses) override {
        told.assign(losses.begin(), losses.end());
    }

    std::vector<double> told;

private:
    training_step step_;
};

struct trained {
    std::vector<float> before;
    std::vector<float> after;
    std::vector<double> losses;
    std::string bytes;
};

using wanted_arrays = std::vector<float> step_weights::*;

/// What is trained of parts [first, last) (stem, four layers, head) of the uniform network of a
/// choice.
std::vector<float> weights_of(supernet& net, std::uint8_t choice, std::size_t first = 0,
                              std::size_t last = 6) {
    std::vector<float> all;
    auto const parts = net.extract_weights(genotype(4, choice));
    for (std::size_t part = first; part < last; ++part)
        for (auto const& s : parts[part])
            for (wanted_arrays const a : {&step_weights::weights, &step_weights::bias,
                                          &step_weights::gamma, &step_weights::beta})
                all.insert(all.end(), (s.*a).begin(), (s.*a).end());
    return all;
}

supernet_options plain_descent(int threads, norm_scope norm) {
    return {.threads = threads,
            .batch = 32,
            .shard = 8,
            .norm = norm,
            .optimizer = {
                .how = method::momentum, .learning_rate = 0.05, .momentum = 0, .weight_decay = 0}};
}

trained after_one(tiny_task& f, training_step const& step, supernet_options const& o,
                  std::uint8_t watched) {
    supernet net{f.space, all_four(), f.t, o};
    net.reset(4);
    trained out{.before = weights_of(net, watched)};
    fixed_step paths{step};
    net.fit(paths, {.epochs = one_step});
    out.after = weights_of(net, watched);
    out.losses = paths.told;
    out.bytes = saved(net);
    return out;
}

double largest(std::vector<float> const& x, std::vector<float> const& y) {
    double most = 0;
    for (std::size_t i = 0; i < x.size(); ++i) most = std::max<double>(most, std::abs(x[i] - y[i]));
    return most;
}

struct guided {
    tiny_task f;
    priced_space priced = price<tiny_space, targets::snapdragon845>();
    supernet net{f.space, all_four(), f.t, {.batch = 32}};
    searcher_progress progress;

    searcher_result run() {
        return two_stage(
            net, priced,
            {.own_guide =
                 [](choice_mask const& mask) {
                     return std::make_unique<contracts::worst_again>([mask](rng& random) {
                         genotype g{static_cast<int>(mask.size())};
                         for (int layer = 0; layer < g.size(); ++layer) {
                             auto const& choices = mask[static_cast<std::size_t>(layer)];
                             g[layer] = choices[random.below(choices.size())];
                         }
                         return g;
                     });
                 },
             .stage1_epochs = 2,
             .stage2_epochs = 2,
             .evaluations = 8,
             .seed = 6,
             .progress = &progress});
    }
};

}  // namespace

TEST_CASE("the gradient of a step is the weighted sum of its paths', where they share weights") {
    tiny_task f;
    auto norm = norm_scope::shard;
    SUBCASE("norms of shards") {}
    SUBCASE("norms of the batch") { norm = norm_scope::batch; }
    auto const o = plain_descent(2, norm);
    auto const a = parse_genotype("0-1-2-3", 4);
    auto const b = parse_genotype("0-2-2-1", 4);
    for (std::uint8_t choice = 0; choice < 4; ++choice) {
        auto const first = after_one(f, {.paths = {a}}, o, choice);
        auto const second = after_one(f, {.paths = {b}}, o, choice);
        auto const both = after_one(f, {.paths = {a, b}, .weights = {0.25, 0.75}}, o, choice);
        CHECK(both.losses == std::vector{first.losses[0], second.losses[0]});
        auto expected = first.before;
        for (std::size_t i = 0; i < expected.size(); ++i)
            expected[i] += 0.25f * (first.after[i] - first.before[i]) +
                           0.75f * (second.after[i] - second.before[i]);
        double const moved = largest(both.before, both.after);
        CHECK(moved > 1e-4);
        CHECK(largest(both.after, expected) < 1e-3 * moved);
    }
}

TEST_CASE("a path that is asked for twice is as one, and threads do not matter") {
    tiny_task f;
    auto const a = parse_genotype("3-1-2-0", 4);
    auto const b = parse_genotype("1-1-0-2", 4);
    auto const o = plain_descent(1, norm_scope::shard);
    auto const once = after_one(f, {.paths = {a}}, o, 1);
    auto const twice = after_one(f, {.paths = {a, a}}, o, 1);
    CHECK(largest(once.after, twice.after) < 1e-4 * largest(once.before, once.after));
    for (auto const norm : {norm_scope::shard, norm_scope::batch}) {
        auto const one = after_one(f, {.paths = {a, b, a}}, plain_descent(1, norm), 1);
        auto const three = after_one(f, {.paths = {a, b, a}}, plain_descent(3, norm), 1);
        CHECK(one.bytes == three.bytes);
    }
}

TEST_CASE("the gradient of a step of several paths is clipped as a whole") {
    tiny_task f;
    auto o = plain_descent(2, norm_scope::shard);
    o.optimizer.clip = 1e-3;
    // Of two paths that share stem and head alone: those count once.
    supernet net{f.space, all_four(), f.t, o};
    net.reset(4);
    auto const all = [&] {
        auto both = weights_of(net, 1);
        auto const layers = weights_of(net, 2, 1, 5);
        both.insert(both.end(), layers.begin(), layers.end());
        return both;
    };
    auto const before = all();
    fixed_step paths{{.paths = {genotype(4, 1), genotype(4, 2)}}};
    net.fit(paths, {.epochs = one_step});
    auto const after = all();
    double squares = 0;
    for (std::size_t i = 0; i < after.size(); ++i) squares += std::pow(after[i] - before[i], 2);
    CHECK(std::sqrt(squares) == doctest::Approx(0.05 * 1e-3).epsilon(0.02));
}

TEST_CASE("a weight of a single path scales its gradient; frozen layers stay") {
    tiny_task f;
    auto const o = plain_descent(2, norm_scope::shard);
    auto const g = genotype(4, 2);
    auto const whole = after_one(f, {.paths = {g}}, o, 2);
    auto const half = after_one(f, {.paths = {g}, .weights = {0.5}}, o, 2);
    double const moved = largest(whole.before, whole.after);
    CHECK(largest(half.before, half.after) == doctest::Approx(moved / 2).epsilon(1e-3));
    supernet net{f.space, all_four(), f.t, o};
    net.reset(4);
    auto const before = net.extract_weights(g);
    fixed_step paths{{.paths = {g, genotype(4, 0)}}};
    net.fit(paths, {.epochs = one_step, .frozen_layers = {0, 1, 2, 3}});
    auto const after = net.extract_weights(g);
    for (std::size_t part = 0; part < before.size(); ++part)
        for (std::size_t s = 0; s < before[part].size(); ++s) {
            bool const frozen = part > 0 && part < 5;
            if (frozen) CHECK(before[part][s].weights == after[part][s].weights);
            if (frozen) CHECK(before[part][s].mean == after[part][s].mean);
        }
    CHECK(before.front().front().weights != after.front().front().weights);
}

TEST_CASE("a step of several paths whose loss is not finite says which path") {
    tiny_task f;
    auto o = plain_descent(1, norm_scope::shard);
    o.optimizer.learning_rate = 1e30;
    supernet net{f.space, all_four(), f.t, o};
    fixed_step paths{{.paths = {genotype(4, 1), genotype(4, 3)}}};
    CHECK_THROWS_WITH_AS(net.fit(paths, {.epochs = 1}), doctest::Contains("training step 1, path "),
                         diverged);
}

TEST_CASE("what one guide weighed does not weigh on the next; a step that is none is refused") {
    tiny_task f;
    auto const o = plain_descent(1, norm_scope::shard);
    supernet net{f.space, all_four(), f.t, o};
    fixed_step weighed{{.paths = {genotype(4, 1), genotype(4, 2)}, .weights = {0.25, 0.75}}};
    net.fit(weighed, {.epochs = one_step});
    net.reset(4);
    drawn_paths drawn{[](rng&) { return genotype(4, 1); }};
    net.fit(drawn, {.epochs = one_step});
    supernet fresh{f.space, all_four(), f.t, o};
    fresh.reset(4);
    drawn_paths same{[](rng&) { return genotype(4, 1); }};
    fresh.fit(same, {.epochs = one_step});
    CHECK(saved(net) == saved(fresh));
    fixed_step empty{{}};
    CHECK_THROWS_WITH_AS(net.fit(empty, {.epochs = one_step}),
                         "guide: a step without a path; ask for one at least", error);
    fixed_step odd{{.paths = {genotype(4, 1)}, .weights = {1, 2}}};
    CHECK_THROWS_WITH_AS(net.fit(odd, {.epochs = one_step}),
                         "guide: 2 weights for 1 paths; give each path one, or none", error);
}

TEST_CASE("what a guide remembers goes on from a checkpoint to the same bytes") {
    guided whole;
    whole.net.reset(6);
    std::vector<std::string> states;
    int remembered = 0;
    whole.progress.checkpoint = [&] {
        archive_writer out{"state", 1, 1};
        save(out, whole.progress);
        whole.net.suspend(out);
        remembered += !whole.progress.remembered.empty();
        states.push_back(out.whole());
    };
    auto const found = whole.run();
    CHECK(remembered == 2);  // in the middle of each training
    for (auto const& state : states) {
        guided again;
        archive_reader in{state, "test", "state", 1, 1};
        load(in, again.progress);
        again.net.restore(in);
        auto const same = again.run();
        CHECK(same.best().genes == found.best().genes);
        CHECK(same.best().fit == found.best().fit);
        CHECK(saved(again.net) == saved(whole.net));
    }
}
