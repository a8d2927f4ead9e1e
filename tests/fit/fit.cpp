// SPDX-License-Identifier: MIT
// Tests fit/fit.hpp, fit/ridge.hpp, fit/boosted.hpp, fit/fitted.hpp, fit/quality.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/fit/fit.hpp>

#include "planted_networks.hpp"

using namespace hurricane;

TEST_CASE("additive data with 3 % noise give the planted table back") {
    planted const d{12, 5, 4000, 0, 0.03};
    auto const rows = fit::split_rows(d.s.size(), 3000, 1);
    auto const m = fit::fit_cost(d.s, rows);
    CHECK(m.name == "additive");
    for (int p = 0; p < 12; ++p)
        for (int c = 1; c < 5;
             ++c) {  // differences within a position: all that whole networks tell
            auto const first = std::size_t(m.sum.columns.columns_of(std::size_t(p)).first);
            double const got = m.sum.price[first + std::size_t(c)] - m.sum.price[first];
            // The noise of a mean over 600 networks of 28 ms, 3 % each, twice: 0.05.
            CHECK(std::abs(got - (d.at(p, c) - d.at(p, 0))) < 0.2);
        }
    CHECK(test_quality(d.s, rows, m).mape < 0.03);
    auto const exact = planted{12, 5, 4000, 0, 0};
    auto const clean =
        fit::fit_ridge(exact.s, exact.s.values, rows.learn, fit::single_terms(12), 1e-6);
    for (std::size_t i = 0; i < 100; ++i)
        CHECK(clean(exact.s[i]) == doctest::Approx(exact.s.values[i]).epsilon(1e-6));
}

TEST_CASE("interactions are found by the form that has them") {
    planted const d{10, 4, 3000, 0.5, 0.002};
    auto const rows = fit::split_rows(d.s.size(), 2400, 1);
    auto const pairs = fit::fit_cost(d.s, rows);
    CHECK(pairs.name == "pairs");
    auto const additive =
        fit::fit_form(d.s, rows.train(), {"additive", false, fit::single_terms(10)}, 0.01, {});
    CHECK(test_quality(d.s, rows, pairs).mape < 0.3 * test_quality(d.s, rows, additive).mape);

    planted const far{10, 4, 3000, 0, 0.002, 6.0};
    auto const joined = fit::fit_cost(far.s, rows);
    CHECK(joined.name == "joined");
    CHECK(fit::whole_joins(joined.sum.columns.terms()) == std::vector<fit::term>{{0, 5, 9}});
    CHECK(test_quality(far.s, rows, joined).mape < 0.002);  // as near as the noise

    planted const crowd{10, 4, 3000, 0, 0.002, 0, 6.0};
    auto const trees = fit::fit_cost(crowd.s, rows);
    CHECK(trees.name == "boosted");
    CHECK(test_quality(crowd.s, rows, trees).mape <
          0.8 * test_quality(crowd.s, rows,
                             fit::fit_form(crowd.s, rows.train(),
                                           {"pairs", false, fit::pair_terms(10)}, 1, {}))
                    .mape);
}

TEST_CASE("prices that multiply are fitted in the logarithm, and no cost is predicted below zero") {
    auto d = planted{10, 4, 800, 0, 0.0}.multiply(1);  // a spread of e^4
    auto const rows = fit::split_rows(d.s.size(), 600, 1);
    auto const m = fit::fit_cost(d.s, rows);
    CHECK(m.name == "additive");
    CHECK(m.logarithm);
    CHECK(test_quality(d.s, rows, m).mape < 0.01);
    // A sum of prices goes below zero there: it ends at the least that was seen.
    auto const sum =
        fit::fit_form(d.s, rows.train(), {"additive", false, fit::single_terms(10)}, 0.01, {});
    double least = 1e300;
    for (auto i : rows.train()) least = std::min(least, d.s.values[i]);
    CHECK(sum.floor == least);
    int floored = 0;
    for (std::size_t i = 0; i < d.s.size(); ++i) {
        CHECK(sum(d.s[i]) >= least);
        floored += sum(d.s[i]) == least && sum.sum(d.s[i]) < 0;
    }
    CHECK(floored > 0);
    auto negative = d.s;  // scores have no logarithm
    for (auto& x : negative.values) x = 1 - x;
    CHECK(!fit::fit_cost(negative, rows).logarithm);
}
