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

namespace detail {

/// One value for each unknown of the latency of a network: cache_factor, step_ms, network_ms.
using latency_unknowns = std::array<double, 3>;

/// What each unknown is multiplied by, as a share of the measured milliseconds.
inline latency_unknowns factors_of(whole_network const& n) {
    return {n.rows_ms / n.measured_ms, n.steps / n.measured_ms, 1 / n.measured_ms};
}

/// The normal equations of the relative errors, with columns scaled to length 1.
struct latency_equations {
    std::array<latency_unknowns, 3> a{};
    latency_unknowns b{};
    latency_unknowns length{};  ///< of the columns before

    explicit latency_equations(std::vector<whole_network> const& networks) {
        for (auto const& n : networks) {
            auto const c = factors_of(n);
            for (std::size_t i = 0; i < c.size(); ++i) length[i] += c[i] * c[i];
        }
        for (auto& l : length) l = l > 0 ? std::sqrt(l) : 1;
        for (auto const& n : networks) add(factors_of(n));
    }

    /// The solution without negative values, of the scaled columns: coordinate descent.
    latency_unknowns solve() const {
        constexpr std::size_t sweeps = 20'000;
        latency_unknowns x{};
        for (std::size_t sweep = 0; sweep < sweeps; ++sweep)
            for (std::size_t i = 0; i < x.size(); ++i) {
                double rest = b[i];
                for (std::size_t j = 0; j < x.size(); ++j)
                    if (j != i) rest -= a[i][j] * x[j];
                if (a[i][i] > 0) x[i] = std::max(0.0, rest / a[i][i]);
            }
        return x;
    }

private:
    void add(latency_unknowns const& c) {
        for (std::size_t i = 0; i < c.size(); ++i) {
            b[i] += c[i] / length[i];
            for (std::size_t j = 0; j < c.size(); ++j)
                a[i][j] += c[i] * c[j] / (length[i] * length[j]);
        }
    }
};

/// How much longer networks take than their rows.
inline double mean_ratio(std::vector<whole_network> const& networks) {
    double sum = 0;
    for (auto const& n : networks) sum += n.measured_ms / n.rows_ms;
    return sum / double(networks.size());
}

}  // namespace detail

/// Minimises the squared relative errors of cache_factor * rows_ms + step_ms * steps + network_ms,
/// none of the three below zero. Without networks there is nothing on top; of networks that do not
/// follow their rows at all a factor is the most that can be said.
inline latency_model calibrate(std::vector<whole_network> const& networks) {
    if (networks.empty()) return {};
    detail::latency_equations const equations{networks};
    auto const x = equations.solve();
    if (x[0] <= 0) return {.cache_factor = detail::mean_ratio(networks)};
    return {.cache_factor = x[0] / equations.length[0],
            .step_ms = x[1] / equations.length[1],
            .network_ms = x[2] / equations.length[2]};
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
