// SPDX-License-Identifier: MIT
// Networks listed in a CSV file: the choice of each position, and numbers that are known of each
// network.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/split_text.hpp>

namespace hurricane::inline v0 {

struct network_table {
    int positions{};
    std::vector<int> choices;                     ///< how many each position has
    std::vector<std::vector<std::string>> names;  ///< of the choices of each position
    std::vector<std::string> columns;  ///< that each position is made of, "a*b"; or "arch 0"
    std::vector<int> genes;            ///< (size, positions)
    std::vector<std::vector<double>>
        values;                 ///< of each column that was asked for: (size); NaN where empty
    std::vector<int> named;     ///< (size): equal where the names are; -1 without one
    std::vector<int> lines;     ///< of the file
    std::string file{"table"};  ///< that it was read from

    std::size_t size() const {
        return positions > 0 ? genes.size() / static_cast<std::size_t>(positions) : 0;
    }

    std::span<int const> operator[](std::size_t i) const {
        return std::span{genes}.subspan(i * static_cast<std::size_t>(positions),
                                        static_cast<std::size_t>(positions));
    }
};

namespace detail {

/// Appends the choices of "0-5-12" or "0512" and returns how many they are.
inline int append_choices(std::string_view text, std::vector<int>& out, csv_reader const& csv,
                          std::size_t column) {
    bool const joined = text.find('-') != text.npos;
    int n = 0;
    for (std::size_t from = 0; from <= text.size(); ++n) {
        auto const end =
            joined ? std::min(text.find('-', from), text.size()) : std::min(from + 1, text.size());
        int value = -1;
        auto const [last, code] = std::from_chars(text.data() + from, text.data() + end, value);
        if (from == end || code != std::errc{} || last != text.data() + end || value < 0 ||
            value > 255)
            throw error{"'" + std::string{text} + "' is not a network", csv.source_line(column),
                        "write digits (0123) or numbers up to 255 joined by '-'"};
        out.push_back(value);
        from = end + (joined ? 1 : 0);
        if (end == text.size()) return n + 1;
    }
    throw error{"'" + std::string{text} + "' is not a network", csv.source_line(column),
                "it ends with '-'"};
}

/// A number, or NaN for an empty cell.
inline double number_or_nan(csv_reader const& csv, std::size_t column) {
    if (csv[column].empty()) return std::numeric_limits<double>::quiet_NaN();
    auto const x = number_in<double>(csv[column]);
    if (!x)
        throw error{"'" + csv[column] + "' is not a number", csv.source_line(column),
                    "mend the cell, or leave it empty to drop the row"};
    return *x;
}

/// What two cells have in common that mean one choice: "1", "+1" and "1.0" are one number.
inline std::string meaning_of(std::string const& cell) {
    constexpr double exact = 0x1p53;  // beyond it different whole numbers would be one
    auto const x = number_in<double>(cell);
    if (!x || !(std::abs(*x) < exact)) return cell;
    return *x == 0 ? "0" : decimal(*x);
}

/// Numbers texts in the order in which they come.
class numbering {
public:
    int of(std::string const& text) {
        auto const next = static_cast<int>(seen_.size());
        return seen_.try_emplace(text, next).first->second;
    }

private:
    std::map<std::string, int> seen_;
};

/// Reads the genes of a row: one string of choices, or of each position the texts of its columns.
class gene_reader {
public:
    gene_reader(csv_reader& csv, std::vector<std::string> const& arch) : csv_{&csv} {
        std::set<std::string> all;
        for (auto const& position : arch) {
            auto& columns = from_.emplace_back();
            for (auto const& name : columns_of(position)) {
                columns.push_back(csv.column(name));
                if (!all.insert(name).second)
                    throw error{"column " + name + " is named twice", csv.source_line(),
                                "name each column once"};
            }
        }
        string_ = from_.size() == 1 && from_[0].size() == 1;
        if (!string_) columns_ = arch;
        seen_.resize(from_.size());
        names_.resize(from_.size());
    }

    bool reads(std::size_t column) const {
        auto const has = [&](auto const& part) {
            return std::find(part.begin(), part.end(), column) != part.end();
        };
        return std::any_of(from_.begin(), from_.end(), has);
    }

    /// Appends them; returns how many. Throws error with line and column.
    int read(std::vector<int>& genes) {
        if (string_) return append_choices((*csv_)[from_[0][0]], genes, *csv_, from_[0][0]);
        for (std::size_t p = 0; p < from_.size(); ++p) {
            std::string meaning;
            std::string name;
            for (auto const column : from_[p]) {
                auto const& cell = (*csv_)[column];
                if (cell.empty())
                    throw error{"an empty cell", csv_->source_line(column),
                                "write the choice of this position"};
                meaning += meaning_of(cell) + '\0';
                name += (name.empty() ? "" : "*") + cell;
            }
            genes.push_back(seen_[p].of(meaning));
            auto const known = static_cast<int>(names_[p].size());
            if (genes.back() == known) names_[p].push_back(std::move(name));
        }
        return static_cast<int>(from_.size());
    }

    std::string source_line() const { return csv_->source_line(from_[0][0]); }

    /// Names of the positions and of their choices.
    void name(network_table& t) const {
        t.columns = columns_;
        t.names = names_;
        if (!string_) return;
        t.names.assign(t.choices.size(), {});
        for (std::size_t p = 0; p < t.choices.size(); ++p) {
            t.columns.push_back(csv_->header()[from_[0][0]] + " " + std::to_string(p));
            for (int c = 0; c < t.choices[p]; ++c) t.names[p].push_back(std::to_string(c));
        }
    }

private:
    /// "a*b" names the columns a and b, where none is called so.
    std::vector<std::string> columns_of(std::string const& position) const {
        if (csv_->has(position)) return {position};
        auto columns = split_text(position, '*');
        for (auto& name : columns) csv_lines::trim(name);
        return columns;
    }

    csv_reader* csv_;
    std::vector<std::vector<std::size_t>> from_;  ///< columns of each position
    bool string_{};
    std::vector<std::string> columns_;
    std::vector<numbering> seen_;
    std::vector<std::vector<std::string>> names_;
};

/// The columns of numbers. Throws error for one that is also a part of the network.
inline std::vector<std::size_t> number_columns(csv_reader& csv, gene_reader const& genes,
                                               std::vector<std::string> const& names,
                                               std::string const& file) {
    std::vector<std::size_t> numbers;
    for (auto const& name : names) {
        numbers.push_back(csv.column(name));
        if (genes.reads(numbers.back()))
            throw error{"column " + name + " is both a number and a part of the network", file,
                        "name different columns"};
    }
    return numbers;
}

/// The genes of a row, and the choices that they show.
inline void append_genes(network_table& t, gene_reader& genes) {
    auto const before = t.genes.size();
    int const n = genes.read(t.genes);
    if (t.positions == 0) {
        t.positions = n;
        t.choices.assign(static_cast<std::size_t>(n), 0);
    }
    if (n != t.positions)
        throw error{std::to_string(n) + " choices where the first network has " +
                        std::to_string(t.positions),
                    genes.source_line(), "give every network all its choices"};
    for (std::size_t p = 0; p < t.choices.size(); ++p)
        t.choices[p] = std::max(t.choices[p], t.genes[before + p] + 1);
}

}  // namespace detail

struct table_options {
    /// The column whose text names a network, be there such a column or not; none if empty.
    std::string name{};
    std::stop_token stop{};
};

/// One `arch` column holds a string of choices; several are one categorical variable each, by their
/// text, or by their value where that is a number; "a*b*c" joins columns into one variable.
/// `columns` are numbers. Throws error with line and column, and stopped. O(rows), one row in
/// memory at a time.
inline network_table read_networks(std::filesystem::path const& path,
                                   std::vector<std::string> const& arch,
                                   std::vector<std::string> const& columns,
                                   table_options const& o = {}) {
    csv_reader csv{path, o.stop};
    detail::gene_reader genes{csv, arch};
    auto const numbers = detail::number_columns(csv, genes, columns, path.string());
    bool const named = !o.name.empty() && csv.has(o.name);
    auto const name_column = named ? csv.column(o.name) : 0;
    detail::numbering texts;
    network_table t;
    t.file = path.string();
    t.values.resize(columns.size());
    while (csv.next()) {
        detail::append_genes(t, genes);
        t.lines.push_back(csv.line());
        bool const has_name = named && !csv[name_column].empty();
        t.named.push_back(has_name ? texts.of(detail::meaning_of(csv[name_column])) : -1);
        for (std::size_t k = 0; k < numbers.size(); ++k)
            t.values[k].push_back(detail::number_or_nan(csv, numbers[k]));
    }
    if (t.positions == 0)
        throw error{"the table has no rows", path.string(), "write some networks into it"};
    genes.name(t);
    return t;
}

}  // namespace hurricane::inline v0
