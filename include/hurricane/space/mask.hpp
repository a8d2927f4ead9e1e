// SPDX-License-Identifier: MIT
// Which choices a search may make, layer by layer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <hurricane/space/genotype.hpp>

namespace hurricane::inline v0 {

/// The choices of a space or of a stage: for every layer the allowed positions of its declared
/// pool, ascending.
using choice_mask = std::vector<std::vector<std::uint8_t>>;

/// Whether the mask allows all of a network's choices.
inline bool allows(choice_mask const& mask, genotype const& g) {
    bool allowed = g.size() == static_cast<int>(mask.size());
    for (int layer = 0; allowed && layer < g.size(); ++layer) {
        auto const& choices = mask[static_cast<std::size_t>(layer)];
        allowed = std::find(choices.begin(), choices.end(), g[layer]) != choices.end();
    }
    return allowed;
}

/// A mask that allows exactly one genotype.
inline choice_mask fixed_mask(genotype const& g) {
    choice_mask mask;
    for (auto c : g) mask.push_back({c});
    return mask;
}

[[deprecated("its name is fixed_mask")]] inline choice_mask only(genotype const& g) {
    return fixed_mask(g);
}

}  // namespace hurricane::inline v0
