// SPDX-License-Identifier: MIT
// The hardware-aware space as a type, a metafunction from (pool, backbone, target, K): what a
// search for the target looks at, and what assertions are written on. Genotypes count in the
// declared pool, whatever the target leaves of it.
#pragma once

#include <boost/hana/for_each.hpp>
#include <string_view>

#include <hurricane/cost/generator.hpp>

namespace hurricane::inline v0 {

/// Operators kept at each distinct slot; see generator_options.
template <int K>
struct keep {
    static constexpr void apply(generator_options& o) { o.keep = K; }
};

/// Operators kept besides, wherever the pool has them and the target supports them. One that no
/// pool has is refused at compile time.
template <class... Ops>
struct keep_always {
    static constexpr void apply(generator_options& o) { o.always = operator_names{Ops::name...}; }
};

/// The options that rules make of the default ones: generator_of<keep<5>,
/// keep_always<ops::sep<3>>>.
template <class... Rules>
inline constexpr generator_options generator_of = [] {
    generator_options o;
    hana::for_each(hana::tuple_t<Rules...>, [&](auto rule) { decltype(rule)::type::apply(o); });
    return o;
}();

/// struct dsp_space : hardware_aware<pool32, backbones::fashion, targets::hexagon685, keep<5>,
///                                   keep_always<ops::mb<6, 3>>> {};
/// price<dsp_space>() and two_stage<dsp_space>(...) take the target from it;
/// price<dsp_space, other>() says what its operators cost elsewhere.
template <class Pool, class B, class T, class... Rules>
struct hardware_aware : space<B, Pool> {
    using target = T;
    static constexpr generator_options generator = generator_of<Rules...>;
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
        for (auto const& s : made::rows[std::size_t(made::table::distinct_of[std::size_t(layer)])])
            n += s.allowed;
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

template <class... Ops>
constexpr generator_options options_that_keep(pool<Ops...>) {
    return generator_of<keep_always<Ops...>>;
}

/// A space's own options: its member `generator`, else the default ones with the operators of its
/// member `always_kept`, a pool.
template <class Space>
constexpr generator_options own_generator() {
    if constexpr (requires { Space::generator; })
        return Space::generator;
    else if constexpr (requires { typename Space::always_kept; })
        return options_that_keep(typename Space::always_kept{});
    else
        return {};
}

}  // namespace detail

/// The target that a space was made for.
template <class Space>
using target_of = typename decltype(detail::own_target<Space>())::type;

}  // namespace hurricane::inline v0
