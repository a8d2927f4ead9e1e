// SPDX-License-Identifier: MIT
// The leaf that turns the first illegal (layer, operator) of a space into one static_assert. No constant expression
// depends on it, so one mistake is one error.
#pragma once

#include <boost/hana/at.hpp>

#include <hurricane/space/lowered.hpp>

namespace hurricane::inline v0 {

/// Its template arguments are the message: the space, the layer, the operator and the reason.
template <class Space, int Layer, class Op, reason Why>
struct operator_fits {
    static_assert(Why == reason::none, "this operator cannot be used at this layer of this space");
};

template <class Space, reason Stem, reason Head>
struct backbone_fits {
    static_assert(Stem == reason::none && Head == reason::none, "the stem or the head of this backbone is illegal");
};

/// Called first by every door of the library that takes a space.
template <class Space>
constexpr void check() {
    static_assert(SearchSpace<Space>, "this argument must be a search space: struct mine : space<Backbone, Pool> {}");
    if constexpr (SearchSpace<Space>) {
        using table = lowered<Space>;
        (void)sizeof(backbone_fits<Space, Space::stem().why(), Space::head().why()>);
        constexpr auto bad = table::first_illegal;
        if constexpr (bad.first >= 0) {
            using op = typename decltype(+hana::at_c<bad.second>(table::template pool_at<bad.first>::types))::type;
            (void)sizeof(operator_fits<Space, table::layer_of(bad.first), op,
                                       table::template row<bad.first>[bad.second].why>);
        }
    }
}

}  // namespace hurricane::inline v0
