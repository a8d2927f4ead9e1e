// SPDX-License-Identifier: MIT
// Tests base/alternatives.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/alternatives.hpp>

using namespace hurricane;

TEST_CASE("alternatives stand in a sentence") {
    CHECK(alternatives({}).empty());
    CHECK(alternatives({"a"}) == "a");
    CHECK(alternatives({"a", "b"}) == "a or b");
    CHECK(alternatives({"a", "b", "c"}) == "a, b or c");
}
