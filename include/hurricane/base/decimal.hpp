// SPDX-License-Identifier: MIT
// Numbers as text: exact for files, short for messages.
#pragma once

#include <charconv>
#include <cstdio>
#include <string>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// Shortest decimals that read back as the same double, never 0 for something that is not.
inline std::string decimal(double x) {
    char s[32];
    auto const end = std::to_chars(s, s + sizeof s, x).ptr;
    return {s, end};
}

/// A number for messages.
inline std::string show(double x, int digits = 6) {
    char s[32];
    std::snprintf(s, sizeof s, "%.*g", digits, x);
    return s;
}

}  // namespace hurricane::inline v0
