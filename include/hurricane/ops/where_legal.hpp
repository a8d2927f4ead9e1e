// SPDX-License-Identifier: MIT
// One pool for backbones of several widths: an operator stands where it can.
#pragma once

#include <boost/hana/filter.hpp>
#include <boost/hana/integral_constant.hpp>

#include <hurricane/ops/pool_rule.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Strangers stay: check() reports them.
template <class Op, slot At>
constexpr bool may_stand() {
    if constexpr (Operator<Op>)
        return lower<Op>(At).legal();
    else
        return true;
}

template <class All, slot At>
constexpr auto legal_pool() {
    using legal = decltype(make_pool(hana::filter(All::types, [](auto op) {
        return hana::bool_c<may_stand<typename decltype(op)::type, At>()>;
    })));
    if constexpr (legal::size > 0)
        return legal{};
    else
        return All{};
}

}  // namespace detail

/// The operators of a pool (or of a rule) that are legal at the slot, in their order. Where none
/// is, all stay, and check() says why the first one is not. A choice is a position in what is left
/// at its layer.
template <class Pool>
struct where_legal : pool_rule {
    using of = Pool;

    template <slot At>
    using at = decltype(detail::legal_pool<pool_for<Pool, At>, At>());
};

}  // namespace hurricane::inline v0
