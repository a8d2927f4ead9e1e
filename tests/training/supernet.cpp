// SPDX-License-Identifier: MIT
// Tests training/supernet.hpp, training/trainer.hpp, training/evaluator.hpp, training/workers.hpp,
// training/runner.hpp, training/path_memory.hpp, training/shared_weights.hpp,
// training/gradients.hpp, training/task.hpp, space/model.hpp, search/two_stage.hpp,
// base/buffer.hpp.
#include "tiny.hpp"

#include <doctest/doctest.h>

#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/kernels/reference.hpp>
#include <hurricane/search/two_stage.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

static_assert(Model<supernet>);

namespace {

struct fixture : tiny_task {
    dataset test = tiny_images(200, 2);

    supernet make(int threads = 2, choice_mask mask = all_four(),
                  norm_scope norm = norm_scope::shard) const {
        return {space,
                std::move(mask),
                t,
                {.threads = threads, .batch = 32, .shard = 8, .norm = norm, .calibration = 64}};
    }
};
}  // namespace

TEST_CASE("a single network learns, and its frozen form predicts the same") {
    fixture f;
    for (int choice = 0; choice < 4; ++choice) {
        genotype const g(4, static_cast<std::uint8_t>(choice));
        auto net = f.make(2, fixed_mask(g));
        auto const all = all_indices(200);
        CHECK(net.accuracy(g, f.test, all).primary < 0.6);
        net.fit([&](rng&) { return g; }, {.epochs = 12});
        auto const trained = net.accuracy(g, f.test, all);
        CAPTURE(choice);
        CHECK(trained.primary > 0.9);
        CHECK(trained.tie == 1);  // top-5 of four classes
        frozen_network frozen{network(f.space, g), net.extract_weights(g)};
        auto const unfolded = net.logits(g, f.test, all);
        int right = 0;
        float largest = 0;
        float off = 0;
        std::vector<float> image(64);
        std::vector<float> logits(4);
        for (int i = 0; i < 200; ++i) {
            gather(f.test, f.t.norm, std::span{&i, 1}, image.data());
            frozen(image, logits);
            right += kernels::rank_of(f.test.labels[std::size_t(i)], 4, logits.data()) == 0;
            for (std::size_t k = 0; k < 4; ++k) {
                float const same = unfolded[std::size_t(i) * 4 + k];
                largest = std::max(largest, std::abs(same));
                off = std::max(off, std::abs(same - logits[k]));
            }
        }
        CHECK(off <= 1e-4f * largest);  // norms folded into the convolutions, and not
        CHECK(right == doctest::Approx(200 * trained.primary).epsilon(0.006));
    }
}

namespace {

struct ten_classes : tiny_backbone {
    static constexpr fixed_string name = "ten";
    static constexpr int classes = 10;
};

struct ten_space
    : space<ten_classes, pool<ops::sep<3>, ops::mb<3, 5>, ops::se<ops::mb<1, 3>>, ops::choice<3>>> {
};

}  // namespace

TEST_CASE("a candidate is scored, top-1 and top-5, with statistics of the calibration images") {
    auto images = tiny_images(640, 1);
    images.classes = 10;
    for (int i = 0; i < 640; ++i)
        images.labels[std::size_t(i)] = (images.labels[std::size_t(i)] + 4 * (i % 3)) % 10;
    task t{.data = &images, .train = {}, .validation = {}, .norm = {}};
    auto const h = hold_out(images, all_indices(640), 160, 3);
    t.train = h.rest;
    t.validation = h.held;
    t.norm = measure(images, t.train);
    auto const space = view<ten_space>();
    constexpr int n = 32;  // one batch of calibration images
    supernet net{space, all_four(), t, {.threads = 2, .batch = 32, .shard = n, .calibration = n}};
    net.fit(any_path(), {.epochs = 2});
    auto calibration = t.train;
    rng{0, "calibration"}.shuffle(std::span{calibration});
    calibration.resize(n);
    std::vector<float> pixels(n * 64);
    gather(images, t.norm, calibration, pixels.data());
    for (auto const& g : {genotype(4, 0), genotype(4, 2), genotype(4, 3)}) {
        // The same by the reference: the statistics of each norm's input, unbiased, in place of the
        // running ones.
        auto weights = net.extract_weights(g);
        auto const plans = network(space, g);
        reference::image x{n, space.input};
        std::copy(pixels.begin(), pixels.end(), x.x.begin());
        for (std::size_t p = 0; p < plans.size(); ++p) {
            std::vector<reference::image> values{x};
            for (int i = 0; i < plans[p].size(); ++i) {
                auto const& s = plans[p][i];
                auto& w = weights[p][std::size_t(i)];
                auto const& in = values[std::size_t(s.src)];
                if (s.op == kind::batch_norm)
                    for (int c = 0; c < s.in.c; ++c) {
                        auto const m = reference::of_channel(in, c);
                        double const rows = double(n) * double(s.in.pixels());
                        w.mean[std::size_t(c)] = float(m.mean);
                        w.variance[std::size_t(c)] = float(m.variance * rows / (rows - 1));
                    }
                values.push_back(reference::run(s, in,
                                                values[std::size_t(s.src2 >= 0 ? s.src2 : s.src)],
                                                w, reference::statistics::batch));
            }
            x = values.back();
        }
        frozen_network frozen{plans, weights};
        int top1 = 0;
        int top5 = 0;
        std::vector<float> image(64);
        std::vector<float> logits(10);
        for (int i : t.validation) {
            gather(images, t.norm, std::span{&i, 1}, image.data());
            frozen(image, logits);
            int const rank = kernels::rank_of(images.labels[std::size_t(i)], 10, logits.data());
            top1 += rank < 1;
            top5 += rank < 5;
        }
        fitness score;
        net.score(std::span{&g, 1}, std::span{&score, 1});
        CHECK(std::abs(160 * score.primary - top1) <= 1);
        CHECK(std::abs(160 * score.tie - top5) <= 1);
        CHECK(score.tie < 1);
        CHECK(score.primary < score.tie);
        auto const running =
            net.accuracy(g, images, t.validation);  // other statistics, another result
        CHECK((running.primary != score.primary || running.tie != score.tie));
    }
}

TEST_CASE("the same bytes with 1, 2, 3 and 4 threads, in both scopes of batch norm") {
    fixture f;
    for (auto norm : {norm_scope::shard, norm_scope::batch}) {
        std::string weights;
        std::vector<fitness> scores;
        for (int threads : {1, 2, 3, 4, 6}) {
            CAPTURE(threads);
            auto net = f.make(threads, all_four(), norm);
            net.reset(5);
            net.fit(any_path(), {.epochs = 1});
            std::vector<genotype> candidates;
            rng random{2, "c"};
            for (int i = 0; i < 7; ++i) candidates.push_back(any_path()(random));
            std::vector<fitness> got(7);
            net.score(candidates, got);
            if (threads == 1) {
                weights = saved(net);
                scores = got;
            }
            CHECK(saved(net) == weights);
            CHECK(got == scores);
        }
    }
}

TEST_CASE("statistics of the batch do not depend on the shards, those of shards do") {
    fixture f;
    auto const loss = [&](norm_scope norm, int shard) {
        supernet net{
            f.space, all_four(), f.t, {.threads = 2, .batch = 32, .shard = shard, .norm = norm}};
        net.reset(5);
        net.fit(any_path(), {.epochs = 1});
        fitness s;
        genotype const g{4};
        auto const w = net.extract_weights(g);
        net.score(std::span{&g, 1}, std::span{&s, 1});
        return w.front()[0].weights[3];
    };
    float const whole = loss(norm_scope::shard, 32);  // one shard is the batch
    CHECK(loss(norm_scope::batch, 8) == doctest::Approx(whole).epsilon(1e-3));
    CHECK(loss(norm_scope::batch, 32) == doctest::Approx(whole).epsilon(1e-3));
    CHECK(std::abs(loss(norm_scope::shard, 8) - whole) > 1e-3 * std::abs(whole));
}

TEST_CASE(
    "a training that is suspended after an epoch goes on to the same bytes; a damaged state is "
    "refused") {
    fixture f;
    scratch_folder const folder;
    auto whole = f.make();
    whole.reset(5);
    int epochs = 0;
    fit_options o{.epochs = 3};
    o.checkpoint = [&] {
        archive_writer out{"state", 1, 1};
        whole.suspend(out);
        out.save(folder / std::to_string(epochs++));
    };
    whole.fit(any_path(), o);
    CHECK(epochs == 2);
    for (int i = 0; i < 2; ++i) {
        archive_reader in{folder / std::to_string(i), "state", 1, 1};
        auto again = f.make(1);
        again.restore(in);
        int further = 0;
        fit_options rest{.epochs = 3};
        rest.checkpoint = [&] { ++further; };
        again.fit(any_path(), rest);
        CHECK(further == 1 - i);  // the finished epochs are not run again
        CHECK(saved(again) == saved(whole));
    }
}

TEST_CASE("seeds decide, and a reset forgets") {
    fixture f;
    auto net = f.make();
    net.reset(5);
    auto const fresh = saved(net);
    net.fit(any_path(), {.epochs = 0.5});
    auto const trained = saved(net);
    CHECK(trained != fresh);
    net.reset(6);
    CHECK(saved(net) != fresh);
    net.reset(5);
    CHECK(saved(net) == fresh);
    net.fit(any_path(), {.epochs = 0.5});
    CHECK(saved(net) == trained);
}

TEST_CASE("only the weights of sampled paths move, and frozen layers do not") {
    fixture f;
    auto scope = norm_scope::shard;
    SUBCASE("norms of shards") {}
    SUBCASE("norms of the batch") { scope = norm_scope::batch; }
    auto net = f.make(2, all_four(), scope);
    net.reset(1);
    auto const moved = [&](fit_options o, genotype const& path) {
        std::vector<std::vector<float>> before;
        std::vector<std::vector<float>> after;
        auto const snapshot = [&](auto& out) {
            for (std::uint8_t choice = 0; choice < 4; ++choice) {
                auto const w = net.extract_weights(genotype(4, choice));
                for (auto const& p : w) {
                    auto& flat = out.emplace_back();
                    for (auto const& s : p)
                        for (auto const* a :
                             {&s.weights, &s.bias, &s.gamma, &s.beta, &s.mean, &s.variance})
                            flat.insert(flat.end(), a->begin(), a->end());
                }
            }
        };
        snapshot(before);
        net.fit([&](rng&) { return path; }, o);
        snapshot(after);
        std::vector<bool> changed;
        for (std::size_t i = 0; i < before.size(); ++i) changed.push_back(before[i] != after[i]);
        return changed;
    };
    // Six plans for each uniform network: stem, four layers, head.
    auto const free = moved({.epochs = 0.1}, parse_genotype("0-1-2-3", 4));
    auto const frozen =
        moved({.epochs = 0.1, .frozen_layers = {2, 3}}, parse_genotype("0-1-2-3", 4));
    for (std::size_t choice = 0; choice < 4; ++choice) {
        CHECK(free[6 * choice]);      // stem
        CHECK(free[6 * choice + 5]);  // head
        for (std::size_t layer = 0; layer < 4; ++layer) {
            CHECK(free[6 * choice + 1 + layer] == (layer == choice));
            CHECK(frozen[6 * choice + 1 + layer] == (layer == choice && layer < 2));
        }
    }
}

TEST_CASE("scoring changes nothing and does not depend on company or order") {
    fixture f;
    auto net = f.make();
    net.reset(3);
    net.fit(any_path(), {.epochs = 1});
    auto const before = saved(net);
    std::vector<genotype> const gs{parse_genotype("0123", 4), parse_genotype("3210", 4),
                                   parse_genotype("1111", 4)};
    std::vector<fitness> together(3);
    std::vector<fitness> alone(3);
    net.score(gs, together);
    for (std::size_t i = 3; i-- > 0;) net.score(std::span{&gs[i], 1}, std::span{&alone[i], 1});
    CHECK(together == alone);
    CHECK(saved(net) == before);
}

TEST_CASE("weights are saved and loaded whole") {
    fixture f;
    scratch_folder const folder;
    auto net = f.make();
    net.reset(8);
    net.fit(any_path(), {.epochs = 0.5});
    archive_writer out{"weights", 1, f.space.fingerprint};
    net.save(out);
    out.save(folder / "w");
    auto other = f.make(1);
    archive_reader in{folder / "w", "weights", 1, f.space.fingerprint};
    other.load(in);
    CHECK(saved(other) == saved(net));
    auto smaller = f.make(1, fixed_mask(genotype{4}));
    archive_reader again{folder / "w", "weights", 1, f.space.fingerprint};
    CHECK_THROWS_WITH_AS(smaller.load(again), doctest::Contains("another number of arrays"), error);
}

TEST_CASE("no primitive and no buffer is made after construction") {
    fixture f;
    for (auto norm : {norm_scope::shard, norm_scope::batch}) {
        auto net = f.make(2, all_four(), norm);
        net.reset(1);
        auto const made = net.primitives_made();
        auto const buffers = float_buffer::made();
        CHECK(made > 0);
        net.fit(any_path(), {.epochs = 1});
        genotype const g{4};
        fitness s;
        net.score(std::span{&g, 1}, std::span{&s, 1});
        CHECK(net.primitives_made() == made);
        CHECK(float_buffer::made() == buffers);
    }
}

TEST_CASE("impossible set-ups are errors") {
    fixture f;
    CHECK_THROWS_WITH_AS((supernet{f.space, all_four(), f.t, {.threads = 0}}),
                         doctest::Contains("0 threads"), error);
    CHECK_THROWS_WITH_AS((supernet{f.space, all_four(), f.t, {.batch = 30, .shard = 16}}),
                         doctest::Contains("multiple"), error);
    CHECK_THROWS_WITH_AS((supernet{f.space, all_four(), f.t, {.batch = 1024, .shard = 16}}),
                         doctest::Contains("less than one batch"), error);
    auto const refused = [&](auto change, char const* sentence) {
        fixture g;
        auto mask = all_four();
        change(g, mask);
        CHECK_THROWS_WITH_AS(
            (supernet{g.space, mask, g.t, {.threads = 1, .batch = 32, .shard = 8}}),
            doctest::Contains(sentence), error);
    };
    refused([](fixture&, choice_mask& m) { m.pop_back(); }, "a mask of 3 layers for a space of 4");
    refused([](fixture&, choice_mask& m) { m[1].clear(); }, "the mask allows nothing");
    refused([](fixture&, choice_mask& m) { m[2] = {4}; }, "what the pool does not have");
    refused([](fixture& g, choice_mask&) { g.t.norm = {}; }, "set task::norm");
    refused([](fixture& g, choice_mask&) { g.t.data = nullptr; }, "set task::data");
    refused([](fixture& g, choice_mask&) { g.t.train[5] = 640; }, "image 640 of 640");
    refused([](fixture& g, choice_mask&) { g.images.labels[std::size_t(g.t.train[5])] = 4; },
            "label 4 in a set of 4");
    auto net = f.make(1, fixed_mask(genotype{4}));
    CHECK_THROWS_WITH_AS(net.extract_weights(genotype(4, 1)),
                         doctest::Contains("not among the allowed"), error);
    auto hot =
        supernet{f.space,
                 all_four(),
                 f.t,
                 {.threads = 1, .batch = 32, .shard = 8, .optimizer = {.learning_rate = 1e30}}};
    CHECK_THROWS_WITH_AS(hot.fit([](rng&) { return genotype(4, 1); }, {.epochs = 2}),
                         doctest::Contains("the loss is no longer finite"), error);
    // The step, the path and the layer are named: a weight that is not a number stands in the
    // second layer.
    auto sick = f.make(2);
    archive_writer out{"weights", 1, 1};
    sick.save(out);
    std::string bytes{out.bytes()};
    auto const array = bytes.find("1/1/0/weights");
    REQUIRE(array != std::string::npos);
    float const nan = std::nanf("");
    std::memcpy(bytes.data() + array + 13 + 8, &nan, sizeof nan);
    scratch_folder const folder;
    auto const sum = fnv1a{}.text(bytes).value();
    bytes.append(reinterpret_cast<char const*>(&sum), sizeof sum);
    write_file(folder / "w", bytes);
    archive_reader in{folder / "w", "weights", 1, 1};
    sick.load(in);
    for (auto const* part : {"training step 0", "path 0-1-2-3", "layer 1 (mb<3,5>)"})
        CHECK_THROWS_WITH_AS(
            sick.fit([](rng&) { return parse_genotype("0-1-2-3", 4); }, {.epochs = 1}),
            doctest::Contains(part), error);
}

TEST_CASE("the whole search runs on a supernet, and a stop stops it") {
    fixture f;
    priced_space priced;
    priced.name = "tiny";
    priced.target = "test";
    priced.split = 2;
    priced.allowed = all_four();
    priced.score.assign(4, {1, 4, 2, 3});
    cost c{.name = "macs", .stride = 4};
    for (int layer = 0; layer < 4; ++layer)
        for (int choice = 0; choice < 4; ++choice)
            c.table.push_back(static_cast<double>(f.space.lower(layer, choice).macs()));
    priced.costs.push_back(c);
    double const bound = 0.6 * c.of(priced.dearest(c, priced.allowed));
    auto const small = evolution({.population = 8, .parents = 3, .mutations = 3, .crossovers = 3});
    genotype winners[2];
    for (auto& w : winners) {
        auto net = f.make();
        auto const r = two_stage(net, priced,
                                 {.within = {{"macs", bound}},
                                  .stage1_epochs = 2,
                                  .stage2_epochs = 2,
                                  .strategy = small,
                                  .evaluations = 16,
                                  .seed = 4});
        w = r.best().genes;
        CHECK(c.of(w) <= bound);
        CHECK(r.best().fit.primary > 0.3);
    }
    CHECK(winners[0] == winners[1]);
    std::stop_source stop;
    stop.request_stop();
    auto net = f.make();
    CHECK_THROWS_AS(
        two_stage(net, priced, {.strategy = small, .evaluations = 16, .stop = stop.get_token()}),
        stopped);
}

TEST_CASE(
    "augmented training: the same bytes for any number of threads and loaders, and it still "
    "learns") {
    fixture f;
    augmentation const a{.padding = 1, .flip = true, .jitter = 0.1, .cutout = 2, .mixup = 0.2};
    std::string one;
    for (auto const& [threads, loaders] : {std::pair{1, 1}, {2, 1}, {2, 3}}) {
        supernet net{
            f.space,
            all_four(),
            f.t,
            {.threads = threads, .batch = 32, .shard = 8, .augment = a, .loaders = loaders}};
        net.fit(any_path(), {.epochs = 2});
        if (one.empty())
            one = saved(net);
        else
            CHECK(saved(net) == one);
    }

    // A source that hands out the images of memory teaches the same as the images.
    struct memory : picture_source {
        dataset const* d;

        explicit memory(dataset const& of) : d{&of} {}

        std::optional<picture> read(int i) const override { return d->raw(i); }

        std::string name_of(int i) const override { return std::to_string(i); }
    };

    dataset streamed{.name = "streamed",
                     .images = {},
                     .labels = f.images.labels,
                     .classes = f.images.classes,
                     .source = std::make_shared<memory>(f.images),
                     .input_shape = f.images.of()};
    task t = f.t;
    t.data = &streamed;
    supernet far{f.space, all_four(), t, {.threads = 2, .batch = 32, .shard = 8}};
    supernet near{f.space, all_four(), f.t, {.threads = 2, .batch = 32, .shard = 8}};
    far.fit(any_path(), {.epochs = 2});
    near.fit(any_path(), {.epochs = 2});
    CHECK(saved(far) == saved(near));

    // One that hears a stop before the training does: there is a checkpoint all the same.
    struct stopping : memory {
        using memory::memory;
        mutable std::atomic<int> reads{};
        std::stop_source stop;

        std::optional<picture> read(int i) const override {
            if (++reads <= 100) return memory::read(i);
            auto requested = stop;
            requested.request_stop();
            throw stopped{};
        }
    };

    auto const source = std::make_shared<stopping>(f.images);
    streamed.source = source;
    supernet stoppable{f.space, all_four(), t, {.threads = 2, .batch = 32, .shard = 8}};
    int checkpoints = 0;
    fit_options until{.epochs = 2, .stop = source->stop.get_token()};
    until.checkpoint = [&] { ++checkpoints; };
    CHECK_THROWS_AS(stoppable.fit(any_path(), until), stopped);
    CHECK(checkpoints == 1);
    genotype const g(4, 1);
    supernet net{f.space,
                 fixed_mask(g),
                 f.t,
                 {.threads = 2, .batch = 32, .shard = 8, .augment = {.mixup = 0.2}}};
    net.fit([&](rng&) { return g; }, {.epochs = 12});
    CHECK(net.accuracy(g, f.test, all_indices(200)).primary > 0.8);
}
