// SPDX-License-Identifier: MIT
// Tests search/width_family.hpp, space/at_width.hpp.
#include <doctest/doctest.h>

#include <hurricane/search/width_family.hpp>
#include <hurricane/space/presets.hpp>

#include "tiny_widths.hpp"

using namespace hurricane;
using namespace tests;

TEST_CASE("a family is the space at several widths, each priced for the target") {
    auto const family = family_of<tiny, phone, three>();
    REQUIRE(family.size() == 3);
    CHECK(family[0].factor == 0.5);
    CHECK(family[1].space.name == "tiny");
    CHECK(family[2].space.name == "tiny_x2");
    CHECK(family[1].priced.fingerprint == view<tiny>().fingerprint);
    CHECK(view<at_width<tiny, 100>>().fingerprint == view<tiny>().fingerprint);
    auto const views = family_views<tiny, three>();
    REQUIRE(views.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(views[i].fingerprint == family[i].space.fingerprint);
        CHECK(family[i].priced.fingerprint == family[i].space.fingerprint);
        CHECK(views[i].backbone == "fashion");  // whose stem all have
        CHECK(views[i].stem == views[0].stem);
    }
    auto const& narrowest = family[0].priced["macs"];
    auto const& widest = family[2].priced["macs"];
    auto const g = family[0].priced.dearest(narrowest, family[0].priced.allowed);
    CHECK(narrowest.of(g) < widest.of(g));
}
