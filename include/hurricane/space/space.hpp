// SPDX-License-Identifier: MIT
// A search space is a type: a backbone and the candidate pool of each stage.
#pragma once

#include <array>
#include <boost/hana/at.hpp>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <hurricane/ops/pool.hpp>
#include <hurricane/space/backbone.hpp>

namespace hurricane::inline v0 {

/// How the arguments of space<> can be wrong; check() reports it.
enum class space_problem : unsigned char { none, not_a_backbone, not_a_pool, pools_do_not_match_stages };

struct search_space_base {};

namespace detail {

template <class B, class... Pools>
constexpr space_problem problem_of() {
    if constexpr (!Backbone<B>)
        return space_problem::not_a_backbone;
    else if constexpr (!(is_pool<Pools> && ...))
        return space_problem::not_a_pool;
    else
        return sizeof...(Pools) == 1 || sizeof...(Pools) == B::stages.size() ? space_problem::none
                                                                             : space_problem::pools_do_not_match_stages;
}

template <space_problem Problem, class B, class... Pools>
struct space_parts {};

template <class B, class... Pools>
struct space_parts<space_problem::none, B, Pools...> {
    using backbone = B;
    static constexpr text name = B::name;
    static constexpr auto pools = hana::tuple_t<Pools...>;
    static constexpr int pool_count = sizeof...(Pools);

    static constexpr int layers = layers_of<B>;
    static constexpr int split = B::split;

    static constexpr plan stem() { return B::stem(B::input); }
    static constexpr plan head() { return head_of<B>(); }

    /// The slot of each searchable layer.
    static constexpr std::array<slot, layers_of<B>> slots = slots_of<B>;
    /// The pool of each layer, as an index into `pools`.
    static constexpr std::array<int, layers_of<B>> pool_of = [] {
        std::array<int, layers_of<B>> all{};
        std::size_t layer = 0;
        int index = 0;
        for (auto const& s : B::stages) {
            for (int b = 0; b < s.blocks && layer < all.size(); ++b) all[layer++] = pool_count == 1 ? 0 : index;
            ++index;
        }
        return all;
    }();

    template <int Index>
    using pool_at = typename decltype(+hana::at_c<Index>(pools))::type;
};

}  // namespace detail

/// struct mine : space<backbones::fashion, pool32> {};   One pool for all stages, or one for each. Unconstrained:
/// wrong arguments are reported once, by check().
template <class B, class... Pools>
struct space : search_space_base, detail::space_parts<detail::problem_of<B, Pools...>(), B, Pools...> {
    using arguments = space;
    static constexpr space_problem problem = detail::problem_of<B, Pools...>();
};

/// Nominal on purpose: "tiny is not derived from search_space_base" is the whole diagnostic.
template <class S>
concept SearchSpace = std::derived_from<S, search_space_base>;

}  // namespace hurricane::inline v0
