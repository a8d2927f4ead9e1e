// SPDX-License-Identifier: MIT
// Numbers as text, and back: exact for files, short for messages. Nothing here depends on the
// locale.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// Shortest decimals that read back as the same double, never 0 for something that is not.
inline std::string decimal(double x) {
    std::array<char, 32> s;
    return {s.data(), std::to_chars(s.data(), s.data() + s.size(), x).ptr};
}

/// A number for messages, of at most 17 digits.
inline std::string show(double x, int digits = 6) {
    std::array<char, 32> s;
    auto const how = std::chars_format::general;
    return {s.data(), std::to_chars(s.data(), s.data() + s.size(), x, how, digits).ptr};
}

/// A number with at most 17 places behind the point: 3 of 2.5 are "2.500".
inline std::string fixed(double x, int places) {
    std::array<char, std::numeric_limits<double>::max_exponent10 + 32> s;
    auto const how = std::chars_format::fixed;
    return {s.data(), std::to_chars(s.data(), s.data() + s.size(), x, how, places).ptr};
}

namespace detail {

/// What a decimal beyond the range of doubles rounds to.
inline double beyond_range(std::string_view content) {
    auto const exponent = content.find_first_of("eE");
    auto const mantissa = content.substr(0, exponent);
    bool const below_one = mantissa.find('.') < mantissa.find_first_of("123456789");
    bool const tiny =
        exponent == content.npos ? below_one : content.substr(exponent + 1).starts_with('-');
    double const size = tiny ? 0 : std::numeric_limits<double>::infinity();
    return content.starts_with('-') ? -size : size;
}

}  // namespace detail

/// The number that all of `content` is, such as "+1.5", "-2e3" or "nan"; as doubles are, rounded. A
/// whole number may be written "8.0". None for anything else. O(length).
template <std::floating_point T>
std::optional<T> number_in(std::string_view content) {
    bool const plus = content.size() > 1 && content[0] == '+' && content[1] != '-';
    if (plus) content.remove_prefix(1);
    T x{};
    auto const [end, code] = std::from_chars(content.data(), content.data() + content.size(), x);
    if (code == std::errc::invalid_argument || end != content.data() + content.size()) return {};
    if (code == std::errc::result_out_of_range)
        return static_cast<T>(detail::beyond_range(content));
    return x;
}

template <std::integral T>
std::optional<T> number_in(std::string_view content) {
    T whole{};
    auto const [end, code] =
        std::from_chars(content.data(), content.data() + content.size(), whole);
    if (code == std::errc{} && end == content.data() + content.size()) return whole;
    constexpr double exact = 0x1p53;  // doubles up to it hold every whole number
    auto const x = number_in<double>(content);
    if (!x || !(std::abs(*x) <= exact) || *x != std::floor(*x)) return {};
    if (*x == 0 && content.find_first_of("123456789") < content.find_first_of("eE"))
        return {};  // 1e-400
    bool const fits = *x >= static_cast<double>(std::numeric_limits<T>::min()) &&
                      *x <= static_cast<double>(std::numeric_limits<T>::max());
    return fits ? std::optional<T>{static_cast<T>(*x)} : std::nullopt;
}

}  // namespace hurricane::inline v0
