// SPDX-License-Identifier: MIT
// Names of the version before compile for one version more: a user's operator and measured device
// as they were written.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#include <doctest/doctest.h>

#include <algorithm>

#include <hurricane/base/thread_pool.hpp>
#include <hurricane/base/worker_barrier.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hurricane.hpp>
#include <hurricane/space/spaces.hpp>

using namespace hurricane;

namespace {

template <int Kernel>
struct wide_conv {
    static constexpr text name = parameters("wide_conv", Kernel);

    static constexpr plan lower(slot const& s) {
        plan p{s.in};
        auto const x = p.relu(p.pointwise(p.input(), times(s.in.c, 2)));
        p.conv(x, {.out = s.out, .kernel = Kernel, .stride = s.stride});
        return p;
    }
};

constexpr latency_row rows[] = {{{"wide_conv<3>", {{8, 4, 4}, 8, 1}}, 2, 0, 0}};

struct board : measured<rows, overheads{.crowding = 1.5, .step_ms = 0.25, .network_ms = 1}> {
    static constexpr text name = "board";
};

constexpr slot at{{8, 4, 4}, 8, 1};
constexpr plan lowered_there = lower<wide_conv<3>>(at);
static_assert(lowered_there.legal() && lowered_there[0].out.c == 16);
static_assert(board::latency_ms({wide_conv<3>::name, at, lowered_there}) == 1.5 * 2 + 3 * 0.25);
static_assert(network_ms<board>() == 1);

}  // namespace

TEST_CASE("functions and classes keep their former names") {
    CHECK(only(genotype{1, 2}) == fixed_mask(genotype{1, 2}));
    crew workers{1};
    CHECK(workers.size() == 1);
    meeting alone;
    alone.wait();
    CHECK(place{at, 0} == layer_site{at, 0});
    CHECK(times(3, 4, 2) == saturating_multiply(3, 4, 2));
    auto const space = view<spaces::fashion>();
    device_table rows;
    for (auto const& r : rows_of(space))
        rows.rows.push_back({.op = r.op, .at = r.at, .latency_ms = 1});
    std::sort(rows.rows.begin(), rows.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    CHECK(price(space, rows, true).allowed == price(space, rows).allowed);
}
