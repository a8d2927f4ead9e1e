// SPDX-License-Identifier: MIT
// The hand-made networks that a search has to beat, as genotypes of the space that it searches: one
// operator everywhere, at the whole depth of the backbone or, where the pools have an identity, at
// three quarters and half of it (Sandler et al. 2018, MobileNetV2; Ma et al. 2018, ShuffleNetV2).
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/ops/identity.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

struct named_network {
    std::string name;
    genotype genes;
};

namespace detail {

struct hand_made_family {
    std::string_view name;
    std::string_view op;
};

inline constexpr hand_made_family hand_made_families[] = {{"MobileNetV2-like", "mb<6,3>"},
                                                          {"ShuffleNetV2-like", "choice<3>"}};

inline constexpr std::string_view identity_name = ops::identity::name;

/// The position of an operator in a layer's pool.
inline std::optional<std::uint8_t> position_of(layer_view const& layer, std::string_view op) {
    auto const& pool = layer.candidates;
    auto const at =
        std::find_if(pool.begin(), pool.end(), [op](candidate const& c) { return c.name == op; });
    if (at == pool.end()) return std::nullopt;
    return static_cast<std::uint8_t>(at - pool.begin());
}

/// Layers with one width and one resolution: where each such stage begins, and the end of the last.
inline std::vector<int> stage_bounds(space_view const& space) {
    std::vector<int> bounds;
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const& at = space[layer].at;
        if (layer == 0 || at.stride != 1 || at.out != space[layer - 1].at.out)
            bounds.push_back(layer);
    }
    bounds.push_back(space.size());
    return bounds;
}

/// The operator at the first layers of each stage, so many percent of them, rounded, at least one;
/// the identity behind them. Nothing where a pool lacks what it takes.
inline std::optional<genotype> uniform_to_depth(space_view const& space, std::string_view op,
                                                int percent) {
    genotype g{space.size()};
    auto const bounds = stage_bounds(space);
    for (std::size_t stage = 0; stage + 1 < bounds.size(); ++stage) {
        int const blocks = bounds[stage + 1] - bounds[stage];
        int const deep = std::max(1, (blocks * percent + 50) / 100);
        for (int block = 0; block < blocks; ++block) {
            int const layer = bounds[stage] + block;
            auto const choice = position_of(space[layer], block < deep ? op : identity_name);
            if (!choice) return std::nullopt;
            g[layer] = *choice;
        }
    }
    return g;
}

}  // namespace detail

/// How much of the limits a network takes: the largest share of one. At most 1 within them.
inline double share_taken(priced_space const& priced, genotype const& g, limits const& within) {
    double most = 0;
    for (auto const& l : within) most = std::max(most, priced[l.name].of(g) / l.bound);
    return most;
}

/// Of each family the network nearest below the limits: of its depths within them the one that
/// takes the largest share of a limit; none where no depth is within, or where a pool of the space
/// lacks the operator. The target need not keep the operator among the choices of a search, but it
/// must run it. Throws error for a limit on an unknown cost. O(layers x pool).
inline std::vector<named_network> hand_made(space_view const& space, priced_space const& priced,
                                            limits const& within) {
    std::vector<named_network> nearest;
    for (auto const& family : detail::hand_made_families) {
        std::optional<named_network> best;
        double most = 0;
        for (int percent : {100, 75, 50}) {
            auto const g = detail::uniform_to_depth(space, family.op, percent);
            if (!g || !priced.within(*g, within)) continue;
            double const share = share_taken(priced, *g, within);
            if (best && share <= most) continue;
            auto const depth = percent == 100 ? "" : " x " + std::to_string(percent) + " %";
            best = named_network{std::string{family.name} + depth, *g};
            most = share;
        }
        if (best) nearest.push_back(*best);
    }
    return nearest;
}

}  // namespace hurricane::inline v0
