// SPDX-License-Identifier: MIT
// Tests space/genotype.hpp.
#include <doctest/doctest.h>

#include <hurricane/space/genotype.hpp>

using namespace hurricane;

TEST_CASE("genotypes go to text and back") {
    genotype g{4};
    g[0] = 3;
    g[1] = 31;
    g[2] = 0;
    g[3] = 255;
    CHECK(to_string(g) == "3-31-0-255");
    CHECK(parse_genotype("3-31-0-255", 4) == g);
    CHECK(to_string(parse_genotype("3120", 4)) == "3-1-2-0");
    for (auto const* bad : {"", "1-2-3", "1-2-3-4-5", "1-2-3-", "-1-2-3-4", "1-2-x-4", "1-2-3-256",
                            "1--2-3", "12345", "1-2-3-4 "})
        CHECK_THROWS_AS(parse_genotype(bad, 4), error);
    CHECK(g < parse_genotype("3-31-1-0", 4));
}
