// SPDX-License-Identifier: MIT
// A search space is a type: a backbone and the candidate pool of each stage.
#pragma once

#include <array>
#include <boost/hana/at.hpp>
#include <concepts>
#include <cstddef>

#include <hurricane/ops/pool.hpp>
#include <hurricane/space/backbone.hpp>

namespace hurricane::inline v0 {

struct search_space_base {};

/// struct mine : space<backbones::fashion, pool32> {};   One pool for all stages, or one for each.
template <Backbone B, class... Pools>
struct space : search_space_base {
    static_assert((is_pool<Pools> && ...), "space<Backbone, Pools...>: every argument after the backbone is a pool");
    static_assert(sizeof...(Pools) == 1 || sizeof...(Pools) == B::stages.size(),
                  "space<Backbone, Pools...>: give one pool, or one for each stage of the backbone");

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
    static constexpr std::array<int, layers> pool_of = [] {
        std::array<int, layers> all{};
        std::size_t layer = 0;
        int index = 0;
        for (auto const& s : B::stages) {
            for (int b = 0; b < s.blocks; ++b) all[layer++] = pool_count == 1 ? 0 : index;
            ++index;
        }
        return all;
    }();

    template <int Index>
    using pool_at = typename decltype(+hana::at_c<Index>(pools))::type;
};

/// Nominal on purpose: "tiny is not derived from search_space_base" is the whole diagnostic.
template <class S>
concept SearchSpace = std::derived_from<S, search_space_base>;

}  // namespace hurricane::inline v0
