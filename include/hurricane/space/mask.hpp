// SPDX-License-Identifier: MIT
// Which choices a search may make, layer by layer.
#pragma once

#include <cstdint>
#include <vector>

#include <hurricane/space/genotype.hpp>

namespace hurricane::inline v0 {

/// The choices of a space or of a stage: for every layer the allowed positions of its declared pool, ascending.
using choice_mask = std::vector<std::vector<std::uint8_t>>;

/// A mask that allows exactly one genotype.
inline choice_mask only(genotype const& g) {
    choice_mask mask;
    for (auto c : g) mask.push_back({c});
    return mask;
}

}  // namespace hurricane::inline v0
