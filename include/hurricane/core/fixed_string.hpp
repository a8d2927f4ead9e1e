// SPDX-License-Identifier: MIT
// Names made at compile time: fixed_string{"mb"} with numbers gives "mb<6,3>". A fixed array, so it
// can be a static constexpr member of a class template; of public members, so it can be a template
// argument.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

struct fixed_string {
    static constexpr std::size_t capacity = 64;
    static constexpr std::size_t longest_name =
        capacity - 2;  ///< one less than fits: what was cut is too long

    constexpr fixed_string() = default;

    constexpr fixed_string(char const* s) {
        append(s);
    }  // NOLINT: implicit on purpose, a name is a name

    constexpr fixed_string(std::string_view s) { append(s); }  // NOLINT

    constexpr fixed_string& append(std::string_view s) {
        for (char c : s)
            if (length < capacity - 1) chars[length++] = c;
        return *this;
    }

    constexpr fixed_string& append(int n) {
        if (n < 0) return append("-").append(-n);
        if (n >= 10) append(n / 10);
        char const digit[] = {static_cast<char>('0' + n % 10), '\0'};
        return append(std::string_view{digit});
    }

    constexpr operator std::string_view() const { return {chars.data(), length}; }  // NOLINT

    constexpr std::string_view view() const { return *this; }

    friend constexpr bool operator==(fixed_string const&, fixed_string const&) = default;

    std::array<char, capacity> chars{};
    unsigned char length{};
};

using text [[deprecated("its name is fixed_string")]] = fixed_string;

/// parameters("mb", 6, 3) is "mb<6,3>".
template <class... Ints>
constexpr fixed_string parameters(std::string_view family, Ints... numbers) {
    fixed_string t{family};
    t.append("<");
    auto const* separator = "";
    for (int const number : std::initializer_list<int>{numbers...}) {
        t.append(separator).append(number);
        separator = ",";
    }
    return t.append(">");
}

}  // namespace hurricane::inline v0
