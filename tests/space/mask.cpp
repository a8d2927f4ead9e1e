// SPDX-License-Identifier: MIT
// Tests space/mask.hpp.
#include <doctest/doctest.h>

#include <hurricane/space/mask.hpp>

using namespace hurricane;

TEST_CASE("a mask allows networks of its choices and of its length") {
    choice_mask const mask{{0, 2}, {1}};
    CHECK(allows(mask, parse_genotype("2-1", 2)));
    CHECK(!allows(mask, parse_genotype("1-1", 2)));
    CHECK(!allows(mask, parse_genotype("2", 1)));
    CHECK(!allows(mask, parse_genotype("2-1-0", 3)));
    auto const g = parse_genotype("2-1", 2);
    CHECK(fixed_mask(g) == choice_mask{{2}, {1}});
    CHECK(allows(fixed_mask(g), g));
}
