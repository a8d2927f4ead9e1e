// SPDX-License-Identifier: MIT
#include "tiny.hpp"

#include <doctest/doctest.h>

#include <hurricane/profile/profile.hpp>

using namespace hurricane;

TEST_CASE("profiling measures every distinct row once, and whole networks") {
    auto const space = view<tiny_space>();
    auto const wanted = rows_of(space);
    CHECK(wanted.size() == 2 + 4 * 4);  // stem, head, four operators at four distinct slots
    auto const table =
        profile(space, {.row = {.samples = 3, .sample_ms = 0.02, .cold_samples = 1, .repeats = 1}, .networks = 2});
    REQUIRE(table.rows.size() == wanted.size());
    CHECK(table.fingerprint == space.fingerprint);
    for (auto const& w : wanted) {
        auto const at = std::find_if(table.rows.begin(), table.rows.end(),
                                     [&](measured_row const& r) { return r.op == w.op && r.at == w.at; });
        REQUIRE(at != table.rows.end());
        CHECK(at->latency_ms > 0);
        CHECK(at->latency_ms < 10);
        CHECK(at->cold_ms > 0);
    }
    CHECK(std::is_sorted(table.rows.begin(), table.rows.end(),
                         [](auto const& a, auto const& b) { return a.key() < b.key(); }));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(profile(space, {.stop = stop.get_token()}), stopped);
}
