// SPDX-License-Identifier: MIT
// Tests cost/priced_space.hpp, search/sampling/feasible.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/cost/price.hpp>
#include <hurricane/cost/priced_space.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;
using dsp = targets::hexagon685;
using cpu = targets::snapdragon845;

TEST_CASE("limits on several costs and several targets at once") {
    auto space = price<spaces::spos, dsp>();
    auto const other = price<spaces::spos, cpu>();
    CHECK(space["peak_bytes"].how == combine::maximum);
    auto const choices = space.allowed;
    add_target(space, other);
    CHECK(space.allowed == choices);  // both run everything
    CHECK_THROWS_AS((void)space["macs@snapdragon845"], error);
    // Medians of each cost over networks of the space: then all together.
    rng random{1, "limits"};
    feasible_sampler const any{space, space.allowed};
    std::vector<genotype> some;
    for (int i = 0; i < 400; ++i) some.push_back(any(random));
    limits bounds;
    for (auto const* name :
         {"latency_ms", "latency_ms@snapdragon845", "energy_mj", "peak_bytes", "macs", "params"}) {
        std::vector<double> values;
        for (auto const& g : some) values.push_back(space[name].of(g));
        std::nth_element(values.begin(), values.begin() + 240, values.end());
        bounds.push_back({name, values[240]});
    }
    feasible_sampler const draw{space, space.allowed, bounds};
    for (int i = 0; i < 200; ++i) {
        auto const g = draw(random);
        CHECK(space.within(g, bounds));
        CHECK(other["latency_ms"].of(g) <= bounds[1].bound * (1 + 1e-9));
    }
    auto const fashion = price<spaces::fashion, cpu>();
    CHECK_THROWS_WITH_AS(add_target(space, fashion), doctest::Contains("another space"), error);
    // A target that cannot run a kind takes its operators away.
    auto narrow = price<spaces::spos, dsp>();
    auto crippled = other;
    for (auto& c : crippled.costs)
        for (int layer = 0; layer < 20; ++layer)
            c.table[std::size_t(layer) * c.stride + narrow.allowed[std::size_t(layer)][0]] =
                std::nan("");
    add_target(narrow, crippled);
    CHECK(narrow.allowed[3].size() + 1 == choices[3].size());
    CHECK(narrow.score[3][choices[3][0]] == 0);
    // Where nothing is left the space stays as it was.
    for (auto& c : crippled.costs)
        std::fill_n(c.table.begin() + std::ptrdiff_t(5 * c.stride), c.stride, std::nan(""));
    auto const before = narrow.costs.size();
    CHECK_THROWS_WITH_AS(add_target(narrow, crippled), doctest::Contains("layer 5"), error);
    CHECK(narrow.costs.size() == before);
}
