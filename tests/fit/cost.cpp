// SPDX-License-Identifier: MIT
// Tests fit/cost.hpp, fit/fitted.hpp, cost/priced_space.hpp, search/strategies/exact.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include <hurricane/fit/cost.hpp>
#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/search/strategies/exact.hpp>

#include "planted_networks.hpp"

using namespace hurricane;

TEST_CASE("whatever its form, the cost that searchers read is the fitted model") {
    for (std::string const kind :
         {"additive", "pairs", "joined", "boosted", "multiplied", "floored"}) {
        CAPTURE(kind);
        planted d{10,
                  4,
                  2000,
                  kind == "pairs" ? 0.5 : 0,
                  0.002,
                  kind == "joined" ? 6.0 : 0,
                  kind == "boosted" ? 6.0 : 0};
        auto const rows = fit::split_rows(d.s.size(), 1500, 2);
        if (kind == "multiplied" || kind == "floored") d.multiply(0.5);
        auto const m = kind == "floored"
                           ? fit::fit_form(d.s, rows.train(),
                                           {"additive", false, fit::single_terms(10)}, 1, {})
                           : fit::fit_cost(d.s, rows);
        CHECK(m.name == (kind == "multiplied" || kind == "floored" ? "additive" : kind));
        CHECK(m.logarithm == (kind == "multiplied"));
        CHECK((m.floor > 0) == (kind == "floored"));
        priced_space space{.name = "fitted", .target = "board", .split = 4};
        for (int layer = 0; layer < 10; ++layer) {
            space.allowed.push_back({0, 1, 2, 3});
            space.score.push_back({1, 1, 1, 1});
        }
        fit::add_cost(space, m, d.s, "latency_ms");
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "latency_ms"),
                             doctest::Contains("has this cost"), error);
        space.allowed[3].push_back(4);
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "other"),
                             doctest::Contains("choice 4 at layer 3"), error);
        space.allowed[3].pop_back();
        auto fewer = d.s;  // the same model where nobody measured choice 1 of layer 2
        for (std::size_t i = 0; i < fewer.size(); ++i)
            if (auto& gene = fewer.genes[i * 10 + 2]; gene == 1) gene = 2;
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, fewer, "other"),
                             doctest::Contains("choice 1 at layer 2"), error);
        auto longer = space;
        longer.allowed.push_back({0});
        CHECK_THROWS_WITH_AS(fit::add_cost(longer, m, d.s, "other"),
                             doctest::Contains("of 10 layers for a space of 11"), error);
        auto const& c = space["latency_ms"];
        CHECK(c.additive() == (kind == "additive"));
        double middle = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            genotype g{10};
            for (int p = 0; p < 10; ++p) g[p] = std::uint8_t(d.s[i][std::size_t(p)]);
            CHECK(c.of(g) == doctest::Approx(m(d.s[i])));
            middle += c.of(g) / 200;
        }
        feasible_sampler const draw{space, space.allowed, {{"latency_ms", middle}}};
        rng random{3, "draw"};
        for (int i = 0; i < 100; ++i) CHECK(c.of(draw(random)) <= middle);
        // The exact search proves what it finds, trees or not.
        choice_mask const two(10, {1, 3});
        double dearest = 0;
        for (int code = 0; code < 1024; ++code) {
            genotype g{10};
            for (int p = 0; p < 10; ++p) g[p] = (code >> p & 1) != 0 ? 3 : 1;
            double const ms = c.of(g);
            if (ms <= middle) dearest = std::max(dearest, ms);
            if (!c.rest) continue;
            CHECK(c.rest->least() <= c.rest->of(g));
            CHECK(c.rest->of(g) <= c.rest->most());
        }
        auto const r = exact(space, two, c, {{"latency_ms", middle}});
        CHECK(r.proven);
        CHECK(r.score == dearest);
        CHECK(r.bound == dearest);
        if (c.rest) {
            auto const few = exact(space, two, c, {{"latency_ms", middle}}, {.most = 20});
            CHECK(!few.proven);
            CHECK(few.bound >= dearest);
            if (kind == "joined" || kind == "boosted") CHECK(few.bound < 3 * dearest);
        }
        if (c.rest) continue;
        // The extremes of sums with pairs, against all networks of the first five layers.
        choice_mask const mask(5, {0, 1, 3});
        double least = 1e30;
        double most = -1e30;
        for (int code = 0; code < 243; ++code) {
            genotype g{5};
            for (int p = 0, rest = code; p < 5; ++p, rest /= 3)
                g[p] = mask[0][std::size_t(rest % 3)];
            least = std::min(least, c.of(g));
            most = std::max(most, c.of(g));
        }
        CHECK(c.of(space.cheapest(c, mask)) == doctest::Approx(least));
        CHECK(c.of(space.dearest(c, mask)) == doctest::Approx(most));
        CHECK_THROWS_WITH_AS((feasible_sampler{space, mask, {{"latency_ms", least * 0.999}}}),
                             doctest::Contains("the smallest reachable"), error);
    }
}
