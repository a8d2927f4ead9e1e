// SPDX-License-Identifier: MIT
// A modelled target: each step takes the longer of its arithmetic and its memory traffic, plus a
// launch overhead (Williams et al. 2009, "Roofline"). Modelled, not measured.
#pragma once

#include <hurricane/hw/target.hpp>

namespace hurricane::inline v0 {

struct machine {
    double gmacs_per_s{1};
    double gbytes_per_s{1};
    double overhead_us{0};  ///< per step
};

/// struct phone : roofline<machine{.gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> { name
/// ... };
template <machine M>
struct roofline {
    static constexpr double latency_ms(placed const& p) {
        double ms = 0;
        for (auto const& s : p.lowered) {
            double const compute = static_cast<double>(s.macs()) / (M.gmacs_per_s * 1e6);
            double const memory = static_cast<double>(s.bytes()) / (M.gbytes_per_s * 1e6);
            ms += (compute > memory ? compute : memory) + M.overhead_us * 1e-3;
        }
        return ms;
    }
};

}  // namespace hurricane::inline v0
