// SPDX-License-Identifier: MIT
// For what writes C++: names of types, fingerprints, text inside comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// "my::device" as the namespace "my" and the type "device".
struct qualified_name {
    std::string space;
    std::string type;

    std::string open() const { return space.empty() ? "" : "namespace " + space + " {\n\n"; }

    std::string close() const { return space.empty() ? "" : "\n}  // namespace " + space + "\n"; }
};

/// Words of C++ that name no type of one's own.
inline bool is_reserved(std::string_view word) {
    for (std::string_view w : {"alignas",       "alignof",     "and",
                               "and_eq",        "asm",         "auto",
                               "bitand",        "bitor",       "bool",
                               "break",         "case",        "catch",
                               "char",          "char16_t",    "char32_t",
                               "char8_t",       "class",       "co_await",
                               "co_return",     "co_yield",    "compl",
                               "concept",       "const",       "const_cast",
                               "consteval",     "constexpr",   "constinit",
                               "continue",      "decltype",    "default",
                               "delete",        "do",          "double",
                               "dynamic_cast",  "else",        "enum",
                               "explicit",      "export",      "extern",
                               "false",         "float",       "for",
                               "friend",        "goto",        "if",
                               "inline",        "int",         "long",
                               "mutable",       "namespace",   "new",
                               "noexcept",      "not",         "not_eq",
                               "nullptr",       "operator",    "or",
                               "or_eq",         "private",     "protected",
                               "public",        "register",    "reinterpret_cast",
                               "requires",      "return",      "short",
                               "signed",        "sizeof",      "static",
                               "static_assert", "static_cast", "struct",
                               "switch",        "template",    "this",
                               "thread_local",  "throw",       "true",
                               "try",           "typedef",     "typeid",
                               "typename",      "union",       "unsigned",
                               "using",         "virtual",     "void",
                               "volatile",      "wchar_t",     "while",
                               "xor",           "xor_eq"})
        if (w == word) return true;
    return false;
}

/// Throws error for what cannot be the name of a type; `where` names the caller.
inline qualified_name parse_name(std::string const& name, std::string const& where) {
    std::vector<std::string> parts{""};
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name.compare(i, 2, "::") == 0) {
            parts.emplace_back();
            ++i;
        } else
            parts.back() += name[i];
    qualified_name result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto const& p = parts[i];
        bool good = !p.empty() && !(p[0] >= '0' && p[0] <= '9');
        for (char c : p)
            good = good && (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z'));
        good = good && p.find("__") == p.npos && !is_reserved(p) &&
               !(i == 0 && parts.size() > 1 && (p == "std" || p == "hurricane"));
        if (!good)
            throw error{"'" + name + "' is not the name of a type", where,
                        "write for example my::device"};
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
