// SPDX-License-Identifier: MIT
// The pool of 32 operators after HURRICANE (Zhang et al. 2020; members reconstructed, see
// DESIGN.md): (3 SEP + 9 MB + 4 Choice) x {plain, with squeeze-and-excitation}.
#pragma once

#include <hurricane/ops/choice.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/pool.hpp>
#include <hurricane/ops/sep.hpp>

namespace hurricane::inline v0 {

using separable_pool = pool<ops::sep<3>, ops::sep<5>, ops::sep<7>>;
using inverted_pool =
    pool<ops::mb<1, 3>, ops::mb<1, 5>, ops::mb<1, 7>, ops::mb<3, 3>, ops::mb<3, 5>, ops::mb<3, 7>,
         ops::mb<6, 3>, ops::mb<6, 5>, ops::mb<6, 7>>;
using choice_pool = pool<ops::choice<3>, ops::choice<5>, ops::choice<7>, ops::choice_x>;

namespace detail {
inline constexpr auto with_se = [](auto op) {
    return hana::type_c<ops::se<typename decltype(op)::type>>;
};
inline constexpr auto plain =
    hana::concat(hana::concat(separable_pool::types, inverted_pool::types), choice_pool::types);
}  // namespace detail

/// Index order: sep 3 5 7; mb e1, e3, e6 with 3 5 7 each; choice 3 5 7; choice_x; then the same 16
/// with SE.
using pool32 = decltype(make_pool(
    hana::concat(detail::plain, hana::transform(detail::plain, detail::with_se))));
static_assert(pool32::size == 32);

}  // namespace hurricane::inline v0
