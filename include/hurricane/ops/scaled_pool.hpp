// SPDX-License-Identifier: MIT
// Searchable widths: a pool multiplied by scales of the operators' inner width, so that the scale
// is a second factor of the choice and prices stay additive (SPOS, Guo et al. 2020, section 3.4).
#pragma once

#include <boost/hana/flatten.hpp>

#include <hurricane/ops/pool.hpp>
#include <hurricane/ops/variation.hpp>

namespace hurricane::inline v0 {

namespace detail {
template <int... Tenths>
struct at_scales {
    template <class Op>
    constexpr auto operator()(hana::basic_type<Op>) const {
        return hana::tuple_t<ops::scaled<Op, Tenths>...>;
    }
};
}  // namespace detail

/// Every operator of Pool at every scale of its inner width, in tenths. Operator i at the j-th
/// scale has the position i * sizeof...(Tenths) + j: the factors of a choice are its quotient and
/// its remainder.
template <class Pool, int... Tenths>
using scaled_pool = decltype(make_pool(
    hana::flatten(hana::transform(Pool::types, detail::at_scales<Tenths...>{}))));

/// SPOS's eight scales, 0.2 to 1.6.
template <class Pool>
using spos_scaled_pool = scaled_pool<Pool, 2, 4, 6, 8, 10, 12, 14, 16>;

}  // namespace hurricane::inline v0
