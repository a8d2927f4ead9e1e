// SPDX-License-Identifier: MIT
// FNV-1a of text, also at compile time.
#pragma once

#include <cstdint>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// FNV-1a, 64 bits: fingerprints of spaces and checksums of files. Not for security.
class fnv1a {
public:
    constexpr fnv1a& byte(unsigned char b) {
        state_ = (state_ ^ b) * 0x100000001b3ull;
        return *this;
    }

    constexpr fnv1a& text(std::string_view s) {
        for (char c : s) byte(static_cast<unsigned char>(c));
        return byte(0);
    }

    constexpr fnv1a& number(std::int64_t n) {
        for (int i = 0; i < 8; ++i)
            byte(static_cast<unsigned char>(static_cast<std::uint64_t>(n) >> (8 * i)));
        return *this;
    }

    constexpr std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ull;
};

}  // namespace hurricane::inline v0
