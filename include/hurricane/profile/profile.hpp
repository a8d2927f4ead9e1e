// SPDX-License-Identifier: MIT
// Profiling a space on this machine: every distinct (operator, slot) row once, then a few whole networks, whose
// difference from the sum of their rows is the overhead of a network.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/profile/measure.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// Everything that one network of the space may consist of, once: stem, head and each operator at each distinct slot.
struct row_to_measure {
    std::string op;
    slot at;
    plan lowered;
};
inline std::vector<row_to_measure> rows_of(space_view const& space) {
    std::vector<row_to_measure> all;
    all.push_back({std::string{stem_name(space.backbone).view()}, slot_of(space.stem), space.stem});
    all.push_back({std::string{head_name(space.backbone).view()}, slot_of(space.head), space.head});
    std::map<std::string, std::vector<slot>> seen;
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates) {
            auto& slots = seen[std::string{c.name}];
            if (std::find(slots.begin(), slots.end(), layer.at) != slots.end()) continue;
            slots.push_back(layer.at);
            if (auto const p = c.lower(layer.at); p.legal()) all.push_back({std::string{c.name}, layer.at, p});
        }
    return all;
}

struct profile_options {
    measure_options row{};
    int rounds{5};     ///< passes over all rows
    int networks{12};  ///< whole random networks from which network_ms is calibrated
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
};

/// Measures all rows of the space at batch 1 on one pinned thread, all relative to the first calibration network
/// (measure_together). Throws stopped when asked to stop.
inline device_table profile(space_view const& space, profile_options const& o) {
    if (o.networks < 1) throw error{"at least one whole network is needed", "profile", "raise networks"};
    pinned_thread const pin;
    device_table table{.device = {},
                       .space = space.name,
                       .engine = "oneDNN " + kernels::onednn_version(),
                       .date = {},
                       .fingerprint = space.fingerprint,
                       .network_ms = 0,
                       .rows = {}};
    auto const work = rows_of(space);
    std::vector<std::unique_ptr<frozen_network>> nets;
    auto const add = [&](std::vector<plan> const& plans) {
        nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, o.seed)));
    };
    rng random{o.seed, "calibration networks"};
    std::vector<genotype> whole;
    for (int i = 0; i < o.networks; ++i) {
        whole.push_back(uniform_path(space, random));
        add(network(space, whole.back()));
    }
    for (auto const& row : work) add({row.lowered});
    auto const networks = whole.size();

    o.watch->begin("profiling operators", static_cast<std::int64_t>(nets.size()) * o.rounds);
    auto const times = measure_together(nets, o.rounds, o.row, [&](std::int64_t done) {
        if (o.stop.stop_requested()) throw stopped{};
        o.watch->advance(done);
    });
    o.watch->end();

    std::int64_t noisy = 0;
    std::map<row_key, double> price;
    for (std::size_t i = 0; i < work.size(); ++i) {
        auto const& t = times[networks + i];
        noisy += t.noisy(o.row);
        table.rows.push_back({work[i].op, work[i].at, 1, 1, dtype::f32, t.median_ms, t.spread_ms, t.cold_ms});
        price[{work[i].op, work[i].at}] = t.median_ms;
    }
    std::sort(table.rows.begin(), table.rows.end(), [](auto const& a, auto const& b) { return a.key() < b.key(); });

    // The sum of isolated operators is not a network: the median difference over random networks is its overhead.
    std::vector<double> differences;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        double sum = price.at({work[0].op, work[0].at}) + price.at({work[1].op, work[1].at});
        for (int layer = 0; layer < space.size(); ++layer) {
            auto const& l = space[layer];
            sum += price.at({l.candidates[whole[i][layer]].name, l.at});
        }
        differences.push_back(times[i].median_ms - sum);
    }
    std::sort(differences.begin(), differences.end());
    if (!differences.empty()) table.network_ms = detail::quantile(differences, 0.5);
    o.watch->log("profiled " + std::to_string(work.size()) + " rows, " + std::to_string(noisy) +
                 " of them noisy (spread above " + std::to_string(static_cast<int>(o.row.noisy * 100)) + " %)");
    return table;
}

}  // namespace hurricane::inline v0
