// SPDX-License-Identifier: MIT
// The sum of isolated operators is not a network: in a loop of its own an operator finds weights
// and values in the nearest cache. What networks take beyond the sum is fitted on a few whole ones.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <hurricane/hw/table.hpp>

namespace hurricane::inline v0 {

/// A whole network: its time, the sum of its rows, and the steps of its plans.
struct whole_network {
    double measured_ms{};
    double rows_ms{};
    int steps{};
};

inline double predicted_ms(overheads const& beyond, whole_network const& n) {
    return beyond.of_row(n.rows_ms, n.steps) + beyond.network_ms;
}

/// Minimises the squared relative errors of crowding * rows_ms + step_ms * steps + network_ms, none
/// of the three below zero: coordinate descent on a problem of three unknowns. Without networks
/// there are no overheads.
inline overheads calibrate(std::vector<whole_network> const& networks) {
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
        return {.crowding = sum / double(networks.size())};
    }
    return {
        .crowding = x[0] / length[0], .step_ms = x[1] / length[1], .network_ms = x[2] / length[2]};
}

}  // namespace hurricane::inline v0
