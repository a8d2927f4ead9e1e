// SPDX-License-Identifier: MIT
// Tests cost/cost.hpp, cost/endings.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/rng.hpp>
#include <hurricane/cost/batch.hpp>
#include <hurricane/cost/endings.hpp>

#include "toy_space.hpp"

using namespace hurricane;

static_assert(cost_states{}.count == 1);

TEST_CASE("a cost with states follows them along the layers") {
    auto const space = toy_widths(4);
    auto const& c = space["macs"];
    CHECK(c.has_states());
    CHECK(c.is_sum());
    CHECK_FALSE(c.additive());
    CHECK(c.of(parse_genotype("0-0-0-0", 4)) == 3);
    CHECK(c.of(parse_genotype("1-0-2-3", 4)) == 3 + (8 * 2 + 1) + (2 * 4 + 1) + (4 * 8 + 1));
    CHECK(c.of(parse_genotype("3-3-0-1", 4)) == 3 + 2 * (8 * 8 + 1) + (8 * 2 + 1));
}

TEST_CASE("prices of pairs are states: the choice before") {
    rng random{1, "pairs"};
    cost c{.name = "ms", .fixed = 1, .stride = 3, .table = {}};
    for (int i = 0; i < 4 * 3; ++i) c.table.push_back(random.uniform());
    std::vector<double> pairs;
    for (int i = 0; i < 3 * 9; ++i) pairs.push_back(random.normal());
    c.states = states_of_pairs(pairs, 3);
    for (auto const& g : all_networks(choice_mask(4, {0, 1, 2}))) {
        double sum = 1;
        for (int layer = 0; layer < 4; ++layer) sum += c.at(layer, g[layer]);
        for (int layer = 0; layer < 3; ++layer)
            sum += pairs[std::size_t((layer * 3 + g[layer]) * 3 + g[layer + 1])];
        CHECK(c.of(g) == doctest::Approx(sum).epsilon(1e-12));
    }
}

TEST_CASE("the least and the most of endings, from any state, are those of enumeration") {
    auto const space = toy_widths(4);
    auto const& c = space["macs"];
    choice_mask mask = space.allowed;
    mask[1] = {1, 3};
    mask[2] = {0, 2, 3};
    for (int const sign : {1, -1}) {
        best_endings const endings{c, mask, sign};
        double least = 1e9;
        for (auto const& g : all_networks(mask)) least = std::min(least, sign * c.of(g));
        CHECK(sign * c.fixed + endings.of(0, 0) == least);
        CHECK(sign * c.of(endings.way()) == least);
        for (int state = 0; state < 4; ++state) {
            double behind = 1e9;
            for (auto const a : mask[2])
                for (auto const b : mask[3])
                    behind = std::min(behind, endings.step(2, state, a) +
                                                  endings.step(3, c.next(2, state, a), b));
            CHECK(endings.of(2, state) == behind);
        }
    }
    CHECK(space.cheapest(c, space.allowed) == genotype(4, 0));
    CHECK(space.dearest(c, space.allowed) == genotype(4, 3));
}

TEST_CASE("a changed gene of a cost with states: the new price is that of the new genotype") {
    auto const space = toy_widths(6);
    auto const& c = space["macs"];
    rng random{2, "widths"};
    genotype g{6};
    double price = c.of(g);
    for (int i = 0; i < 2000; ++i) {
        price = reprice(c, price, g, int(random.below(6)), std::uint8_t(random.below(4)));
        CHECK(price == c.of(g));
    }
}

TEST_CASE("states that do not fit a cost are refused; one choice has pairs too") {
    auto const space = toy_widths(3);
    auto c = space["macs"];
    CHECK_NOTHROW(check_states(c));
    c.how = combine::maximum;
    CHECK_THROWS_WITH_AS(check_states(c), "cost macs: a maximum over layers with states; use a sum",
                         error);
    c = space["macs"];
    c.states.next.back() = 4;
    CHECK_THROWS_WITH_AS(check_states(c), doctest::Contains("state 4 of 4"), error);
    c.states.next.pop_back();
    CHECK_THROWS_WITH_AS(check_states(c), doctest::Contains("another size"), error);
    cost one{.name = "one", .stride = 1, .table = {1, 1}};
    one.states = states_of_pairs({7}, 1);
    CHECK(one.of(genotype(2, 0)) == 9);
}
