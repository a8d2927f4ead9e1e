// SPDX-License-Identifier: MIT
// Profiling a space on this machine: every distinct (operator, slot) row, and a few whole networks,
// from which the overheads beyond the sum of the rows are calibrated.
#pragma once

#include <algorithm>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/profiling/measure.hpp>
#include <hurricane/profiling/noise.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

struct profile_options {
    measure_options row{};
    int rounds{5};        ///< passes over all rows
    int networks{12};     ///< whole random networks from which the overheads are calibrated
    bool accept_noise{};  ///< measure on a busy machine too; noisy rows are marked either way
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
};

/// Measures all rows of the space at batch 1 on one pinned thread, relative to the stem
/// (measure_together), then fits the latency model to whole networks measured between them.
/// Throws error on a machine too busy to measure on, stopped when asked to stop.
inline device_table profile(space_view const& space, profile_options const& o) {
    if (o.networks < 1)
        throw error{"at least one whole network is needed", "profile", "raise networks"};
    pinned_thread const pin;
    wait_for_quiet(o.accept_noise, *o.watch, o.stop);
    device_table table{.device = {},
                       .space = space.name,
                       .engine = "oneDNN " + kernels::onednn_version(),
                       .date = {},
                       .fingerprint = space.fingerprint,
                       .beyond = {},
                       .rows = {}};
    auto const work = rows_of(space);
    std::vector<std::unique_ptr<frozen_network>> nets;
    auto const add = [&](std::vector<plan> const& plans) {
        if (o.stop.stop_requested()) throw stopped{};
        nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, o.seed)));
    };
    for (auto const& row : work) add({row.lowered});
    rng random{o.seed, "calibration networks"};
    std::vector<genotype> whole;
    for (int i = 0; i < o.networks; ++i) {
        whole.push_back(uniform_path(space, random));
        add(network(space, whole.back()));
    }

    o.watch->begin("profiling operators", static_cast<std::int64_t>(nets.size()) * o.rounds);
    auto const times = measure_together(nets, o.rounds, o.row, [&](std::int64_t done) {
        if (o.stop.stop_requested()) throw stopped{};
        o.watch->advance(done);
    });
    o.watch->end();

    std::int64_t noisy = 0;
    for (std::size_t i = 0; i < work.size(); ++i) {
        auto const& t = times[i];
        noisy += t.noisy(o.row);
        table.rows.push_back({work[i].op, work[i].at, 1, 1, dtype::f32, t.median_ms, t.spread_ms,
                              t.cold_ms, t.noisy(o.row)});
    }
    std::sort(table.rows.begin(), table.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });

    auto const isolated = price(space, table);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        int steps = 0;
        for (auto const& p : network(space, whole[i])) steps += p.size();
        table.networks.push_back(
            {times[work.size() + i].median_ms, isolated["latency_ms"].of(whole[i]), steps});
    }
    table = calibrated(std::move(table));
    o.watch->log("profiled " + std::to_string(work.size()) + " rows, " + std::to_string(noisy) +
                 " of them noisy (spread above " +
                 std::to_string(static_cast<int>(o.row.noisy * 100)) + " %)");
    o.watch->log("networks take " + show(table.beyond.cache_factor, 4) +
                 " times the sum of their rows, " + show(1e3 * table.beyond.step_ms, 3) +
                 " us a step and " + show(1e3 * table.beyond.network_ms, 3) + " us");
    return table;
}

}  // namespace hurricane::inline v0
