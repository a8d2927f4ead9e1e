// SPDX-License-Identifier: MIT
// A genotype: for every searchable layer the position of its operator in the declared pool of that
// layer. Reduced spaces restrict positions by a mask and never renumber them.
#pragma once

#include <algorithm>
#include <array>
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

    constexpr explicit genotype(int layers, std::uint8_t choice = 0)
        : size_{static_cast<std::uint8_t>(layers)} {
        for (auto& c : *this) c = choice;
    }

    constexpr int size() const { return size_; }

    constexpr std::uint8_t& operator[](int layer) {
        return choices_[static_cast<std::size_t>(layer)];
    }

    constexpr std::uint8_t operator[](int layer) const {
        return choices_[static_cast<std::size_t>(layer)];
    }

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

/// What is wrong with the text of a genotype.
enum class genotype_problem : std::uint8_t {
    none,
    not_a_choice,
    too_many_choices,
    too_few_choices,
    ends_with_a_dash
};

struct genotype_reading {
    genotype genes;
    genotype_problem what{};
    std::size_t from{};  ///< the first offending character
    std::size_t to{};    ///< the one behind the last
    int choices{};       ///< read before the problem
};

namespace detail {

/// The position of the first '-' at or behind `from`, or the size of the text. By hand:
/// string_view::find compares a pointer with null, which is no constant expression under g++'s
/// -fsanitize=undefined.
constexpr std::size_t find_dash(std::string_view s, std::size_t from = 0) {
    while (from < s.size() && s[from] != '-') ++from;
    return from;
}

}  // namespace detail

/// Reads decimals joined by '-', or a string of single digits; also at compile time. The genotype
/// has `layers` choices whatever the text says.
constexpr genotype_reading read_genotype(std::string_view s, int layers) {
    genotype_reading r{.genes = genotype{layers}};
    bool const digits = detail::find_dash(s) == s.size() && static_cast<int>(s.size()) == layers;
    for (std::size_t i = 0; i < s.size();) {
        r.from = i;
        r.to = digits ? i + 1 : detail::find_dash(s, i);
        int choice = r.from == r.to ? 256 : 0;
        for (char c : s.substr(r.from, r.to - r.from))
            choice = c < '0' || c > '9' || choice > 255 ? 256 : choice * 10 + (c - '0');
        r.what = choice > 255                      ? genotype_problem::not_a_choice
                 : r.choices == layers             ? genotype_problem::too_many_choices
                 : r.to + 1 == s.size() && !digits ? genotype_problem::ends_with_a_dash
                                                   : genotype_problem::none;
        if (r.what != genotype_problem::none) return r;
        r.genes[r.choices++] = static_cast<std::uint8_t>(choice);
        i = r.to + (digits ? 0 : 1);
    }
    if (r.choices < layers) r.what = genotype_problem::too_few_choices;
    return r;
}

/// The same at run time. Throws error naming the place.
inline genotype parse_genotype(std::string_view s, int layers) {
    auto const bad = [&](std::string what) {
        return error{
            what, "genotype '" + std::string{s} + "'",
            "write " + std::to_string(layers) + " choices as 0-5-12-..., one for each layer"};
    };
    if (layers > genotype::capacity) throw bad("a genotype holds at most 63 layers");
    auto const r = read_genotype(s, layers);
    switch (r.what) {
        case genotype_problem::none: break;
        case genotype_problem::not_a_choice:
            throw bad("'" + std::string{s.substr(r.from, r.to - r.from)} + "' is not a choice");
        case genotype_problem::too_many_choices: throw bad("too many choices");
        case genotype_problem::too_few_choices:
            throw bad("only " + std::to_string(r.choices) + " of " + std::to_string(layers) +
                      " choices");
        case genotype_problem::ends_with_a_dash: throw bad("it ends with '-'");
    }
    return r.genes;
}

}  // namespace hurricane::inline v0
