// SPDX-License-Identifier: MIT
// Tests space/view.hpp, space/fingerprint.hpp.
#include <doctest/doctest.h>

#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

struct narrow : backbones::fashion {
    static constexpr std::array stages{stage{8, 2, 2}, stage{16, 1, 2}};
    static constexpr int split = 1;
};

struct narrow_space : space<narrow, pool<ops::sep<3>>, pool<ops::sep<5>, ops::mb<3, 3>>> {};

}  // namespace

TEST_CASE("the view of a space repeats what its type says") {
    auto const v = view<spaces::fashion>();
    REQUIRE(v.size() == 12);
    CHECK(v.name == "fashion");
    CHECK(v[0].at == spaces::fashion::slots[0]);
    CHECK(v[0].candidates.size() == 32);
    CHECK(v.lower(3, 9) == lower<ops::mb<6, 3>>(v[3].at));
    CHECK(v.fingerprint == view<spaces::fashion>().fingerprint);
    CHECK(v.fingerprint != view<narrow_space>().fingerprint);

    auto const plans = network(v, all_of(v, "mb<3,3>"));
    REQUIRE(plans.size() == 14);
    for (std::size_t i = 1; i < plans.size(); ++i) CHECK(plans[i].in() == plans[i - 1].out());
    CHECK(plans.back().out() == shape{10, 1, 1});
    CHECK_THROWS_WITH_AS(all_of(v, "conv"), doctest::Contains("no operator 'conv'"), error);
    CHECK_THROWS_AS(network(v, genotype{3}), error);
    CHECK_THROWS_WITH_AS(network(v, genotype(12, 32)), doctest::Contains("layer 0"), error);
}

TEST_CASE("a space with depth has the networks of the one without, and shallower ones") {
    auto const flat = view<spaces::fashion>();
    auto const deep_space = view<spaces::fashion_depth>();
    CHECK(deep_space.name == "fashion_depth");
    CHECK(deep_space.backbone == flat.backbone);  // whose stem and head it has
    CHECK(deep_space.fingerprint != flat.fingerprint);
    genotype g{12, 9};
    CHECK(network(deep_space, g) == network(flat, g));
    g[4] = 32;
    auto const plans = network(deep_space, g);
    CHECK(plans[5].size() == 0);
    CHECK(plans[5].out() == plans[6].in());
    g[3] = 32;  // of stride 2: its pool has 32
    CHECK_THROWS_WITH_AS(network(deep_space, g), doctest::Contains("layer 3"), error);
    CHECK_THROWS_WITH_AS(all_of(deep_space, "identity"), doctest::Contains("layer 0"), error);
}

TEST_CASE("fingerprints are fixed for ever: files of results and checkpoints carry them") {
    CHECK(view<spaces::fashion>().fingerprint == 0x6b853efa2a69548c);
    CHECK(view<spaces::fashion_depth>().fingerprint == 0x0bd56be65564a9f8);
    CHECK(view<spaces::nasbench_macro>().fingerprint == 0x13c9568ca79776dc);
}
