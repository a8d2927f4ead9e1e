// SPDX-License-Identifier: MIT
// Tests training/trained_alone.hpp.
#include <hurricane/training/trained_alone.hpp>

#include "tiny.hpp"

#include <doctest/doctest.h>

using namespace hurricane;

static_assert(is_evaluator<trained_alone>);

namespace {

supernet_options how(int threads) {
    return {.threads = threads, .batch = 32, .shard = 8, .score = score_form::cross_entropy};
}

}  // namespace

TEST_CASE("a network trained alone is scored as one that nothing was trained beside") {
    tiny_task const f;
    std::vector<genotype> const networks{genotype(4, 1), parse_genotype("0123", 4), genotype(4, 1)};
    std::vector<fitness> scores(3);
    trained_alone alone{f.space, f.t, how(2), {.epochs = 4, .seed = 9}};
    alone.score(networks, scores);
    CHECK(scores[0] == scores[2]);
    CHECK(scores[0].primary > -std::log(4.0));  // better than a guess
    supernet net{f.space, fixed_mask(networks[1]), f.t, how(2)};
    net.reset(9);
    net.fit([&](rng&) { return networks[1]; }, {.epochs = 4});
    std::vector<fitness> own(1);
    net.score(std::span{networks}.subspan(1, 1), own);
    CHECK(own[0] == scores[1]);
    std::vector<fitness> by_one(3);
    trained_alone{f.space, f.t, how(1), {.epochs = 4, .seed = 9}}.score(networks, by_one);
    CHECK(by_one == scores);
}

TEST_CASE("a training alone obeys a stop") {
    tiny_task const f;
    std::stop_source source;
    source.request_stop();
    std::vector<genotype> const networks{genotype(4, 1)};
    std::vector<fitness> scores(1);
    trained_alone alone{f.space, f.t, how(1), {.epochs = 1, .stop = source.get_token()}};
    CHECK_THROWS_AS(alone.score(networks, scores), stopped);
}

TEST_CASE("a training alone that diverges has the lowest score, and the others theirs") {
    tiny_task const f;
    auto wild = how(1);
    wild.optimizer.learning_rate = 1e30;
    std::vector<genotype> const networks{genotype(4, 1)};
    std::vector<fitness> scores(1);

    struct : observer {
        std::string said;

        void log(std::string_view line) override { said += line; }
    } heard;

    trained_alone alone{f.space, f.t, wild, {.epochs = 1, .watch = &heard}};
    alone.score(networks, scores);
    CHECK(scores[0].primary == std::numeric_limits<double>::lowest());
    CHECK(heard.said.find("a training alone ended") != std::string::npos);
}
