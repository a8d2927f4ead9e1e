// SPDX-License-Identifier: MIT
// Text that files give us is UTF-8, or refused.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// Whether all of `s` is UTF-8 without zero bytes, longer forms of shorter codes and surrogates.
/// O(length).
inline bool is_utf8(std::string_view s) {
    constexpr std::size_t longest = 3;
    constexpr std::array<unsigned, longest + 1> least{0, 0x80, 0x800, 0x10000};
    for (std::size_t i = 0; i < s.size();) {
        auto const c = static_cast<unsigned char>(s[i]);
        if (c == 0) return false;
        if (c < 0x80) {
            ++i;
            continue;
        }
        std::size_t const more = c >> 5 == 6    ? 1
                                 : c >> 4 == 14 ? 2
                                 : c >> 3 == 30 ? 3
                                                : longest + 1;
        if (more > longest || i + more >= s.size()) return false;
        unsigned code = c & (0x3fu >> more);
        for (std::size_t k = 1; k <= more; ++k) {
            auto const next = static_cast<unsigned char>(s[i + k]);
            if (next >> 6 != 2) return false;
            code = code << 6 | (next & 0x3fu);
        }
        bool const surrogate = code >= 0xd800 && code < 0xe000;
        if (code < least[more] || code > 0x10ffff || surrogate) return false;
        i += more + 1;
    }
    return true;
}

}  // namespace hurricane::inline v0
