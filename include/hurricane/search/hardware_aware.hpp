// SPDX-License-Identifier: MIT
// The hardware-aware space as a type, a metafunction from (pool, backbone, target, K): what a search for the target
// looks at, and what assertions are written on. Genotypes count in the declared pool, whatever the target leaves of it.
#pragma once

#include <string_view>

#include <hurricane/search/generator.hpp>

namespace hurricane::inline v0 {

/// Operators kept at each distinct slot; see generator_options.
template <int K>
struct keep {
    static constexpr generator_options options{.keep = K};
};

/// struct dsp_space : hardware_aware<pool32, backbones::fashion, targets::hexagon685, keep<5>> {};
/// price<dsp_space>() and two_stage<dsp_space>(...) take the target from it; price<dsp_space, other>() says what its
/// operators cost elsewhere.
template <class Pool, class B, class T, class Keep = keep<5>>
struct hardware_aware : space<B, Pool> {
    using target = T;
    static constexpr generator_options generator = Keep::options;
    using made = specialised<space<B, Pool>, T, generator>;

    /// Whether the operator may stand at the layer.
    static constexpr bool holds(int layer, std::string_view op) {
        auto const d = std::size_t(made::table::distinct_of[std::size_t(layer)]);
        auto const& row = made::rows[d];
        for (std::size_t i = 0; i < row.size(); ++i)
            if (made::table::candidates[d][i].name == op) return row[i].allowed;
        return false;
    }
    /// Operators that may stand at the layer.
    static constexpr int choices(int layer) {
        int n = 0;
        for (auto const& s : made::rows[std::size_t(made::table::distinct_of[std::size_t(layer)])]) n += s.allowed;
        return n;
    }
    static constexpr double cheapest_ms() { return made::cheapest_ms; }
    static constexpr natural architectures() { return made::architectures; }
};

namespace detail {

struct no_target {};
template <class Space>
constexpr auto own_target() {
    if constexpr (requires { typename Space::target; })
        return hana::type_c<typename Space::target>;
    else
        return hana::type_c<no_target>;
}
template <class Space>
constexpr generator_options own_generator() {
    if constexpr (requires { Space::generator; }) return Space::generator;
    return {};
}

}  // namespace detail

/// The target that a space was made for.
template <class Space>
using target_of = typename decltype(detail::own_target<Space>())::type;

}  // namespace hurricane::inline v0
