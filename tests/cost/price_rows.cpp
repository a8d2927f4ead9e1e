// SPDX-License-Identifier: MIT
// Tests cost/price_rows.hpp, cost/generator.hpp, hw/target.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <hurricane/cost/price.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;
using dsp = targets::hexagon685;

TEST_CASE(
    "the generator leaves the same operators of rows read at run time as of a target that is a "
    "type") {
    auto const space = view<spaces::fashion>();
    device_table rows;
    auto const add = [&](std::string op, slot at, plan const& p) {
        rows.rows.push_back({.op = op, .at = at, .latency_ms = dsp::latency_ms(placed{op, at, p})});
    };
    add(std::string{stem_name(space.backbone).view()}, slot_of(space.stem), space.stem);
    add(std::string{head_name(space.backbone).view()}, slot_of(space.head), space.head);
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates)
            if (auto const p = c.lower(layer.at); p.legal()) add(std::string{c.name}, layer.at, p);
    std::sort(rows.rows.begin(), rows.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    auto const from_type = price<spaces::fashion, dsp>();
    auto const from_rows = price(space, rows, {.generator = generator_options{}});
    CHECK(from_rows.allowed == from_type.allowed);
    for (std::size_t layer = 0; layer < from_type.score.size(); ++layer)
        for (std::size_t i = 0; i < from_type.score[layer].size(); ++i)
            CHECK(from_rows.score[layer][i] == doctest::Approx(from_type.score[layer][i]));

    // What the device cannot run is no choice of either, and the others are weighed without it.
    struct without : dsp {
        static constexpr double latency_ms(placed const& p) {
            return p.op == "mb<6,7>" ? unsupported : dsp::latency_ms(p);
        }
    };

    for (auto& row : rows.rows)
        if (row.op == "mb<6,7>") row.latency_ms = unsupported;
    auto const type = price<spaces::fashion, without>();
    auto const read = price(space, rows, {.generator = generator_options{}});
    CHECK(read.allowed == type.allowed);
    CHECK(type.allowed != from_type.allowed);
    for (auto const* prices : {&type, &read})
        for (int layer = 0; layer < space.size(); ++layer)
            for (std::size_t i = 0; i < space[layer].candidates.size(); ++i)
                if (space[layer].candidates[i].name == "mb<6,7>") {
                    CHECK(std::isnan((*prices)["latency_ms"].at(layer, int(i))));
                    auto const& some = prices->allowed[std::size_t(layer)];
                    CHECK(std::find(some.begin(), some.end(), i) == some.end());
                }
    for (auto& row : rows.rows)
        if (row.at == space[0].at && !row.op.starts_with("stem:")) row.latency_ms = unsupported;
    CHECK_THROWS_WITH_AS((price(space, rows, {.generator = generator_options{}})),
                         doctest::Contains("can run no operator"), error);
}

TEST_CASE("an operator without steps needs no row and costs nothing") {
    auto v = view<spaces::fashion>();
    device_table rows;
    rows.beyond = {.cache_factor = 1.2, .step_ms = 0.5, .network_ms = 0.1};
    for (auto const& r : rows_of(v)) rows.rows.push_back({.op = r.op, .at = r.at, .latency_ms = 1});
    auto const by_key = [](measured_row const& a, measured_row const& b) {
        return a.key() < b.key();
    };
    std::sort(rows.rows.begin(), rows.rows.end(), by_key);
    auto& last = v.layers.back();
    std::vector<candidate> pool(last.candidates.begin(), last.candidates.end());
    pool.push_back(pool.front());
    pool.back().name = "identity";
    pool.back().lower = [](slot at) { return plan{at.in}; };
    last.candidates = pool;
    CHECK(rows_of(v).size() == rows.rows.size());
    auto const priced = price(v, rows);
    CHECK(priced["latency_ms"].at(v.size() - 1, int(pool.size()) - 1) == 0);
    CHECK(priced["latency_ms"].at(v.size() - 1, 0) > 1);
    rows.rows.front().latency_ms = 0;
    CHECK_THROWS_WITH_AS((void)price(v, rows),
                         doctest::Contains("a latency of 0 for an operator that computes"), error);
}
