// SPDX-License-Identifier: MIT
// Tests search/stages.hpp.
#include <doctest/doctest.h>

#include <set>
#include <utility>
#include <vector>

#include <hurricane/search/stages.hpp>
#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/two_stage.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("two stages of a strategy search the free layers, the early ones fixed or not") {
    auto const space = toy_space(10);
    auto const masked =
        searched(space.allowed, genotype(10, 1), 4, 10);  // as stage 1 of a supernet does
    toy_evaluator e;
    auto const r = search(e, domain_of(space, masked, {}),
                          in_two_stages(evolution(population_of(10))), {.evaluations = 100}, 3);
    // Of the free layers, 4 to 9, the first two are the early ones. Ten networks are sampled, 54 of
    // the other 90 are of the first pass.
    CHECK(r.history.size() == 100);
    std::set<std::pair<std::uint8_t, std::uint8_t>> early;
    std::set<std::pair<std::uint8_t, std::uint8_t>> sampled;
    std::set<genotype> later;  // the early genes set to 0
    for (int i = 0; i < 10; ++i) sampled.insert({r.history[i].genes[4], r.history[i].genes[5]});
    for (int i = 10; i < 37; ++i) early.insert({r.history[i].genes[4], r.history[i].genes[5]});
    CHECK(sampled.size() > 1);
    CHECK(early.size() == 1);
    CHECK(sampled.contains(*early.begin()));
    for (int i = 37; i < 40; ++i) {  // the second stage has 8 new networks at most
        auto g = r.history[i].genes;
        CHECK(!early.contains({g[4], g[5]}));
        g[4] = 0;
        g[5] = 0;
        later.insert(g);
    }
    CHECK(later.size() == 1);
    CHECK(r.best.genes[4] == 2);
    CHECK(r.best.genes[5] == 2);
}

TEST_CASE("the stages of a plan take turns and share the evaluations") {
    stage_plan const one{2, 5, 0, 100, 1};
    REQUIRE(one.size() == 2);
    CHECK(one[0].first == 2);
    CHECK(one[0].last == 5);
    CHECK(one[0].end == 50);
    CHECK(one[1].first == 0);
    CHECK(one[1].last == 2);
    CHECK(one[1].end == 100);
    stage_plan const three{2, 5, 10, 110, 3};
    REQUIRE(three.size() == 7);
    std::vector<int> ends;
    for (int stage = 0; stage < three.size(); ++stage) ends.push_back(three[stage].end);
    CHECK(ends == std::vector<int>{40, 70, 80, 90, 100, 110, 110});
    CHECK(three[6].first == 0);  // what all leave is for all positions
    CHECK(three[6].last == 5);
    CHECK(three.at(10) == 0);
    CHECK(three.at(39) == 0);
    CHECK(three.at(40) == 1);
    CHECK(three.at(110) == 7);
    CHECK_THROWS_WITH_AS((stage_plan{5, 5, 0, 1, 1}), doctest::Contains("a split at 5 of 5"),
                         error);
    CHECK_THROWS_WITH_AS((stage_plan{1, 5, 0, 1, 0}), doctest::Contains("0 passes"), error);
}
