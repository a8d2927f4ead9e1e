// SPDX-License-Identifier: MIT
// Tests core/reason.hpp.
#include <doctest/doctest.h>

#include <hurricane/core/reason.hpp>

using namespace hurricane;

TEST_CASE("every reason has a sentence of its own") {
    for (int i = 0; i <= static_cast<int>(reason::output_is_not_the_one_of_the_slot); ++i)
        CHECK(sentence(static_cast<reason>(i)) != "unknown reason");
}
