// SPDX-License-Identifier: MIT
// A space at another width of its stages: MobileNet's width multiplier, for a whole space.
#pragma once

#include <hurricane/ops/where_legal.hpp>
#include <hurricane/space/scaled_backbone.hpp>
#include <hurricane/space/space.hpp>

namespace hurricane::inline v0 {

namespace detail {

template <class Arguments, int Percent>
struct widened;

template <class B, class... Pools, int Percent>
struct widened<space<B, Pools...>, Percent> {
    using type = space<scaled_backbone<B, Percent>, where_legal<Pools>...>;
};

/// 75 is "x0.75", 150 "x1.5", 200 "x2".
constexpr fixed_string factor_name(int percent) {
    fixed_string t{"x"};
    t.append(percent / 100);
    int const rest = percent % 100;
    if (rest == 0) return t;
    t.append(".").append(rest / 10);
    return rest % 10 == 0 ? t : t.append(rest % 10);
}

}  // namespace detail

/// The space with its stages' widths scaled, in per cent; "mine" becomes "mine_x0.75". Where an
/// operator of the pool is illegal at the new width (choice units of a stage that is no wider than
/// the one before it) the layer does without it. At 100 the networks and the fingerprint are those
/// of the space itself.
template <class Space, int Percent>
struct at_width : detail::widened<typename Space::arguments, Percent>::type {
    static constexpr fixed_string name =
        fixed_string{Space::name}.append("_").append(detail::factor_name(Percent).view());
};

}  // namespace hurricane::inline v0
