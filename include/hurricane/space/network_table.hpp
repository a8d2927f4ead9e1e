// SPDX-License-Identifier: MIT
// Networks listed in a CSV file: the choice of each position, and numbers that are known of each network.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/csv.hpp>

namespace hurricane::inline v0 {

struct network_table {
    int positions{};
    std::vector<int> choices;                     ///< how many each position has
    std::vector<std::vector<std::string>> names;  ///< of the choices of each position
    std::vector<int> genes;                       ///< (size, positions)
    std::vector<std::vector<double>> values;      ///< of each column that was asked for: (size); NaN where empty
    std::vector<int> lines;                       ///< of the file
    std::string file{"table"};                    ///< that it was read from

    std::size_t size() const { return positions > 0 ? genes.size() / static_cast<std::size_t>(positions) : 0; }
    std::span<int const> operator[](std::size_t i) const {
        return std::span{genes}.subspan(i * static_cast<std::size_t>(positions), static_cast<std::size_t>(positions));
    }
};

namespace detail {

/// Appends the choices of "0-5-12" or "0512" and returns how many they are.
inline int append_choices(std::string_view text, std::vector<int>& out, csv_reader const& csv, std::size_t column) {
    bool const joined = text.find('-') != text.npos;
    int n = 0;
    for (std::size_t from = 0; from <= text.size(); ++n) {
        auto const end = joined ? std::min(text.find('-', from), text.size()) : std::min(from + 1, text.size());
        int value = -1;
        auto const [last, code] = std::from_chars(text.data() + from, text.data() + end, value);
        if (from == end || code != std::errc{} || last != text.data() + end || value < 0 || value > 255)
            throw error{"'" + std::string{text} + "' is not a network", csv.place(column),
                        "write digits (0123) or numbers up to 255 joined by '-'"};
        out.push_back(value);
        from = end + (joined ? 1 : 0);
        if (end == text.size()) return n + 1;
    }
    throw error{"'" + std::string{text} + "' is not a network", csv.place(column), "it ends with '-'"};
}
/// A number, or NaN for an empty cell.
inline double number_or_nan(csv_reader const& csv, std::size_t column) {
    auto const& s = csv[column];
    if (s.empty()) return std::numeric_limits<double>::quiet_NaN();
    double x{};
    auto const [end, code] = std::from_chars(s.data(), s.data() + s.size(), x);
    if (end != s.data() + s.size() || code == std::errc::invalid_argument)
        throw error{"'" + s + "' is not a number", csv.place(column),
                    "mend the cell, or leave it empty to drop the row"};
    return code == std::errc{} ? x : std::numeric_limits<double>::infinity();
}

}  // namespace detail

/// One `arch` column holds a string of choices; several are one categorical variable each, by their text. `columns` are
/// numbers. Throws error with line and column. O(rows), one line in memory at a time.
inline network_table read_networks(std::filesystem::path const& path, std::vector<std::string> const& arch,
                                   std::vector<std::string> const& columns) {
    csv_reader csv{path};
    std::vector<std::size_t> from, numbers;
    for (auto const& name : arch) {
        from.push_back(csv.column(name));
        if (std::count(arch.begin(), arch.end(), name) > 1)
            throw error{"column " + name + " is named twice", path.string(), "name each position once"};
    }
    for (auto const& name : columns) {
        numbers.push_back(csv.column(name));
        if (std::find(arch.begin(), arch.end(), name) != arch.end())
            throw error{"column " + name + " is both a number and a part of the network", path.string(),
                        "name different columns"};
    }
    network_table t;
    t.file = path.string();
    t.values.resize(columns.size());
    std::vector<std::map<std::string, int, std::less<>>> seen(from.size());
    while (csv.next()) {
        auto const before = t.genes.size();
        if (from.size() == 1)
            (void)detail::append_choices(csv[from[0]], t.genes, csv, from[0]);
        else
            for (std::size_t p = 0; p < from.size(); ++p) {
                auto const& text = csv[from[p]];
                if (text.empty()) throw error{"an empty cell", csv.place(from[p]), "write the choice of this position"};
                t.genes.push_back(seen[p].try_emplace(text, static_cast<int>(seen[p].size())).first->second);
            }
        auto const n = static_cast<int>(t.genes.size() - before);
        if (t.positions == 0) t.positions = n, t.choices.assign(static_cast<std::size_t>(n), 0);
        if (n != t.positions)
            throw error{std::to_string(n) + " choices where the first network has " + std::to_string(t.positions),
                        csv.place(from[0]), "give every network all its choices"};
        for (std::size_t p = 0; p < t.choices.size(); ++p)
            t.choices[p] = std::max(t.choices[p], t.genes[before + p] + 1);
        t.lines.push_back(csv.line());
        for (std::size_t k = 0; k < numbers.size(); ++k) t.values[k].push_back(detail::number_or_nan(csv, numbers[k]));
    }
    if (t.positions == 0) throw error{"the table has no rows", path.string(), "write some networks into it"};
    t.names.resize(static_cast<std::size_t>(t.positions));
    for (std::size_t p = 0; p < t.names.size(); ++p) {
        for (int c = 0; c < t.choices[p]; ++c) t.names[p].push_back(std::to_string(c));
        if (from.size() > 1)
            for (auto const& [name, c] : seen[p]) t.names[p][static_cast<std::size_t>(c)] = name;
    }
    return t;
}

}  // namespace hurricane::inline v0
