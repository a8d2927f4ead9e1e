// SPDX-License-Identifier: MIT
// Tests search/strategies/first_population.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/strategies/first_population.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("a first population holds the best of many by a score that costs little") {
    auto const space = toy_space(8);
    auto const domain = domain_of(space, space.allowed, {});
    std::vector<genotype> asked;
    auto const sum = [](genotype const& g) {
        double s = 0;
        for (auto const choice : g) s += choice;
        return s;
    };
    auto const cheap = [&](std::span<genotype const> networks, std::span<fitness> out) {
        asked.assign(networks.begin(), networks.end());
        for (std::size_t i = 0; i < networks.size(); ++i) out[i] = {sum(networks[i]), 0};
    };
    toy_evaluator e;
    auto const how =
        starting_with_best(cheap, {.networks = 10, .drawn = 200}, evolution(population_of(20)));
    auto const r = search(e, domain, how, {.evaluations = 60}, 5);
    REQUIRE(r.generation_end.front() == 20);
    CHECK(asked.size() > 150);
    auto const best_first = [&](genotype const& a, genotype const& b) { return sum(a) > sum(b); };
    std::stable_sort(asked.begin(), asked.end(), best_first);
    for (std::size_t i = 0; i < 10; ++i) CHECK(r.history[i].genes == asked[i]);
}
