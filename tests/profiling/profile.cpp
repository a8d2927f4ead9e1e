// SPDX-License-Identifier: MIT
// Tests profiling/profile.hpp, profiling/measure.hpp, cost/calibrate.hpp, cost/price_rows.hpp,
// hw/rows.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <hurricane/profiling/profile.hpp>

#include "tiny.hpp"

using namespace hurricane;

TEST_CASE("profiling measures every distinct row once, and whole networks") {
    auto const space = view<tiny_space>();
    auto const wanted = rows_of(space);
    CHECK(wanted.size() == 2 + 4 * 4);  // stem, head, four operators at four distinct slots
    auto const table =
        profile(space, {.row = {.samples = 3, .sample_ms = 0.02, .cold_samples = 1, .repeats = 1},
                        .networks = 2,
                        .accept_noise = true});
    REQUIRE(table.rows.size() == wanted.size());
    CHECK(table.fingerprint == space.fingerprint);
    for (auto const& w : wanted) {
        auto const at =
            std::find_if(table.rows.begin(), table.rows.end(),
                         [&](measured_row const& r) { return r.op == w.op && r.at == w.at; });
        REQUIRE(at != table.rows.end());
        CHECK(at->latency_ms > 0);
        CHECK(at->cold_ms > 0);
    }
    CHECK(std::is_sorted(table.rows.begin(), table.rows.end(),
                         [](auto const& a, auto const& b) { return a.key() < b.key(); }));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(profile(space, {.accept_noise = true, .stop = stop.get_token()}), stopped);
}

TEST_CASE("overheads are recovered from whole networks, and none is negative") {
    std::vector<whole_network> networks;
    rng random{3, "networks"};
    auto const add = [&](latency_model const& o) {
        networks.clear();
        for (int i = 0; i < 12; ++i) {
            whole_network n{0, 0.05 + random.uniform(), 40 + static_cast<int>(random.below(60))};
            n.measured_ms = o.of_row(n.rows_ms, n.steps) + o.network_ms;
            networks.push_back(n);
        }
        return calibrate(networks);
    };
    auto const all = add({.cache_factor = 1.07, .step_ms = 2e-4, .network_ms = 0.013});
    CHECK(all.cache_factor == doctest::Approx(1.07).epsilon(1e-6));
    CHECK(all.step_ms == doctest::Approx(2e-4).epsilon(1e-4));
    CHECK(all.network_ms == doctest::Approx(0.013).epsilon(1e-4));
    auto const less = add(
        {.cache_factor = 1, .step_ms = 0, .network_ms = -0.02});  // less than the sum of the rows
    CHECK(less.cache_factor < 1);
    CHECK(less.step_ms >= 0);
    CHECK(less.network_ms >= 0);
    CHECK(calibrate({}).cache_factor == 1);
    CHECK(calibrate({{1.0, 2.0, 100}, {1.1, 1.5, 100}}).cache_factor >
          0);  // a table that can be read again
    CHECK(calibrate({{2, 1, 10}}).of_row(1, 10) + calibrate({{2, 1, 10}}).network_ms ==
          doctest::Approx(2));
}

TEST_CASE("rows read at run time price a space as rows compiled in do") {
    auto const space = view<tiny_space>();
    device_table table{.device = "board",
                       .space = {},
                       .engine = {},
                       .date = {},
                       .beyond = {1.1, 0.01, 0.5},
                       .rows = {}};
    rng random{1, "rows"};
    for (auto const& row : rows_of(space))
        table.rows.push_back({.op = row.op, .at = row.at, .latency_ms = 0.1 + random.uniform()});
    auto const by_key = [](auto const& a, auto const& b) { return a.key() < b.key(); };
    std::sort(table.rows.begin(), table.rows.end(), by_key);
    auto const priced = price(space, table, {.foreign = foreign_rows::refused});
    genotype const g{space.size(), 2};
    double sum = 0;
    std::int64_t macs = 0;
    int steps = 0;
    auto const plans = network(space, g);
    for (auto const& p : plans) {
        steps += p.size();
        macs += p.macs();
    }
    for (auto const& row : table.rows) {
        if (row.op.starts_with("stem:") || row.op.starts_with("head:")) sum += row.latency_ms;
        for (int layer = 0; layer < space.size(); ++layer)
            if (row.op == space[layer].candidates[2].name && row.at == space[layer].at)
                sum += row.latency_ms;
    }
    CHECK(priced["latency_ms"].of(g) == doctest::Approx(1.1 * sum + 0.01 * steps + 0.5));
    CHECK(priced["macs"].of(g) == double(macs));
    auto less = table;
    std::erase_if(less.rows,
                  [&](auto const& row) { return row.op == space[0].candidates[1].name; });
    CHECK_THROWS_WITH_AS(price(space, less), doctest::Contains("no row for "), error);
    table.rows.push_back({.op = "xyz<3>", .at = {{1, 1, 1}, 1, 1}, .latency_ms = 1});
    std::sort(table.rows.begin(), table.rows.end(), by_key);
    CHECK_NOTHROW(price(space, table));
    CHECK_THROWS_WITH_AS(price(space, table, {.foreign = foreign_rows::refused}),
                         doctest::Contains("xyz<3> at 1x1x1 to 1, stride 1"), error);
}
