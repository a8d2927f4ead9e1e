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

namespace detail {

/// What a profile measures: every row of a space, then whole random networks.
struct profiled_work {
    std::vector<row_to_measure> rows;
    std::vector<genotype> whole;
    std::vector<std::unique_ptr<frozen_network>> nets;  ///< of the rows, then of the whole networks
};

inline profiled_work work_of(space_view const& space, profile_options const& o) {
    profiled_work work{.rows = rows_of(space), .whole = {}, .nets = {}};
    auto const add = [&](std::vector<plan> const& plans) {
        if (o.stop.stop_requested()) throw stopped{};
        work.nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, o.seed)));
    };
    for (auto const& row : work.rows) add({row.lowered});
    rng random{o.seed, "calibration networks"};
    for (int i = 0; i < o.networks; ++i) {
        work.whole.push_back(uniform_path(space, random));
        add(network(space, work.whole.back()));
    }
    return work;
}

/// Of each network of the work.
inline std::vector<timing> times_of(profiled_work const& work, profile_options const& o) {
    o.watch->begin("profiling operators", static_cast<std::int64_t>(work.nets.size()) * o.rounds);
    auto times = measure_together(work.nets, o.rounds, o.row, [&](std::int64_t done) {
        if (o.stop.stop_requested()) throw stopped{};
        o.watch->advance(done);
    });
    o.watch->end();
    return times;
}

/// In the order of their keys.
inline std::vector<measured_row> measured_rows(std::vector<row_to_measure> const& rows,
                                               std::vector<timing> const& times,
                                               measure_options const& o) {
    std::vector<measured_row> measured;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& t = times[i];
        measured.push_back({rows[i].op, rows[i].at, 1, 1, dtype::f32, t.median_ms, t.spread_ms,
                            t.cold_ms, t.noisy(o)});
    }
    std::sort(measured.begin(), measured.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    return measured;
}

/// The whole networks of the work, with the sums of their rows in the table.
inline std::vector<whole_network> whole_networks(space_view const& space, device_table const& table,
                                                 profiled_work const& work,
                                                 std::vector<timing> const& times) {
    auto const isolated = price(space, table);
    std::vector<whole_network> networks;
    for (std::size_t i = 0; i < work.whole.size(); ++i) {
        auto const& g = work.whole[i];
        int steps = 0;
        for (auto const& p : network(space, g)) steps += p.size();
        networks.push_back(
            {times[work.rows.size() + i].median_ms, isolated["latency_ms"].of(g), steps});
    }
    return networks;
}

inline void log_profile(device_table const& table, profile_options const& o) {
    auto const noisy = std::count_if(table.rows.begin(), table.rows.end(),
                                     [](auto const& row) { return row.noisy; });
    o.watch->log("profiled " + std::to_string(table.rows.size()) + " rows, " +
                 std::to_string(noisy) + " of them noisy (spread above " +
                 std::to_string(static_cast<int>(o.row.noisy * 100)) + " %)");
    o.watch->log("networks take " + show(table.beyond.cache_factor, 4) +
                 " times the sum of their rows, " + show(1e3 * table.beyond.step_ms, 3) +
                 " us a step and " + show(1e3 * table.beyond.network_ms, 3) + " us");
}

}  // namespace detail

/// Measures all rows of the space at batch 1 on one pinned thread, relative to the stem
/// (measure_together), then fits the latency model to whole networks measured between them.
/// Throws error on a machine too busy to measure on, stopped when asked to stop.
inline device_table profile(space_view const& space, profile_options const& o) {
    if (o.networks < 1)
        throw error{"at least one whole network is needed", "profile", "raise networks"};
    pinned_thread const pin;
    wait_for_quiet(o.accept_noise ? busy_machine::accepted : busy_machine::refused, *o.watch,
                   o.stop);
    device_table table{.device = {},
                       .space = space.name,
                       .engine = "oneDNN " + kernels::onednn_version(),
                       .date = {},
                       .fingerprint = space.fingerprint,
                       .beyond = {},
                       .rows = {}};
    auto const work = detail::work_of(space, o);
    auto const times = detail::times_of(work, o);
    table.rows = detail::measured_rows(work.rows, times, o.row);
    table.networks = detail::whole_networks(space, table, work, times);
    table = calibrated(std::move(table));
    detail::log_profile(table, o);
    return table;
}

}  // namespace hurricane::inline v0
