// SPDX-License-Identifier: MIT
// Tests space/same_network.hpp.
#include <doctest/doctest.h>

#include <hurricane/space/same_network.hpp>
#include <hurricane/space/view.hpp>

#include "deep_space.hpp"

using namespace hurricane;
using namespace tests;

TEST_CASE("identities in another order spell the same network") {
    auto const space = view<with_identity>();
    CHECK(same_network(space, read("1313131"), read("1133131")));
    CHECK(same_network(space, read("1313131"), read("1331131")));
    CHECK(!same_network(space, read("1313131"), read("1113131")));
    // The first layer of a stage changes the shape: its identity is a convolution.
    CHECK(!same_network(space, read("1333113"), read("1333311")));
    CHECK(!same_network(space, read("1333121"), read("1333211")));
}
