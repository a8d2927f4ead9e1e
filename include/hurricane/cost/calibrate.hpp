// SPDX-License-Identifier: MIT
// Fits what networks take beyond the sum of their rows to a few whole ones
// (hw/latency_model.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/hw/rows.hpp>

namespace hurricane::inline v0 {

/// Minimises the squared relative errors of cache_factor * rows_ms + step_ms * steps + network_ms,
/// none of the three below zero: coordinate descent on a problem of three unknowns. Without
/// networks there is nothing on top.
inline latency_model calibrate(std::vector<whole_network> const& networks) {
    if (networks.empty()) return {};
    constexpr std::size_t unknowns = 3;
    constexpr std::size_t sweeps = 20'000;
    std::array<std::array<double, unknowns>, unknowns>
        a{};  // normal equations, columns scaled to length 1
    std::array<double, unknowns> b{};
    std::array<double, unknowns> length{};
    std::array<double, unknowns> x{};
    auto const column = [](whole_network const& n) {
        return std::array{n.rows_ms / n.measured_ms, n.steps / n.measured_ms, 1 / n.measured_ms};
    };
    for (auto const& n : networks)
        for (std::size_t i = 0; i < unknowns; ++i) length[i] += column(n)[i] * column(n)[i];
    for (auto& l : length) l = l > 0 ? std::sqrt(l) : 1;
    for (auto const& n : networks) {
        auto const c = column(n);
        for (std::size_t i = 0; i < unknowns; ++i) {
            b[i] += c[i] / length[i];
            for (std::size_t j = 0; j < unknowns; ++j)
                a[i][j] += c[i] * c[j] / (length[i] * length[j]);
        }
    }
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep)
        for (std::size_t i = 0; i < unknowns; ++i) {
            double rest = b[i];
            for (std::size_t j = 0; j < unknowns; ++j)
                if (j != i) rest -= a[i][j] * x[j];
            if (a[i][i] > 0) x[i] = std::max(0.0, rest / a[i][i]);
        }
    if (x[0] <= 0) {  // networks that do not follow their rows at all: a factor is the most that
                      // can be said
        double sum = 0;
        for (auto const& n : networks) sum += n.measured_ms / n.rows_ms;
        return {.cache_factor = sum / double(networks.size())};
    }
    return {.cache_factor = x[0] / length[0],
            .step_ms = x[1] / length[1],
            .network_ms = x[2] / length[2]};
}

/// The table with what its whole networks say; without them it stays as it is. Throws error where
/// the device runs none of them and the file gives no numbers in their place.
inline device_table calibrated(device_table t) {
    if (!t.networks.empty()) {
        t.beyond = calibrate(t.networks);
        t.is_calibrated = true;
    }
    if (!t.is_calibrated && t.unsupported_networks > 0)
        throw error{"none of the whole networks runs, which the overheads are fitted on", t.file,
                    "export the kit without the operators that the device cannot run, or give "
                    "# cache_factor"};
    return t;
}

}  // namespace hurricane::inline v0
