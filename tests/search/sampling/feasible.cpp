// SPDX-License-Identifier: MIT
// Tests search/sampling/feasible.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <vector>

#include <hurricane/search/sampling/feasible.hpp>

#include "toy_space.hpp"

using namespace hurricane;

namespace {

std::vector<genotype> enumerate(priced_space const& space, limits const& bounds) {
    std::vector<genotype> all;
    int total = 1;
    for (int i = 0; i < space.layers(); ++i) total *= 3;
    for (int code = 0; code < total; ++code) {
        genotype g{space.layers()};
        int rest = code;
        for (auto& c : g) {
            c = static_cast<std::uint8_t>(rest % 3);
            rest /= 3;
        }
        if (space.within(g, bounds)) all.push_back(g);
    }
    return all;
}

}  // namespace

// The bounds lie between sums: the tables leave out a path exactly on a bound by their rounding.
// Both ways of drawing, each with and without a further limit.
TEST_CASE("paths are uniform among the feasible ones, and never over a limit") {
    auto const space = toy_space();
    for (auto const& [tries, bounds] : {std::pair{true, limits{}},
                                        {true, {{"latency_ms", 12.03}}},
                                        {true, {{"latency_ms", 14.03}, {"peak", 4.3}}},
                                        {true, {{"peak", 2.5}}},
                                        {false, {{"latency_ms", 10.03}}},
                                        {false, {{"latency_ms", 11.03}, {"peak", 4.3}}}}) {
        auto const all = enumerate(space, bounds);
        feasible_sampler const sample{space, space.allowed, bounds};
        CHECK(sample.tries() == tries);
        rng random{11, "chi"};
        std::map<genotype, int> seen;
        int const draws = 300 * static_cast<int>(all.size());
        for (int i = 0; i < draws; ++i) {
            auto const g = sample(random);
            REQUIRE(space.within(g, bounds));
            ++seen[g];
        }
        CHECK(seen.size() == all.size());
        double chi = 0;
        for (auto const& [g, n] : seen) chi += (n - 300.0) * (n - 300.0) / 300.0;
        double const freedom = static_cast<double>(all.size()) - 1;
        CHECK(chi < freedom + 4 * std::sqrt(2 * freedom));  // about 1 in 10,000
    }
}

TEST_CASE("a limit that nothing meets is an error with the smallest reachable value") {
    auto space = toy_space();
    auto dislike = space.costs[0];  // the reverse of latency, so that both cannot be low
    dislike.name = "dislike";
    dislike.fixed = 0;
    for (auto& x : dislike.table) x = 1 / x - 0.2;
    space.costs.push_back(dislike);
    // cheapest: 0.5 + 1 + 1.1 + 1.2 + 1.3 + 1.4 = 6.5
    CHECK_THROWS_WITH_AS((feasible_sampler{space, space.allowed, {{"latency_ms", 6.4}}}),
                         doctest::Contains("the smallest reachable is 6.5"), error);
    CHECK_THROWS_AS((feasible_sampler{space, space.allowed, {{"latency_ms", std::nan("")}}}),
                    error);
    CHECK_THROWS_WITH_AS((feasible_sampler{space, space.allowed, {{"energy", 1}}}),
                         doctest::Contains("no cost named"), error);
    CHECK(feasible_sampler{space, space.allowed, {{"latency_ms", 6.51}}}.paths() == 1);
    CHECK(feasible_sampler{space, space.allowed, {{"latency_ms", 6.5}}}.paths() ==
          1);  // exactly the cheapest
    CHECK_THROWS_WITH_AS(
        (feasible_sampler{space, space.allowed, {{"latency_ms", 7.0}, {"dislike", 0.5}}}),
        doctest::Contains("within all limits together"), error);
    CHECK(feasible_sampler{space, space.allowed}.paths() == 243);
    // The tighter of two additive limits is obeyed by construction, in whatever order they come.
    auto macs = space.costs[0];
    macs.name = "macs";
    space.costs.push_back(macs);
    for (limits const& both :
         {limits{{"macs", 1e9}, {"latency_ms", 6.51}}, limits{{"latency_ms", 6.51}, {"macs", 1e9}}})
        CHECK(feasible_sampler{space, space.allowed, both}.paths() == 1);
}

TEST_CASE("a mask is obeyed") {
    auto const space = toy_space();
    auto mask = space.allowed;
    mask[0] = {2};
    mask[3] = {0, 1};
    rng random{1, "m"};
    for (double bound : {15.0, 12.03}) {
        feasible_sampler const sample{space, mask, {{"latency_ms", bound}}};
        CHECK(sample.tries() == (bound == 15.0));
        for (int i = 0; i < 1000; ++i) {
            auto const g = sample(random);
            CHECK(g[0] == 2);
            CHECK(g[3] < 2);
        }
    }
}

TEST_CASE("choices are equally likely in layers of any size") {
    priced_space space;
    space.costs = {{.name = "zero", .stride = 7, .table = std::vector<double>(6 * 7)}};
    for (std::uint8_t n : {3, 1, 7, 2, 5, 6}) {
        auto& choices = space.allowed.emplace_back();
        while (choices.size() < n) choices.push_back(static_cast<std::uint8_t>(choices.size()));
    }
    feasible_sampler const sample{space, space.allowed};
    rng random{3, "sizes"};
    constexpr int draws = 42'000;
    std::vector<std::vector<int>> seen(6, std::vector<int>(7));
    for (int i = 0; i < draws; ++i) {
        auto const g = sample(random);
        for (int layer = 0; layer < 6; ++layer) ++seen[std::size_t(layer)][g[layer]];
    }
    for (std::size_t layer = 0; layer < 6; ++layer) {
        double const n = double(space.allowed[layer].size());
        double const expected = draws / n;
        for (std::size_t i = 0; i < 7; ++i)
            CHECK(std::abs(seen[layer][i] - (i < n ? expected : 0)) <=
                  4.5 * std::sqrt(expected * (1 - 1 / n)));
    }
}

TEST_CASE("paths within a limit on a cost with states are drawn evenly") {
    auto const space = toy_widths(5);
    limits const within{{"macs", 40.5}};
    feasible_sampler const draw{space, space.allowed, within};
    CHECK_FALSE(draw.tries());
    std::map<genotype, int> drawn;
    for (auto const& g : all_networks(space.allowed))
        if (space.within(g, within)) drawn[g] = 0;
    REQUIRE(drawn.size() > 30);
    CHECK(draw.paths() == doctest::Approx(double(drawn.size())));
    rng random{4, "widths"};
    int const each = 400;
    for (std::size_t i = 0; i < drawn.size() * each; ++i) {
        auto const at = drawn.find(draw(random));
        REQUIRE(at != drawn.end());
        ++at->second;
    }
    double chi_square = 0;
    for (auto const& [g, n] : drawn) chi_square += (n - each) * double(n - each) / each;
    double const freedom = double(drawn.size()) - 1;
    CHECK(chi_square < freedom + 4 * std::sqrt(2 * freedom));
}
