// SPDX-License-Identifier: MIT
// A number or a word of a phase by name: a program's help, what it is set to on the command line,
// what a manifest says of it, and the refusal of another run come from one list.
#pragma once

#include <charconv>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

struct phase_option {
    std::string name;  ///< as on a command line: "samples"
    std::string help;
    std::function<std::string()> get;
    /// Throws error for a text that is no such value.
    std::function<void(std::string const&)> set;
};

namespace detail {

template <class T>
T number_of(std::string const& given, std::string const& name) {
    T number{};
    auto const* const end = given.data() + given.size();
    auto const read = std::from_chars(given.data(), end, number);
    bool const is_finite = number - number == T{};
    if (read.ec != std::errc{} || read.ptr != end || !is_finite)
        throw error{"'" + given + "' is no " + (std::is_integral_v<T> ? "whole number" : "number"),
                    "--" + name, "give one"};
    return number;
}

}  // namespace detail

/// Of a member of a phase, which must stay where it is: a number or a text.
template <class T>
phase_option option(std::string name, std::string help, T& member) {
    static_assert(
        std::is_same_v<T, std::string> || (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>),
        "an option is a number or a text; say 0 or 1 for a flag");
    auto const get = [&member]() -> std::string {
        if constexpr (std::is_same_v<T, std::string>)
            return member;
        else if constexpr (std::is_integral_v<T>)
            return std::to_string(member);
        else
            return decimal(member);
    };
    auto const set = [&member, name](std::string const& given) {
        if constexpr (std::is_same_v<T, std::string>)
            member = given;
        else
            member = detail::number_of<T>(given, name);
    };
    return {std::move(name), std::move(help), get, set};
}

}  // namespace hurricane::inline v0
