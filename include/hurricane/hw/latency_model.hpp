// SPDX-License-Identifier: MIT
// The latency of a network on a measured device. The sum of isolated operators is not a network: in
// a loop of its own an operator finds weights and values in the nearest cache. Three numbers say
// what comes on top; cost/calibrate.hpp fits them to a few whole networks.
#pragma once

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// latency = sum over rows of (cache_factor * row + step_ms * steps of its plan) + network_ms.
struct latency_model {
    /// A row alone finds its weights and values in cache; among others it takes this much longer.
    double cache_factor{1};
    double step_ms{0};     ///< for each step of the plans
    double network_ms{0};  ///< once

    /// Milliseconds of a row (an operator, the stem or the head) within a network.
    constexpr double of_row(double latency_ms, int steps) const {
        return cache_factor * latency_ms + step_ms * steps;
    }

    /// Milliseconds of a network whose rows take `rows_ms` in sum and whose plans have `steps`.
    constexpr double of_network(double rows_ms, int steps) const {
        return of_row(rows_ms, steps) + network_ms;
    }
};

struct [[deprecated("its name is latency_model, crowding is cache_factor")]] overheads {
    double crowding{1};
    double step_ms{0};
    double network_ms{0};

    constexpr operator latency_model() const {  // NOLINT: implicit on purpose
        return {crowding, step_ms, network_ms};
    }
};

}  // namespace hurricane::inline v0
