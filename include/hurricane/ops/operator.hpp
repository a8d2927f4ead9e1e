// SPDX-License-Identifier: MIT
// An operator is a name and one rule that lowers a slot to a plan. Nothing else is ever written per
// operator.
#pragma once

#include <concepts>
#include <string_view>

#include <hurricane/core/fixed_string.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

template <class Op>
concept Operator = requires(slot s) {
    { Op::name } -> std::convertible_to<std::string_view>;
    { Op::lower(s) } -> std::same_as<plan>;
};

/// The plan of an operator at a slot, with the promise checked that its output is the one the slot
/// asks for. Sizes that cannot be counted never reach the operator.
template <Operator Op>
constexpr plan lower(slot s) {
    if (!s.in.countable() || s.out > largest_size) return illegal(s.in, reason::count_overflows);
    plan p = Op::lower(s);
    if (p.legal() && p.out() != s.result()) p.fail(reason::output_is_not_the_one_of_the_slot);
    return p;
}

}  // namespace hurricane::inline v0
