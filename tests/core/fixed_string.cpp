// SPDX-License-Identifier: MIT
// Tests core/fixed_string.hpp.
#include <hurricane/core/fixed_string.hpp>

using namespace hurricane;

static_assert(parameters("mb", 6, 3).view() == "mb<6,3>");
static_assert(parameters("none").view() == "none<>");
static_assert(fixed_string{"x"}.append(-120).append("y") == fixed_string{"x-120y"});
static_assert(fixed_string{"a"} != fixed_string{"b"} && fixed_string{}.view().empty());

// What is too long is cut to one more than a name may have.
constexpr auto cut = fixed_string{"0123456789012345678901234567890123456789"}.append(
    "0123456789012345678901234567890123456789");
static_assert(cut.view().size() == fixed_string::longest_name + 1 && cut.view().back() == '2');
