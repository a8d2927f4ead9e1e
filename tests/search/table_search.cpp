// SPDX-License-Identifier: MIT
// Tests search/table_search.hpp, networks/table.hpp, search/genotype_index.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <hurricane/search/strategy_registry.hpp>
#include <hurricane/search/table_search.hpp>

#include "planted_table.hpp"

using namespace hurricane;

TEST_CASE("a table searched whole, its limits, repeated and unscored rows") {
    auto t = planted(separable);
    t.values.push_back({});
    for (std::size_t i = 0; i < t.size(); ++i) t.values[1].push_back(double(i % 10 + 1));
    t.values[0][5] = std::nan("");
    t.genes.insert(t.genes.end(), t[0].begin(), t[0].end());
    t.values[0].push_back(1e9);
    t.values[1].push_back(0);
    t.lines.push_back(1);
    searched_table networks{t, 0, {{1, {"ms", 1}}}, better_score::higher};
    CHECK(networks.distinct() == 4096);
    CHECK(networks.repeated() == 1);
    CHECK(networks.dropped() == 1);
    CHECK(networks.possible() == 4096);
    for (auto const& name : strategy_names()) {
        auto const r =
            search(networks, networks.domain(), strategy_named(name, 30), {.evaluations = 5000}, 3);
        CAPTURE(name);
        CHECK(r.history.size() == networks.size());
        CHECK(r.exhausted);
        CHECK(r.proven);
        CHECK(r.bound == r.best.fit.primary);
        CHECK(r.best.fit.primary == t.values[0][networks.best(0, better_score::higher)]);
        for (auto const& e : r.history) CHECK(networks.value(1, e.genes) <= 1);
    }
    searched_table lowest{t, 0, {}, better_score::lower};
    CHECK(search(lowest, lowest.domain(), exhaustive_search(), {.evaluations = 5000}, 0)
              .best.fit.primary ==
          -*std::min_element(t.values[0].begin() + 6, t.values[0].end() - 1));
    CHECK_THROWS_WITH_AS((searched_table{t, 0, {{1, {"ms", -1}}}, better_score::higher}),
                         doctest::Contains("within the limits"), error);
}
