// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <how_to/board.hpp>

#include <hurricane/cost/price.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

using namespace hurricane;

namespace {

struct frame : backbones::fashion {
    static constexpr fixed_string name = "toy";
    static constexpr std::array stages{stage{16, 2, 2}};
    static constexpr int split = 1;
};

struct toy : space<frame, pool<ops::sep<3>, ops::mb<3, 3>>> {};

static_assert(Target<how_to::board>);

}  // namespace

TEST_CASE("a measured board prices its space and takes away what it does not run") {
    auto const priced = price<toy, how_to::board, keep_all>();
    CHECK(priced.target == "how_to::board");
    CHECK(priced["latency_ms"].of(genotype(2, 0)) == doctest::Approx(0.01 + 0.02 + 0.03 + 0.04));
    CHECK(priced.allowed[0].size() == 2);
    CHECK(priced.allowed[1].size() == 1);
}
