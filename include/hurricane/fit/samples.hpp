// SPDX-License-Identifier: MIT
// Measured whole networks: what a cost model is fitted to. Each position of a network is one categorical variable.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/rng.hpp>

namespace hurricane::inline v0::fit {

struct samples {
    int positions{};
    std::vector<int> choices;                     ///< how many each position has
    std::vector<std::vector<std::string>> names;  ///< of the choices of each position
    std::vector<int> genes;                       ///< (size, positions)
    std::vector<double> values;                   ///< latency of each
    std::int64_t dropped{};                       ///< rows without a usable latency

    std::size_t size() const { return values.size(); }
    std::span<int const> operator[](std::size_t i) const {
        return std::span{genes}.subspan(i * std::size_t(positions), std::size_t(positions));
    }
};

namespace detail {

/// "0-5-12" or "0512": the choices of all positions.
inline std::vector<int> split_choices(std::string const& text, std::string const& place) {
    std::vector<int> out;
    bool const joined = text.find('-') != text.npos;
    for (std::size_t i = 0; i <= text.size();) {
        auto const end = joined ? std::min(text.find('-', i), text.size()) : i + 1;
        auto const part = i < text.size() ? text.substr(i, end - i) : std::string{};
        int value = -1;
        auto const [last, code] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (part.empty() || code != std::errc{} || last != part.data() + part.size() || value < 0 || value > 255)
            throw error{"'" + text + "' is not a network", place,
                        "write digits (0123) or numbers up to 255 joined by '-'"};
        out.push_back(value);
        i = end + (joined ? 1 : 0);
        if (!joined && i == text.size()) break;
        if (joined && end == text.size()) break;
    }
    return out;
}
/// A positive finite number, or 0 for a row to drop (empty, nan, inf, <= 0); anything else is an error.
inline double usable(csv_reader const& csv, std::size_t column) {
    auto const& s = csv[column];
    if (s.empty()) return 0;
    double x{};
    auto const [end, code] = std::from_chars(s.data(), s.data() + s.size(), x);
    if (end != s.data() + s.size() || code == std::errc::invalid_argument)
        throw error{"'" + s + "' is not a number", csv.place(column),
                    "mend the cell, or leave it empty to drop the row"};
    if (code != std::errc{} || !std::isfinite(x) || x <= 0) return 0;
    if (x < 1e-12 || x > 1e12)
        throw error{"'" + s + "' is no plausible latency", csv.place(column),
                    "use a unit in which it is 1e-12 to 1e12"};
    return x;
}

}  // namespace detail

/// Reads networks and their latency. One `arch` column holds a string of choices; several are one categorical variable
/// each, by their text. Throws error with line and column. O(rows), one line in memory at a time.
inline samples read_samples(std::filesystem::path const& path, std::vector<std::string> const& arch,
                            std::string const& latency) {
    csv_reader csv{path};
    std::vector<std::size_t> columns;
    for (auto const& name : arch) columns.push_back(csv.column(name));
    auto const value = csv.column(latency);
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (std::find(columns.begin(), columns.begin() + std::ptrdiff_t(i), columns[i]) !=
            columns.begin() + std::ptrdiff_t(i))
            throw error{"column " + arch[i] + " is named twice", path.string(), "name each position once"};
    if (std::find(columns.begin(), columns.end(), value) != columns.end())
        throw error{"column " + latency + " is both the latency and a part of the network", path.string(),
                    "name different columns"};
    samples s;
    std::vector<std::map<std::string, int>> seen(columns.size());
    while (csv.next()) {
        std::vector<int> genes;
        if (columns.size() == 1)
            genes = detail::split_choices(csv[columns[0]], csv.place(columns[0]));
        else
            for (std::size_t p = 0; p < columns.size(); ++p) {
                if (csv[columns[p]].empty())
                    throw error{"an empty cell", csv.place(columns[p]), "write the choice of this position"};
                genes.push_back(seen[p].try_emplace(csv[columns[p]], static_cast<int>(seen[p].size())).first->second);
            }
        if (s.positions == 0) s.positions = static_cast<int>(genes.size()), s.choices.assign(genes.size(), 0);
        if (static_cast<int>(genes.size()) != s.positions)
            throw error{
                std::to_string(genes.size()) + " choices where the first network has " + std::to_string(s.positions),
                csv.place(columns[0]), "give every network all its choices"};
        for (std::size_t p = 0; p < genes.size(); ++p) s.choices[p] = std::max(s.choices[p], genes[p] + 1);
        double const x = detail::usable(csv, value);
        if (x == 0) {
            ++s.dropped;
            continue;
        }
        s.genes.insert(s.genes.end(), genes.begin(), genes.end());
        s.values.push_back(x);
    }
    if (s.values.empty()) throw error{"no row has a usable latency", path.string(), "measure some networks first"};
    s.names.resize(std::size_t(s.positions));
    for (std::size_t p = 0; p < s.names.size(); ++p) {
        for (int c = 0; c < s.choices[p]; ++c) s.names[p].push_back(std::to_string(c));
        if (columns.size() > 1)
            for (auto const& [name, c] : seen[p]) s.names[p][std::size_t(c)] = name;
    }
    return s;
}

/// Which rows a model learns from, which decide between models (a fifth of --train), and which nobody sees before the
/// end.
struct split {
    std::vector<std::size_t> learn, validate, test;

    std::vector<std::size_t> train() const {
        auto all = learn;
        all.insert(all.end(), validate.begin(), validate.end());
        return all;
    }
};
inline split split_rows(std::size_t rows, std::size_t train, std::uint64_t seed) {
    if (train < 5 || train >= rows)
        throw error{std::to_string(train) + " rows to train on, of " + std::to_string(rows) + " usable ones", "split",
                    "train on at least 5 and leave some for the test"};
    std::vector<std::size_t> order(rows);
    for (std::size_t i = 0; i < rows; ++i) order[i] = i;
    rng{seed, "fit split"}.shuffle(std::span{order});
    auto const learn = std::ptrdiff_t(train - train / 5), all = std::ptrdiff_t(train);
    return {{order.begin(), order.begin() + learn},
            {order.begin() + learn, order.begin() + all},
            {order.begin() + all, order.end()}};
}

}  // namespace hurricane::inline v0::fit
