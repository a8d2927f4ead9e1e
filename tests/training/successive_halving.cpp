// SPDX-License-Identifier: MIT
// Tests training/successive_halving.hpp.
#include <hurricane/training/successive_halving.hpp>

#include <doctest/doctest.h>

#include "support.hpp"
#include "tiny.hpp"

using namespace hurricane;

namespace {

struct little_task {
    dataset images = tiny_images(640, 1);
    task t{.data = &images, .train = {}, .validation = {}, .norm = {}};
    space_view space = view<tiny_space>();
    std::vector<named_network> networks;

    little_task() {
        auto const h = hold_out(images, all_indices(640), 128, 3);
        t.train = h.rest;
        t.validation = h.held;
        t.norm = measure(images, t.train);
        for (char const* genes : {"0000", "1111", "2222", "3333", "0123"})
            networks.push_back({genes, parse_genotype(genes, 4)});
    }

    supernet_options training(int threads = 2) const {
        return {.threads = threads, .batch = 32, .shard = 8, .calibration = 64};
    }

    int choose(halving_options const& o, int threads = 2) const {
        return successive_halving(space, networks, t, training(threads), o);
    }
};

std::string bytes_of(halving_progress const& p) {
    archive_writer out{"halving", 1, 1};
    save(out, p);
    return out.whole();
}

/// As another program would find it.
halving_progress read_back(std::string bytes) {
    halving_progress p;
    archive_reader in{std::move(bytes), "a test", "halving", 1, 1};
    load(in, p);
    return p;
}

}  // namespace

TEST_CASE("the better half goes on until one network is left") {
    little_task const f;
    halving_progress p;
    int const left = f.choose({.epochs = 10, .seed = 4, .progress = &p});
    REQUIRE(p.rounds.size() == 3);
    CHECK(p.rounds[0].networks == std::vector{0, 1, 2, 3, 4});
    CHECK(p.rounds[0].epochs == 2);
    CHECK(p.rounds[2].epochs == 5);
    CHECK(p.rounds[2].kept == std::vector{left});
    for (std::size_t r = 0; r < 3; ++r) {
        auto const& round = p.rounds[r];
        CHECK(round.kept.size() == (round.networks.size() + 1) / 2);
        if (r > 0) CHECK(round.networks == p.rounds[r - 1].kept);
        auto const score = [&round](int network) {
            auto const at = std::find(round.networks.begin(), round.networks.end(), network);
            return round.scores[std::size_t(at - round.networks.begin())];
        };
        for (int network : round.networks)
            if (std::count(round.kept.begin(), round.kept.end(), network) == 0)
                for (int kept : round.kept) CHECK(score(kept).better_than(score(network)));
    }
    CHECK(p.rounds[2].scores[0].top1 > 0.6);
}

TEST_CASE("a score is the mean cross-entropy and the accuracy of the training that goes on") {
    little_task f;
    f.networks.resize(2);
    halving_progress p;
    f.choose({.epochs = 8, .seed = 4, .progress = &p});
    auto const& g = f.networks[1].genes;
    supernet net{f.space, fixed_mask(g), f.t, f.training()};
    net.reset(4);
    net.fit([&](rng&) { return g; }, {.epochs = 4});
    auto const right = net.accuracy(g, f.images, f.t.validation).primary;
    CHECK(p.rounds[0].scores[1].top1 == right);
    auto const logits = net.logits(g, f.images, f.t.validation);
    double loss = 0;
    for (std::size_t i = 0; i < f.t.validation.size(); ++i) {
        int const label = f.images.labels[std::size_t(f.t.validation[i])];
        double sum = 0;
        for (int c = 0; c < 4; ++c)
            sum += std::exp(double(logits[4 * i + std::size_t(c)]) -
                            double(logits[4 * i + std::size_t(label)]));
        loss += std::log(sum) / 128;
    }
    CHECK(p.rounds[0].scores[1].cross_entropy == doctest::Approx(loss).epsilon(1e-9));
}

TEST_CASE("equal cross-entropies are ordered by what is right, and one that is no number is last") {
    double const none = std::numeric_limits<double>::infinity();
    CHECK(validation_score{0.4, 0.1}.better_than({0.5, 0.9}));
    CHECK(validation_score{0.4, 0.9}.better_than({0.4, 0.8}));
    CHECK(!validation_score{0.4, 0.9}.better_than({0.4, 0.9}));
    CHECK(validation_score{9, 0}.better_than({none, 1}));
}

TEST_CASE("successive halving: the same bytes for any number of threads, other ones for a seed") {
    little_task const f;
    std::string bytes[3];
    for (int i = 0; i < 3; ++i) {
        halving_progress p;
        f.choose({.epochs = 5, .seed = i == 2 ? 5u : 4u, .progress = &p}, i == 0 ? 1 : 3);
        bytes[i] = bytes_of(p);
    }
    CHECK(bytes[0] == bytes[1]);
    CHECK(bytes[0] != bytes[2]);
}

TEST_CASE("a choice goes on from any of its checkpoints to the same bytes") {
    little_task const f;
    halving_progress whole;
    std::vector<std::string> kept;
    whole.checkpoint = [&] { kept.push_back(bytes_of(whole)); };
    int const left = f.choose({.epochs = 10, .seed = 4, .progress = &whole});
    // Of each network its epochs (2, then 10 / 3 and 5: 1 + 3 + 4 checkpoints inside) and its end.
    CHECK(kept.size() == 5 * (1 + 1) + 3 * (3 + 1) + 2 * (4 + 1) + 3);
    for (std::size_t i = 0; i < kept.size(); i += 3) {
        auto p = read_back(kept[i]);
        CHECK(f.choose({.epochs = 10, .seed = 4, .progress = &p}) == left);
        CHECK(bytes_of(p) == bytes_of(whole));
    }
    // A stop leaves a checkpoint too.
    std::stop_source stop;
    halving_progress stopped_at;
    int epochs = 0;
    std::string last;
    stopped_at.checkpoint = [&] {
        last = bytes_of(stopped_at);
        if (++epochs == 4) stop.request_stop();
    };
    CHECK_THROWS_AS(
        f.choose({.epochs = 10, .seed = 4, .stop = stop.get_token(), .progress = &stopped_at}),
        stopped);
    auto p = read_back(last);
    CHECK(f.choose({.epochs = 10, .seed = 4, .progress = &p}) == left);
    CHECK(bytes_of(p) == bytes_of(whole));
}

TEST_CASE("successive halving says what it lacks") {
    little_task f;
    halving_progress p;
    CHECK_THROWS_WITH_AS(f.choose({.epochs = 0}), doctest::Contains("0 epochs a round"), error);
    f.networks.resize(1);
    CHECK(f.choose({.epochs = 1, .progress = &p}) == 0);
    CHECK(p.rounds.empty());
    f.networks.clear();
    CHECK_THROWS_WITH_AS(f.choose({}), doctest::Contains("no networks to choose among"), error);
    little_task none;
    none.t.validation.clear();
    CHECK_THROWS_WITH_AS(none.choose({}), doctest::Contains("no validation images"), error);
}
