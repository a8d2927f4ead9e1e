// SPDX-License-Identifier: MIT
// Names made at compile time: text{"mb"} with numbers gives "mb<6,3>". A fixed array, so it can be
// a static constexpr member of a class template; of public members, so it can be a template
// argument.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

struct text {
    static constexpr std::size_t capacity = 64;
    static constexpr std::size_t longest_name =
        capacity - 2;  ///< one less than fits: what was cut is too long

    constexpr text() = default;

    constexpr text(char const* s) { append(s); }  // NOLINT: implicit on purpose, a name is a name

    constexpr text(std::string_view s) { append(s); }  // NOLINT

    constexpr text& append(std::string_view s) {
        for (char c : s)
            if (length < capacity - 1) chars[length++] = c;
        return *this;
    }

    constexpr text& append(int n) {
        if (n < 0) return append("-").append(-n);
        if (n >= 10) append(n / 10);
        char const digit[] = {static_cast<char>('0' + n % 10), '\0'};
        return append(std::string_view{digit});
    }

    constexpr operator std::string_view() const { return {chars.data(), length}; }  // NOLINT

    constexpr std::string_view view() const { return *this; }

    friend constexpr bool operator==(text const&, text const&) = default;

    std::array<char, capacity> chars{};
    unsigned char length{};
};

/// parameters("mb", 6, 3) is "mb<6,3>".
template <class... Ints>
constexpr text parameters(std::string_view family, Ints... numbers) {
    text t{family};
    t.append("<");
    auto const* separator = "";
    for (int const number : std::initializer_list<int>{numbers...}) {
        t.append(separator).append(number);
        separator = ",";
    }
    return t.append(">");
}

}  // namespace hurricane::inline v0
