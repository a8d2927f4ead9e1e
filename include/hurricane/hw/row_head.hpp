// SPDX-License-Identifier: MIT
// The head of a row CSV: lines "# name value" above the rows, whole networks among them.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/split_text.hpp>
#include <hurricane/hw/rows.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Reads the head into a table, whose file is named in errors and which must outlive this.
class row_head_reader {
public:
    explicit row_head_reader(device_table& t) : t_{t} {}

    /// Throws error for a line with a known name and no such value.
    void read(std::string const& line) {
        read_version(line);
        if (auto const v = field(line, "fingerprint"); !v.empty())
            t_.fingerprint = parse_hexadecimal(line, v);
        read_overheads(line);
        if (auto const v = field(line, "network"); !v.empty()) read_network(line, v);
        for (auto [name, x] : {std::pair{"space", &t_.space}, std::pair{"device", &t_.device},
                               std::pair{"engine", &t_.engine}, std::pair{"date", &t_.date}})
            if (auto v = field(line, name); !v.empty()) *x = std::move(v);
    }

    /// The rows of each whole network together; latencies_ms: of all rows, as the lines come.
    void sum_networks(std::vector<double> const& latencies_ms) {
        for (std::size_t n = 0; n < t_.networks.size(); ++n)
            for (auto const& [model, rows] = networks_[n]; auto row : rows) {
                if (row >= latencies_ms.size())
                    throw error{"the network " + model + " has row " + std::to_string(row) +
                                    " of " + std::to_string(latencies_ms.size()),
                                t_.file, "export the kit again"};
                if (latencies_ms[row] == unsupported)
                    throw error{"the network " + model + " was timed and has row " +
                                    std::to_string(row) + ", which is unsupported",
                                t_.file,
                                "measure the row, or write unsupported for the network too"};
                t_.networks[n].rows_ms += latencies_ms[row];
            }
    }

private:
    /// The value behind a name; empty where the line has another one.
    static std::string field(std::string const& line, std::string_view name) {
        return line.starts_with("# " + std::string{name} + " ") ? line.substr(name.size() + 3)
                                                                : std::string{};
    }

    /// A number that is all of `text`.
    template <class T>
    void parse(std::string const& line, std::string_view text, T& x) const {
        auto const number = number_in<T>(text);
        if (!number) throw bad_head(line);
        x = *number;
    }

    std::uint64_t parse_hexadecimal(std::string const& line, std::string_view text) const {
        std::uint64_t x{};
        auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), x, 16);
        if (code != std::errc{} || end != text.data() + text.size()) throw bad_head(line);
        return x;
    }

    error bad_head(std::string const& line) const {
        return error{"'" + line + "' is not a valid head line", t_.file,
                     "write the file with a profiler"};
    }

    void read_version(std::string const& line) {
        auto const v = field(line, "hurricane-rows");
        if (v.empty()) return;
        int version = 0;
        parse(line, v, version);
        if (version > row_csv_version)
            throw error{"version " + v + " of the row format is newer than " +
                            std::to_string(row_csv_version),
                        t_.file, "use a newer Hurricane"};
    }

    /// What networks take beyond their rows.
    void read_overheads(std::string const& line) {
        for (auto [name, x] : {std::pair{"cache_factor", &t_.beyond.cache_factor},
                               std::pair{"crowding", &t_.beyond.cache_factor},  // before version 4
                               std::pair{"step_ms", &t_.beyond.step_ms},
                               std::pair{"network_ms", &t_.beyond.network_ms}})
            if (auto const v = field(line, name); !v.empty()) {
                parse(line, v, *x);
                t_.is_calibrated = true;
                if (!std::isfinite(*x) || *x < 0) throw bad_head(line);
            }
        if (!(t_.beyond.cache_factor > 0)) throw bad_head(line);
    }

    /// "MODEL STEPS ROWS LATENCY_MS", the last perhaps in a cell of its own.
    void read_network(std::string const& line, std::string text) {
        std::replace(text.begin(), text.end(), ',', ' ');
        auto words = split_text(text, ' ');
        std::erase(words, "");
        auto const word = [&](std::size_t i) {
            return i < words.size() ? words[i] : std::string{};
        };
        auto const model = word(0);
        auto const ms = word(3);
        if (ms.empty())
            throw error{"the network " + model + " has not been timed", t_.file,
                        "run measure_kit.py, or write its milliseconds at the end of the line"};
        if (ms == "unsupported") {
            ++t_.unsupported_networks;
            return;
        }
        auto& n = t_.networks.emplace_back();
        parse(line, word(1), n.steps);
        parse(line, ms, n.measured_ms);
        if (n.steps <= 0 || !std::isfinite(n.measured_ms) || !(n.measured_ms > 0))
            throw bad_head(line);
        auto& of = networks_.emplace_back(model, std::vector<std::size_t>{}).second;
        for (auto const& row : split_text(word(2), '-')) parse(line, row, of.emplace_back());
    }

    device_table& t_;
    /// Model and rows of t_.networks.
    std::vector<std::pair<std::string, std::vector<std::size_t>>> networks_;
};

}  // namespace detail

}  // namespace hurricane::inline v0
