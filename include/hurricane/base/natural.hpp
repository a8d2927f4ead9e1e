// SPDX-License-Identifier: MIT
// An exact natural number in decimal, for numbers of architectures: 32^20 is 2^100.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <hurricane/base/math.hpp>

namespace hurricane::inline v0 {

/// Up to 160 digits: 63 layers of 256 operators have 152.
class natural {
public:
    static constexpr std::size_t capacity = 160;

    constexpr natural(unsigned n = 0) {  // NOLINT: implicit on purpose
        digits_[0] = 0;
        append(n);
    }

    /// Exact. The product must have at most 160 digits.
    constexpr natural& operator*=(unsigned factor) {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            carry += std::uint64_t{digits_[i]} * factor;
            digits_[i] = static_cast<std::uint8_t>(carry % 10);
            carry /= 10;
        }
        append(carry);
        while (size_ > 1 && digits_[size_ - 1] == 0) --size_;
        return *this;
    }

    constexpr double log10() const {
        double leading = 0;
        std::size_t const known = size_ < 17 ? size_ : 17;
        for (std::size_t i = 0; i < known; ++i) leading = leading * 10 + digits_[size_ - 1 - i];
        return log_of(leading) / log_of(10) + double(size_ - known);
    }

    /// Decimal digits without separators.
    struct decimal {
        std::array<char, capacity> chars{};
        std::size_t size{};

        constexpr std::string_view view() const { return {chars.data(), size}; }

        constexpr operator std::string_view() const { return view(); }  // NOLINT
    };

    constexpr decimal text() const {
        decimal d{.size = size_};
        for (std::size_t i = 0; i < size_; ++i)
            d.chars[i] = static_cast<char>('0' + digits_[size_ - 1 - i]);
        return d;
    }

    friend constexpr bool operator==(natural const&, natural const&) = default;

private:
    constexpr void append(std::uint64_t n) {
        for (; n > 0 || size_ == 0; n /= 10) {
            assert(size_ < capacity);
            digits_[size_++] = static_cast<std::uint8_t>(n % 10);
        }
    }

    std::array<std::uint8_t, capacity> digits_{};  ///< least significant first
    std::size_t size_{};
};

}  // namespace hurricane::inline v0
