// SPDX-License-Identifier: MIT
// The leaf that turns the first illegal (layer, operator) of a space into one static_assert. No constant expression
// depends on it, so one mistake is one error.
#pragma once

#include <boost/hana/at.hpp>
#include <boost/hana/for_each.hpp>
#include <utility>

#include <hurricane/space/genotype.hpp>
#include <hurricane/space/lowered.hpp>

namespace hurricane::inline v0 {

/// The template arguments of these are the message.
template <class Space, int Layer, class Op, reason Why>
struct operator_fits {
    static_assert(Why == reason::none, "this operator cannot be used at this layer of this space");
};
template <class Space, class Op, bool Has>
struct candidate_is_an_operator {
    static_assert(Has, "every candidate of a pool needs a name and a static plan lower(slot)");
};
template <class Space, reason Stem, reason Head>
struct backbone_fits {
    static_assert(Stem == reason::none && Head == reason::none, "the stem or the head of this backbone is illegal");
};
template <class Space, int Split, int Layers>
struct split_is_inside {
    static_assert(0 < Split && Split < Layers, "the split index of the backbone must lie between 1 and layers - 1");
};
template <class Space, int Layers, int LargestPool>
struct genotype_can_hold {
    static_assert(Layers <= genotype::capacity && LargestPool <= 256,
                  "a genotype holds 63 layers and pools of 256 operators");
};

namespace detail {

template <class Space>
constexpr int largest_pool() {
    int most = 0;
    hana::for_each(Space::pools, [&](auto p) {
        int const size = decltype(p)::type::size;
        most = size > most ? size : most;
    });
    return most;
}

/// The first candidate of a pool that is no operator; the pool's size if there is none.
template <class... Ops>
constexpr int first_stranger(pool<Ops...>) {
    bool const good[] = {Operator<Ops>...};
    int i = 0;
    while (i < pool<Ops...>::size && good[i]) ++i;
    return i;
}
/// The first (pool, candidate) of a space that is no operator; {-1, -1} if there is none.
template <class Space>
constexpr std::pair<int, int> first_stranger_of() {
    std::pair<int, int> bad{-1, -1};
    int index = 0;
    hana::for_each(Space::pools, [&](auto p) {
        using candidates = typename decltype(p)::type;
        int const i = first_stranger(candidates{});
        if (bad.first < 0 && i < candidates::size) bad = {index, i};
        ++index;
    });
    return bad;
}

}  // namespace detail

/// Concepts as plain constants: a door asserts them in one line, without the compiler's explanation of the concept.
template <class S>
inline constexpr bool is_search_space = SearchSpace<S>;

/// A space whose tables can be made at all.
template <class Space>
constexpr bool is_sound() {
    if constexpr (!SearchSpace<Space>)
        return false;
    else {
        return 0 < Space::split && Space::split < Space::layers && Space::layers <= genotype::capacity &&
               detail::largest_pool<Space>() <= 256 && detail::first_stranger_of<Space>().first < 0;
    }
}

/// Called first by every door of the library that takes a space.
template <class Space>
constexpr void check() {
    static_assert(is_search_space<Space>,
                  "this argument must be a search space: struct mine : space<Backbone, Pool> {}");
    if constexpr (is_sound<Space>()) {
        using table = lowered<Space>;
        constexpr auto bad = table::first_illegal;
        if constexpr (bad.first >= 0) {
            using op = typename decltype(+hana::at_c<bad.second>(table::template pool_at<bad.first>::types))::type;
            (void)sizeof(
                operator_fits<Space, table::layer_of(bad.first), op, table::template row<bad.first>[bad.second].why>);
        } else
            (void)sizeof(backbone_fits<Space, Space::stem().why(), Space::head().why()>);
    } else if constexpr (SearchSpace<Space>) {
        (void)sizeof(split_is_inside<Space, Space::split, Space::layers>);
        (void)sizeof(genotype_can_hold<Space, Space::layers, detail::largest_pool<Space>()>);
        constexpr auto bad = detail::first_stranger_of<Space>();
        if constexpr (bad.first >= 0) {
            using candidates = typename Space::template pool_at<bad.first>;
            using op = typename decltype(+hana::at_c<bad.second>(candidates::types))::type;
            (void)sizeof(candidate_is_an_operator<Space, op, false>);
        }
    }
}

}  // namespace hurricane::inline v0
