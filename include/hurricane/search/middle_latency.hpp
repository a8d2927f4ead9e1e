// SPDX-License-Identifier: MIT
// A latency that is neither easy nor hard to keep below: what is searched for where nobody names a
// limit.
#pragma once

#include <cmath>

#include <hurricane/cost/priced_space.hpp>

namespace hurricane::inline v0 {

/// Milliseconds halfway, geometrically, between the cheapest and the dearest network that leaves no
/// layer out: operators without parameters stand aside where a layer has others. Throws error where
/// the space has no latency_ms or params. O(layers choices).
inline double middle_latency(priced_space const& space) {
    auto const& params = space["params"];
    auto whole = space.allowed;
    for (int layer = 0; layer < space.layers(); ++layer) {
        auto& choices = whole[static_cast<std::size_t>(layer)];
        auto const all = choices;
        std::erase_if(choices, [&](auto choice) { return params.at(layer, choice) == 0; });
        if (choices.empty()) choices = all;
    }
    auto const& latency = space["latency_ms"];
    double const low = latency.of(space.cheapest(latency, whole));
    double const high = latency.of(space.dearest(latency, whole));
    return std::sqrt(low * high);
}

}  // namespace hurricane::inline v0
