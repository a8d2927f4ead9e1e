// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/search/domain.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("coordinate search is found by its name and finds the best of a small space") {
    auto const names = strategy_names();
    CHECK(std::count(names.begin(), names.end(), "coordinate") == 1);
    CHECK(strategy_summaries().find("coordinate (all choices of one position") !=
          std::string::npos);
    auto const how = strategy_named("coordinate", 10);
    CHECK(how.name == "coordinate");
    CHECK_THROWS_WITH_AS((void)strategy_named("luck", 10), doctest::Contains("coordinate"), error);
    auto const space = toy_space(8);  // 6,561 networks; the best takes choice 2 everywhere
    toy_evaluator judge;
    auto const r = search(judge, domain_of(space, space.allowed, {}), how, {.evaluations = 17}, 1);
    CHECK(r.best.genes == genotype(8, 2));
}
