// SPDX-License-Identifier: MIT
// Pools that depend on the place: a rule gives a pool to each slot. space<> takes one wherever it
// takes a pool.
#pragma once

#include <concepts>

#include <hurricane/ops/pool.hpp>

namespace hurricane::inline v0 {

/// `struct mine : pool_rule { template <slot At> using at = pool<...>; };`
/// A rule on another pool or rule names that as its member type `of`.
struct pool_rule {};

template <class T>
inline constexpr bool is_pool_rule = std::derived_from<T, pool_rule>;

/// A pool, or a rule down to a pool.
template <class T>
constexpr bool gives_pools() {
    if constexpr (!is_pool_rule<T>)
        return is_pool<T>;
    else if constexpr (requires { typename T::of; })
        return gives_pools<typename T::of>();
    else
        return true;
}

namespace detail {

template <class Pool, slot At>
struct pool_at_slot {
    using type = Pool;
};
template <class Rule, slot At>
requires is_pool_rule<Rule>

struct pool_at_slot<Rule, At> {
    using type = typename Rule::template at<At>;
};

}  // namespace detail

/// The pool that a pool (itself) or a rule gives to a slot.
template <class PoolOrRule, slot At>
using pool_for = typename detail::pool_at_slot<PoolOrRule, At>::type;

}  // namespace hurricane::inline v0
