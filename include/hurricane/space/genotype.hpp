// SPDX-License-Identifier: MIT
// A genotype: for every searchable layer the position of its operator in the declared pool of that layer. Reduced
// spaces restrict positions by a mask and never renumber them.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

class genotype {
public:
    static constexpr int capacity = 63;

    constexpr genotype() = default;
    constexpr explicit genotype(int layers, std::uint8_t choice = 0) : size_{static_cast<std::uint8_t>(layers)} {
        for (auto& c : *this) c = choice;
    }

    constexpr int size() const { return size_; }
    constexpr std::uint8_t& operator[](int layer) { return choices_[static_cast<std::size_t>(layer)]; }
    constexpr std::uint8_t operator[](int layer) const { return choices_[static_cast<std::size_t>(layer)]; }
    constexpr std::uint8_t* begin() { return choices_.data(); }
    constexpr std::uint8_t* end() { return choices_.data() + size_; }
    constexpr std::uint8_t const* begin() const { return choices_.data(); }
    constexpr std::uint8_t const* end() const { return choices_.data() + size_; }

    friend constexpr auto operator<=>(genotype const&, genotype const&) = default;

private:
    std::uint8_t size_{};
    std::array<std::uint8_t, capacity> choices_{};
};

/// "6-2-31-0": decimals joined by '-'.
inline std::string to_string(genotype const& g) {
    std::string s;
    for (auto c : g) s += (s.empty() ? "" : "-") + std::to_string(c);
    return s;
}

/// Reads decimals joined by '-', or a string of single digits. Throws error naming the place.
inline genotype parse_genotype(std::string_view s, int layers) {
    auto const bad = [&](std::string what) {
        return error{what, "genotype '" + std::string{s} + "'",
                     "write " + std::to_string(layers) + " choices as 0-5-12-..., one for each layer"};
    };
    if (layers > genotype::capacity) throw bad("a genotype holds at most 63 layers");
    genotype g{layers};
    int layer = 0;
    bool const digits = s.find('-') == std::string_view::npos && static_cast<int>(s.size()) == layers;
    for (std::size_t i = 0; i < s.size();) {
        auto const end = digits ? i + 1 : std::min(s.find('-', i), s.size());
        unsigned value = 0;
        auto const [stop, code] = std::from_chars(s.data() + i, s.data() + end, value);
        if (code != std::errc{} || stop != s.data() + end || value > 255)
            throw bad("'" + std::string{s.substr(i, end - i)} + "' is not a choice");
        if (layer == layers) throw bad("too many choices");
        g[layer++] = static_cast<std::uint8_t>(value);
        i = end + (digits ? 0 : 1);
        if (!digits && i == s.size()) throw bad("it ends with '-'");
    }
    if (layer < layers) throw bad("only " + std::to_string(layer) + " of " + std::to_string(layers) + " choices");
    return g;
}

}  // namespace hurricane::inline v0
