// SPDX-License-Identifier: MIT
// For what writes C++: names of types, fingerprints, text inside comments.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// "my::device" as the namespace "my" and the type "device".
struct qualified_name {
    std::string space, type;

    std::string open() const { return space.empty() ? "" : "namespace " + space + " {\n\n"; }
    std::string close() const { return space.empty() ? "" : "\n}  // namespace " + space + "\n"; }
};

/// Throws error for what cannot be the name of a type; `where` names the caller.
inline qualified_name parse_name(std::string const& name, std::string const& where) {
    std::vector<std::string> parts{""};
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name.compare(i, 2, "::") == 0)
            parts.emplace_back(), ++i;
        else
            parts.back() += name[i];
    qualified_name result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto const& p = parts[i];
        bool good = !p.empty() && !(p[0] >= '0' && p[0] <= '9');
        for (char c : p)
            good = good && (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        if (!good) throw error{"'" + name + "' is not the name of a type", where, "write for example my::device"};
        if (i + 1 < parts.size()) result.space += (i > 0 ? "::" : "") + p;
    }
    result.type = parts.back();
    return result;
}

/// 16 digits.
inline std::string hexadecimal(std::uint64_t x) {
    std::string s(16, '0');
    for (auto at = s.rbegin(); x > 0; x /= 16) *at++ = "0123456789abcdef"[x % 16];
    return s;
}

/// Text that cannot leave the comment it is put in.
inline std::string in_comment(std::string s) {
    for (auto& c : s)
        if (c == '\\' || c == '\n' || c == '\r' || c == '?') c = ' ';
    return s;
}

}  // namespace hurricane::inline v0
