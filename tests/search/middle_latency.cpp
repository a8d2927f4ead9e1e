// SPDX-License-Identifier: MIT
// Tests search/middle_latency.hpp.
#include <doctest/doctest.h>

#include <cmath>

#include <hurricane/search/middle_latency.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("the middle latency is that between networks of which no layer is left out") {
    auto space = toy_space();
    // Choice 0 has no parameters; of layer 0 none has, so that all of its choices stay.
    cost params{.name = "params", .stride = 3};
    for (int layer = 0; layer < 5; ++layer)
        for (int choice = 0; choice < 3; ++choice) params.table.push_back(layer * choice);
    space.costs.push_back(params);
    double const cheapest = 0.5 + 1 + 2 * (1.1 + 1.2 + 1.3 + 1.4);
    double const dearest = 0.5 + 4 * (1 + 1.1 + 1.2 + 1.3 + 1.4);
    CHECK(middle_latency(space) == doctest::Approx(std::sqrt(cheapest * dearest)));
    space.costs.pop_back();
    CHECK_THROWS_WITH_AS((void)middle_latency(space), doctest::Contains("params"), error);
}
