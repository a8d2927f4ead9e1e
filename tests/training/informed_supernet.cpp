// SPDX-License-Identifier: MIT
// Tests training/informed_supernet.hpp.
#include <hurricane/training/informed_supernet.hpp>

#include "tiny.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace hurricane;

static_assert(Model<informed_supernet>);

namespace {

struct fixture : tiny_task {
    supernet_options how{.threads = 2, .batch = 32, .score = score_form::cross_entropy};
    zero_cost_options cheap{.what = zero_cost::relu_units, .images = 8};
    zero_cost_evaluator units{space, all_four(), images, t.norm, std::span{t.train}.first(8),
                              cheap};
    std::vector<genotype> networks{genotype(4, 0),
                                   genotype(4, 1),
                                   genotype(4, 2),
                                   genotype(4, 3),
                                   parse_genotype("0123", 4),
                                   parse_genotype("1100", 4)};

    std::vector<fitness> scores(auto& of) const {
        std::vector<fitness> out(networks.size());
        of.score(networks, out);
        return out;
    }
};

}  // namespace

TEST_CASE("a score that costs nothing is added in deviations, and none leaves the supernet's") {
    fixture f;
    supernet net{f.space, all_four(), f.t, f.how};
    informed_supernet alone{net, nullptr, 2};
    informed_supernet informed{net, &f.units, 2};
    informed.reset(1);
    informed.fit(any_path(), {.epochs = 2});
    auto const own = f.scores(net);
    auto const cheap = f.scores(f.units);
    auto const both = f.scores(informed);
    CHECK(f.scores(alone) == own);
    // both = (own - a) / b + 2 (cheap - c) / d for some a, b > 0, c, d > 0: three networks say
    // b and d, the others agree
    auto const differences = [&](std::size_t i) {
        return std::array{own[i].primary - own[0].primary, cheap[i].primary - cheap[0].primary,
                          both[i].primary - both[0].primary};
    };
    auto const p = differences(1);
    auto const q = differences(2);
    double const determinant = p[0] * q[1] - p[1] * q[0];
    REQUIRE(determinant != 0);
    double const of_own = (p[2] * q[1] - p[1] * q[2]) / determinant;
    double const of_cheap = (p[0] * q[2] - p[2] * q[0]) / determinant;
    CHECK(of_own > 0);
    CHECK(of_cheap > 0);
    for (std::size_t i = 3; i < both.size(); ++i) {
        auto const d = differences(i);
        CHECK(d[2] == doctest::Approx(of_own * d[0] + of_cheap * d[1]).epsilon(1e-6));
        CHECK(both[i].tie == own[i].tie);
    }
}

TEST_CASE("with a weight of 0 the other score decides between equals alone") {
    fixture f;
    supernet net{f.space, all_four(), f.t, f.how};
    informed_supernet tied{net, &f.units, 0};
    tied.reset(1);
    tied.fit(any_path(), {.epochs = 1});
    auto const own = f.scores(net);
    auto const cheap = f.scores(f.units);
    auto const both = f.scores(tied);
    for (std::size_t i = 0; i < both.size(); ++i) {
        CHECK(both[i].primary == own[i].primary);
        CHECK(both[i].tie == cheap[i].primary);
    }
}

TEST_CASE("how many paths are compared moves the scores alone") {
    fixture f;
    supernet net{f.space, all_four(), f.t, f.how};
    informed_supernet few{net, &f.units, 2, 0};  // 2 at least
    informed_supernet many{net, &f.units, 2};
    few.reset(1);
    few.fit(any_path(), {.epochs = 1});
    auto const by_few = f.scores(few);
    many.reset(1);
    many.fit(any_path(), {.epochs = 1});
    auto const by_many = f.scores(many);
    for (std::size_t i = 0; i < by_few.size(); ++i) {
        CHECK(std::isfinite(by_few[i].primary));
        CHECK(by_few[i].tie == by_many[i].tie);
    }
    CHECK(by_few != by_many);
}

TEST_CASE("what both scores are measured by goes on from a checkpoint") {
    fixture f;
    supernet net{f.space, all_four(), f.t, f.how};
    informed_supernet informed{net, &f.units, 1};
    informed.fit(any_path(), {.epochs = 1});
    scratch_folder const folder;
    archive_writer out{"checkpoint", 1, 7};
    informed.suspend(out);
    out.save(folder / "state");
    supernet other{f.space, all_four(), f.t, f.how};
    informed_supernet again{other, &f.units, 1};
    archive_reader in{folder / "state", "checkpoint", 1, 7};
    again.restore(in);
    CHECK(f.scores(again) == f.scores(informed));
}

TEST_CASE("a spread leaves out what is not finite, and divides by no zero") {
    std::vector<fitness> const scores{{1, 0}, {3, 0}, {-INFINITY, 0}};
    auto const s = spread_of(scores);
    CHECK(s.mean == 2);
    CHECK(s.deviation == 1);
    CHECK(s.of(4) == 2);
    CHECK(spread_of(std::span{scores}.first(1)).deviation == 1);
}
