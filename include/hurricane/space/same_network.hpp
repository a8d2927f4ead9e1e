// SPDX-License-Identifier: MIT
// Genotypes that spell one network: a layer that does nothing may stand anywhere among its equals.
#pragma once

#include <algorithm>
#include <vector>

#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// The plans of a network without those of no steps. Equal for two genotypes exactly where they
/// compute the same with the same weights. Throws error for a genotype of another space. O(layers).
inline std::vector<plan> computing_parts(space_view const& space, genotype const& g) {
    auto parts = network(space, g);
    std::erase_if(parts, [](plan const& p) { return p.size() == 0; });
    return parts;
}

/// Whether two genotypes spell one network.
inline bool same_network(space_view const& space, genotype const& a, genotype const& b) {
    return a == b || computing_parts(space, a) == computing_parts(space, b);
}

}  // namespace hurricane::inline v0
