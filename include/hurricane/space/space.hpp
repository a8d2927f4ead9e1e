// SPDX-License-Identifier: MIT
// A search space is a type: a backbone and the candidate pool of each stage.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <hurricane/space/pools.hpp>

namespace hurricane::inline v0 {

/// How the arguments of space<> can be wrong; check() reports it.
enum class space_problem : unsigned char {
    none,
    not_a_backbone,
    not_a_pool,
    pools_do_not_match_stages
};

struct search_space_base {};

namespace detail {

template <class B, class... Pools>
constexpr space_problem problem_of() {
    if constexpr (!Backbone<B>)
        return space_problem::not_a_backbone;
    else if constexpr (!(gives_pools<Pools>() && ...))
        return space_problem::not_a_pool;
    else
        return sizeof...(Pools) == 1 || sizeof...(Pools) == B::stages.size()
                   ? space_problem::none
                   : space_problem::pools_do_not_match_stages;
}

template <space_problem Problem, class B, class... Pools>
struct space_parts {};

template <class B, class... Pools>
struct space_parts<space_problem::none, B, Pools...>
    : space_pools<(is_pool_rule<Pools> || ...), B, Pools...> {
    using backbone = B;
    static constexpr fixed_string name = B::name;

    static constexpr int layers = layers_of<B>;
    static constexpr int split = B::split;

    static constexpr plan stem() { return B::stem(B::input); }

    static constexpr plan head() { return head_of<B>(); }

    /// The slot of each searchable layer.
    static constexpr std::array<slot, layers_of<B>> slots = slots_of<B>;
};

}  // namespace detail

/// struct mine : space<backbones::fashion, pool32> {};   One pool or pool_rule for all stages, or
/// one for each. Unconstrained: wrong arguments are reported once, by check().
template <class B, class... Pools>
struct space : search_space_base,
               detail::space_parts<detail::problem_of<B, Pools...>(), B, Pools...> {
    using arguments = space;
    static constexpr space_problem problem = detail::problem_of<B, Pools...>();
};

/// Nominal on purpose: "tiny is not derived from search_space_base" is the whole diagnostic.
template <class S>
concept SearchSpace = std::derived_from<S, search_space_base>;

}  // namespace hurricane::inline v0
