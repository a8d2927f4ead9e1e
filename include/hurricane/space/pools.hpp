// SPDX-License-Identifier: MIT
// The pool of each layer, from the pools and rules that a space is given for all stages or for
// each.
#pragma once

#include <array>
#include <boost/hana/at.hpp>
#include <utility>

#include <hurricane/ops/pool_rule.hpp>
#include <hurricane/space/backbone.hpp>

namespace hurricane::inline v0::detail {

/// The argument, of `count` ones, that each layer takes its pool from: the only one, or its
/// stage's.
template <class B>
constexpr std::array<int, layers_of<B>> argument_of_layers(int count) {
    std::array<int, layers_of<B>> all{};
    std::size_t layer = 0;
    int stage = 0;
    for (auto const& s : B::stages) {
        for (int b = 0; b < s.blocks && layer < all.size(); ++b)
            all[layer++] = count == 1 ? 0 : stage;
        ++stage;
    }
    return all;
}

/// `pools`, a Hana tuple of types, and `pool_of`, for each layer an index into it. Pools are given.
template <bool Rules, class B, class... Given>
struct space_pools {
    static constexpr auto pools = hana::tuple_t<Given...>;
    static constexpr int pool_count = sizeof...(Given);
    static constexpr auto pool_of = argument_of_layers<B>(pool_count);

    template <int Index>
    using pool_at = typename decltype(+hana::at_c<Index>(pools))::type;
};

/// Rules among what is given: a pool for each distinct (argument, slot), in order of appearance.
template <class B, class... Given>
struct space_pools<true, B, Given...> {
private:
    static constexpr auto argument_of = argument_of_layers<B>(sizeof...(Given));

    struct distinct_layers {
        int count{};
        std::array<int, layers_of<B>> first{};  ///< the first layer of each
        std::array<int, layers_of<B>> index{};  ///< for each layer
    };

    static constexpr distinct_layers distinct = [] {
        distinct_layers d;
        for (std::size_t layer = 0; layer < slots_of<B>.size(); ++layer) {
            std::size_t same = 0;
            while (!(slots_of<B>[same] == slots_of<B>[layer] &&
                     argument_of[same] == argument_of[layer]))
                ++same;
            bool const known = same < layer;
            d.index[layer] = known ? d.index[same] : d.count;
            if (!known) d.first[std::size_t(d.count++)] = int(layer);
        }
        return d;
    }();

    template <int Layer>
    using argument_at =
        typename decltype(+hana::at_c<argument_of[Layer]>(hana::tuple_t<Given...>))::type;

    template <int... Index>
    static constexpr auto pools_of(std::integer_sequence<int, Index...>) {
        return hana::tuple_t<pool_for<argument_at<distinct.first[Index]>,
                                      slots_of<B>[std::size_t(distinct.first[Index])]>...>;
    }

public:
    static constexpr auto pools = pools_of(std::make_integer_sequence<int, distinct.count>{});
    static constexpr int pool_count = distinct.count;
    static constexpr auto pool_of = distinct.index;

    template <int Index>
    using pool_at = typename decltype(+hana::at_c<Index>(pools))::type;
};

}  // namespace hurricane::inline v0::detail
