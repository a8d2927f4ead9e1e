// SPDX-License-Identifier: MIT
// Text that files give us is UTF-8, or refused.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// The bytes of the code that `s`, which is not empty, begins with; 0 where it begins with none or
/// with a zero byte.
inline std::size_t utf8_code_length(std::string_view s) {
    assert(!s.empty());
    constexpr std::size_t longest = 3;
    constexpr std::array<unsigned, longest + 1> least{0, 0x80, 0x800, 0x10000};
    auto const c = static_cast<unsigned char>(s[0]);
    if (c == 0) return 0;
    if (c < 0x80) return 1;
    std::size_t const more = c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : longest + 1;
    if (more > longest || more >= s.size()) return 0;
    unsigned code = c & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
        auto const next = static_cast<unsigned char>(s[k]);
        if (next >> 6 != 2) return 0;
        code = code << 6 | (next & 0x3fu);
    }
    bool const surrogate = code >= 0xd800 && code < 0xe000;
    if (code < least[more] || code > 0x10ffff || surrogate) return 0;
    return more + 1;
}

}  // namespace detail

/// Whether all of `s` is UTF-8 without zero bytes, longer forms of shorter codes and surrogates.
/// O(length).
inline bool is_utf8(std::string_view s) {
    while (!s.empty()) {
        auto const length = detail::utf8_code_length(s);
        if (length == 0) return false;
        s.remove_prefix(length);
    }
    return true;
}

}  // namespace hurricane::inline v0
