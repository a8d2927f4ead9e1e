// SPDX-License-Identifier: MIT
// A few measured rows, compiled in and as a device's table.
#pragma once

#include <string>

#include <hurricane/hw/rows.hpp>

inline constexpr hurricane::latency_row few[] = {
    {{"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, hurricane::dtype::f32}, 0.4, 0.01, 0.5},
    {{"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, hurricane::dtype::int8}, 0.2, 0.01, 0.3},
    {{"sep<3>", {{8, 28, 28}, 16, 2}, 1, 1, hurricane::dtype::f32}, 0.1, 0.01, 0.2},
};

inline hurricane::device_table sample() {
    hurricane::device_table t{
        .device = "a device",
        .space = "fashion",
        .engine = "oneDNN 2.6.3",
        .date = "2026-11-23",
        .fingerprint = 0xabc,
        .beyond = {.cache_factor = 1.0625, .step_ms = 1e-5, .network_ms = 0.0025},
        .rows = {}};
    for (auto const& r : few)
        t.rows.push_back({std::string{r.key.op}, r.key.at, 1, 1, r.key.type, r.latency_ms,
                          r.spread_ms, r.cold_ms});
    return t;
}
