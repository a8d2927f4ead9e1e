// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/ops/visit.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/spaces.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

using table = lowered<spaces::fashion>;
static_assert(spaces::fashion::layers == 12 && spaces::fashion::split == 5);
static_assert(table::distinct == 6 && table::first_illegal.first == -1);
static_assert(spaces::fashion::slots[0] == slot{{8, 28, 28}, 16, 2});
static_assert(spaces::fashion::slots[11] == slot{{64, 4, 4}, 64, 1});

struct narrow : backbones::fashion {
    static constexpr std::array stages{stage{8, 2, 2}, stage{16, 1, 2}};
    static constexpr int split = 1;
};
struct narrow_space : space<narrow, pool<ops::sep<3>>, pool<ops::sep<5>, ops::mb<3, 3>>> {};
static_assert(narrow_space::layers == 3 && narrow_space::pool_of[1] == 0 && narrow_space::pool_of[2] == 1);
static_assert(std::is_same_v<narrow_space::pool_at<1>, pool<ops::sep<5>, ops::mb<3, 3>>>);
static_assert(std::string_view{narrow_space::name} == "fashion");

// visit reaches the type behind an index, also in a constant expression.
static_assert(visit(pool32{}, 9, []<class Op>(std::type_identity<Op>) { return std::is_same_v<Op, ops::mb<6, 3>>; }));

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

TEST_CASE("genotypes go to text and back") {
    genotype g{4};
    g[0] = 3, g[1] = 31, g[2] = 0, g[3] = 255;
    CHECK(to_string(g) == "3-31-0-255");
    CHECK(parse_genotype("3-31-0-255", 4) == g);
    CHECK(to_string(parse_genotype("3120", 4)) == "3-1-2-0");
    for (auto const* bad :
         {"", "1-2-3", "1-2-3-4-5", "1-2-3-", "-1-2-3-4", "1-2-x-4", "1-2-3-256", "1--2-3", "12345", "1-2-3-4 "})
        CHECK_THROWS_AS(parse_genotype(bad, 4), error);
    CHECK(g < parse_genotype("3-31-1-0", 4));
}
