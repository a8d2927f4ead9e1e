// SPDX-License-Identifier: MIT
// Tests search/early_operators.hpp, search/domain.hpp.
#include <doctest/doctest.h>

#include <utility>

#include <hurricane/search/early_operators.hpp>
#include <hurricane/search/two_stage.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("the early operators leave the later layers their share") {
    auto const space = toy_space(6);
    auto const& c = space["latency_ms"];
    for (double bound : {8.1, 9.0, 12.0, 20.0, 40.0}) {
        auto const g = early_operators(space, {{"latency_ms", bound}});
        auto rest = space.cheapest(c, space.allowed);
        for (int layer = 0; layer < 2; ++layer) rest[layer] = g[layer];
        CHECK(c.of(rest) <= bound + 1e-9);
    }
    // Of middling cost where that fits, and the cheapest where the later layers need the room.
    for (double bound : {12.0, 20.0}) {
        auto const g = early_operators(space, {{"latency_ms", bound}});
        for (int layer = 0; layer < 2; ++layer) CHECK(g[layer] == 1);
    }
    auto const tight = early_operators(space, {{"latency_ms", 8.1}});
    for (int layer = 0; layer < 2; ++layer) CHECK(tight[layer] == 0);
    CHECK(early_operators(space, {})[0] == 2);  // the best score where nothing limits
    // A maximum that the best operator exceeds: the best of those that do not.
    auto const peaked = early_operators(space, {{"peak", 2.0}});
    for (int layer = 0; layer < 2; ++layer) CHECK(space["peak"].at(layer, peaked[layer]) <= 2);
    // Its first choices do not meet it, nor do most networks: a search ends all the same, and soon.
    auto high = toy_space(20);
    auto& peak = high.costs[1];
    for (std::size_t layer = 0; layer < 20; ++layer)
        std::swap(peak.table[layer * 3], peak.table[layer * 3 + 2]);
    toy_evaluator e;
    auto const found = search(e, domain_of(high, high.allowed, {}), evolution(population_of(6)),
                              {.evaluations = 30}, 1);
    CHECK(!found.exhausted);
    int visited = 0;
    detail::networks_within{high, high.allowed, {{"peak", 2.9}}}.each(nullptr,
                                                                      [&](genotype const& g) {
                                                                          CHECK(g[19] == 2);
                                                                          return ++visited < 5;
                                                                      });
    CHECK(visited == 5);
    CHECK_THROWS_WITH_AS(early_operators(space, {{"latency_ms", 0.1}}),
                         doctest::Contains("smallest reachable"), error);
    // Two costs of which each is the other's opposite: what saves one is dear in the other.
    auto two = space;
    two.costs.push_back(two.costs.front());
    two.costs.back().name = "other";
    for (std::size_t layer = 0; layer < 6; ++layer) {
        auto* const t = two.costs.back().table.data() + layer * two.costs.back().stride;
        std::swap(t[0], t[2]);
    }
    rng random{1, "several"};
    auto const g = feasible_sampler{two, two.allowed}(random);
    limits const both{{"latency_ms", two["latency_ms"].of(g) + 0.5},
                      {"other", two["other"].of(g) + 0.5}};
    auto const early = early_operators(two, both);
    CHECK_NOTHROW((feasible_sampler{two, searched(two.allowed, early, two.split, 6), both}));
}
