// SPDX-License-Identifier: MIT
// Tests space/same_network.hpp.
#include <doctest/doctest.h>

#include <hurricane/ops/choice.hpp>
#include <hurricane/ops/identity.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/same_network.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

struct deep_backbone : backbones::fashion {
    static constexpr std::array stages{stage{16, 4, 2}, stage{24, 2, 1}, stage{32, 1, 2}};
    static constexpr int split = 3;
};

struct with_identity
    : space<deep_backbone, pool<ops::sep<3>, ops::mb<6, 3>, ops::choice<3>, ops::identity>> {};

genotype read(char const* digits) { return parse_genotype(digits, 7); }

}  // namespace

TEST_CASE("identities in another order spell the same network") {
    auto const space = view<with_identity>();
    CHECK(same_network(space, read("1313131"), read("1133131")));
    CHECK(same_network(space, read("1313131"), read("1331131")));
    CHECK(!same_network(space, read("1313131"), read("1113131")));
    // The first layer of a stage changes the shape: its identity is a convolution.
    CHECK(!same_network(space, read("1333113"), read("1333311")));
    CHECK(!same_network(space, read("1333121"), read("1333211")));
}
