// SPDX-License-Identifier: MIT
// Tests fit/joins.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/fit/joins.hpp>

#include "planted_networks.hpp"

using namespace hurricane;

TEST_CASE("columns that describe blocks are joined, and a join of no use is not made") {
    fit::samples s;
    s.positions = 12;
    s.choices.assign(12, 3);
    rng random{4, "blocks"};
    std::vector<double> price;
    for (int i = 0; i < 4 * 81; ++i) price.push_back(std::exp(random.normal()));
    for (int i = 0; i < 2400; ++i) {
        double x = 5;
        std::vector<int> g;
        for (int p = 0; p < 12; ++p) g.push_back(int(random.below(3)));
        for (int b = 0; b < 3; ++b)  // positions b, b + 3, b + 6, b + 9
            x += price[std::size_t(
                b * 81 +
                ((g[std::size_t(b)] * 3 + g[std::size_t(b) + 3]) * 3 + g[std::size_t(b) + 6]) * 3 +
                g[std::size_t(b) + 9])];
        s.genes.insert(s.genes.end(), g.begin(), g.end());
        s.values.push_back(x);
    }
    auto const rows = fit::split_rows(s, 2000, 1);
    auto const m = fit::fit_cost(s, rows);
    CHECK(m.name == "joined");

    CHECK(fit::whole_joins(m.sum.columns.terms()) ==
          std::vector<fit::term>{{0, 3, 6, 9}, {1, 4, 7, 10}, {2, 5, 8, 11}});
    CHECK(test_quality(s, rows, m).mape < 0.005);
    fit::regression_options pairs_only;
    pairs_only.joins.most = 2;
    CHECK(test_quality(s, rows, fit::fit_cost(s, rows, pairs_only)).mape > 0.02);
    planted const noise{12, 3, 2400, 0, 0.05};
    CHECK(fit::fit_cost(noise.s, rows).name == "additive");
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS((void)fit::fit_cost(s, rows, {.stop = stop.get_token()}), stopped);
}
