// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>

#include <hurricane/search/searcher_registry.hpp>

#include "toy_model.hpp"

using namespace hurricane;

TEST_CASE("early layers first: the later ones are fixed, then searched") {
    auto const space = toy_space(6);
    auto const& all = searcher_registry;
    auto const entry =
        std::find_if(all.begin(), all.end(), [](auto const& e) { return e.name == "early-first"; });
    REQUIRE(entry != all.end());
    CHECK(entry->stages == 2);
    toy_model model;
    auto const r = perform(any_model{model}, space, entry->make({.evaluations = 30}),
                           study_options{.seed = 4});
    REQUIRE(r.stages.size() == 2);
    CHECK(r.stages[0].name == "early");
    CHECK(r.stages[1].fixed == r.stages[0].search.best.genes);
}
