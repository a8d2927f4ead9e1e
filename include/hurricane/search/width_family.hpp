// SPDX-License-Identifier: MIT
// Widths as an outer choice: the same space at several widths of its stages, each checked, priced
// for one target, and searched alone.
#pragma once

#include <type_traits>
#include <vector>

#include <hurricane/cost/price.hpp>
#include <hurricane/space/at_width.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// Widths of a family, in per cent of the space's own.
template <int... Percent>
struct widths {};

using usual_widths = widths<50, 75, 100, 150, 200>;

/// The space itself at 100, else at_width.
template <class Space, int Percent>
using width_member = std::conditional_t<Percent == 100, Space, at_width<Space, Percent>>;

/// One width: what is searched, trained and measured, and its prices.
struct family_member {
    double factor{};
    space_view space;
    priced_space priced;
};

namespace detail {

template <class Space, class T, generator_options O, int... Percent>
std::vector<family_member> members_of(widths<Percent...>) {
    return {family_member{Percent / 100.0, view<width_member<Space, Percent>>(),
                          price<width_member<Space, Percent>, T, O>()}...};
}

template <class Space, int... Percent>
std::vector<space_view> views_of(widths<Percent...>) {
    return {view<width_member<Space, Percent>>()...};
}

}  // namespace detail

/// The family on a target, in the order of the widths. A measured target needs the rows of every
/// width. Compile-time errors: see check<Space, Target>(), of each width.
template <class Space, class T = target_of<Space>, class Widths = usual_widths,
          generator_options O = detail::own_generator<Space>()>
std::vector<family_member> family_of() {
    check<Space, T, O>();
    if constexpr (are_sound<Space, T>)
        return detail::members_of<Space, T, O>(Widths{});
    else
        return {};
}

/// The views alone, for profilers: the rows of all of them may stand in one table.
template <class Space, class Widths = usual_widths>
std::vector<space_view> family_views() {
    check<Space>();
    if constexpr (is_sound<Space>)
        return detail::views_of<Space>(Widths{});
    else
        return {};
}

}  // namespace hurricane::inline v0
