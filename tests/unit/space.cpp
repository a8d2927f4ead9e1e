// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/ops/visit.hpp>
#include <hurricane/ops/where_legal.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>
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

static_assert(narrow_space::layers == 3 && narrow_space::pool_of[1] == 0 &&
              narrow_space::pool_of[2] == 1);
static_assert(std::is_same_v<narrow_space::pool_at<1>, pool<ops::sep<5>, ops::mb<3, 3>>>);
static_assert(std::string_view{narrow_space::name} == "fashion");

// Depth: the pool grows at its end, at layers of stride 1 alone; the other spaces are as they were.
using deep = lowered<spaces::fashion_depth>;
static_assert(first_mistake<spaces::fashion_depth>() == mistake::none && deep::distinct == 6);
static_assert(deep::rows[0].size() == 32 && deep::rows[1].size() == 33);
static_assert(deep::candidates[1][31].name == table::candidates[1][31].name);
static_assert(deep::candidates[1][32].name == "identity" && deep::rows[1][32].steps == 0);
static_assert(pool32::size == 32 && table::rows[1].size() == 32);
static_assert(space_facts<spaces::fashion_depth>::rows == space_facts<spaces::fashion>::rows);
static_assert(space_facts<spaces::cifar_depth>::macs.max == space_facts<spaces::cifar>::macs.max);
static_assert(space_facts<spaces::cifar_depth>::macs.min < space_facts<spaces::cifar>::macs.min);

// Where the width changes at stride 1 the identity computes: a row, parameters, no activation.
struct widening : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{24, 2, 1}};
    static constexpr int split = 2;
};

struct widening_space : space<widening, with_skip<pool<ops::sep<3>>>> {};

static_assert(lowered<widening_space>::rows[2].size() == 2);
static_assert(lowered<widening_space>::rows[2][1].steps == 2);
static_assert(lowered<widening_space>::rows[2][1].params == 16 * 24 + 2 * 24);
static_assert(space_facts<widening_space>::rows == 4 + 1);

// Rules stand beside pools and on each other, one for all stages or one for each.
struct mixed : space<widening, pool<ops::sep<5>>, with_skip<where_legal<choice_pool>>> {};

static_assert(lowered<mixed>::distinct == 4 && lowered<mixed>::rows[0].size() == 1);
static_assert(lowered<mixed>::rows[1].size() == 1 && lowered<mixed>::rows[2].size() == 5);
using all_legal = pool_for<where_legal<choice_pool>, slot{{16, 8, 8}, 24, 1}>;
static_assert(std::is_same_v<all_legal, choice_pool>);
static_assert(pool_for<where_legal<pool32>, slot{{16, 8, 8}, 16, 2}>::size == 24);
static_assert(pool_for<where_legal<choice_pool>, slot{{16, 8, 8}, 16, 2}>::size == 4);  // none is
static_assert(space<widening, with_skip<int>>::problem == space_problem::not_a_pool);
static_assert(space<widening, where_legal<with_skip<int>>>::problem == space_problem::not_a_pool);

struct own_rule : pool_rule {
    template <slot At>
    using at = std::conditional_t<(At.out > 16), pool<ops::sep<7>>, pool<ops::sep<3>, ops::sep<5>>>;
};

struct by_own_rule : space<widening, own_rule> {};

static_assert(lowered<by_own_rule>::rows[1].size() == 2);
static_assert(lowered<by_own_rule>::rows[2].size() == 1);

// visit reaches the type behind an index, also in a constant expression.
static_assert(visit(pool32{}, 9, []<class Op>(std::type_identity<Op>) {
    return std::is_same_v<Op, ops::mb<6, 3>>;
}));

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

TEST_CASE("genotypes go to text and back") {
    genotype g{4};
    g[0] = 3, g[1] = 31, g[2] = 0, g[3] = 255;
    CHECK(to_string(g) == "3-31-0-255");
    CHECK(parse_genotype("3-31-0-255", 4) == g);
    CHECK(to_string(parse_genotype("3120", 4)) == "3-1-2-0");
    for (auto const* bad : {"", "1-2-3", "1-2-3-4-5", "1-2-3-", "-1-2-3-4", "1-2-x-4", "1-2-3-256",
                            "1--2-3", "12345", "1-2-3-4 "})
        CHECK_THROWS_AS(parse_genotype(bad, 4), error);
    CHECK(g < parse_genotype("3-31-1-0", 4));
}
