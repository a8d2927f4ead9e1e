// SPDX-License-Identifier: MIT
// Reads the row CSV of a device: what profilers write, and measuring kits that some other program
// has filled.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/split_text.hpp>
#include <hurricane/hw/rows.hpp>

namespace hurricane::inline v0 {

namespace detail {

class row_reader {
public:
    row_reader(std::filesystem::path const& path, std::stop_token stop)
        : path_{path}, csv_{path, std::move(stop)} {
        t_.file = path.string();
    }

    device_table read() {
        for (auto const& line : csv_.comments()) read_head(line);
        find_columns();
        while (csv_.next()) add(read_row());
        if (t_.rows.empty()) throw error{"no rows", path_.string(), "measure the space first"};
        sum_networks();
        std::stable_sort(t_.rows.begin(), t_.rows.end(),
                         [](auto const& a, auto const& b) { return a.key() < b.key(); });
        return std::move(t_);
    }

private:
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
        return error{"'" + line + "' is not a valid head line", path_.string(),
                     "write the file with profile_host"};
    }

    void read_head(std::string const& line) {
        auto const field = [&](std::string_view name) {
            return line.starts_with("# " + std::string{name} + " ") ? line.substr(name.size() + 3)
                                                                    : std::string{};
        };
        if (auto const v = field("hurricane-rows"); !v.empty()) {
            int version = 0;
            parse(line, v, version);
            if (version > row_csv_version)
                throw error{"version " + v + " of the row format is newer than " +
                                std::to_string(row_csv_version),
                            path_.string(), "use a newer Hurricane"};
        }
        if (auto const v = field("fingerprint"); !v.empty())
            t_.fingerprint = parse_hexadecimal(line, v);
        for (auto [name, x] : {std::pair{"cache_factor", &t_.beyond.cache_factor},
                               std::pair{"crowding", &t_.beyond.cache_factor},  // before version 4
                               std::pair{"step_ms", &t_.beyond.step_ms},
                               std::pair{"network_ms", &t_.beyond.network_ms}})
            if (auto const v = field(name); !v.empty()) {
                parse(line, v, *x);
                t_.is_calibrated = true;
                if (!std::isfinite(*x) || *x < 0) throw bad_head(line);
            }
        if (!(t_.beyond.cache_factor > 0)) throw bad_head(line);
        if (auto const v = field("network"); !v.empty()) read_network(line, v);
        for (auto [name, x] : {std::pair{"space", &t_.space}, std::pair{"device", &t_.device},
                               std::pair{"engine", &t_.engine}, std::pair{"date", &t_.date}})
            if (auto v = field(name); !v.empty()) *x = std::move(v);
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
            throw error{"the network " + model + " has not been timed", path_.string(),
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

    void find_columns() {
        op_ = csv_.column("op");  // first of all: it finds the header
        for (auto const& name : csv_.header())
            if (name.starts_with("latency") && name != "latency_ms")
                throw error{
                    "the column " + name + " is not in milliseconds, the unit of this format",
                    path_.string(), "convert it and name it latency_ms"};
        for (auto const* name : {"in_c", "in_h", "in_w", "out_c", "stride", "batch", "threads"})
            sizes_.push_back(csv_.column(name));
        type_ = csv_.column("dtype");
        latency_ = csv_.column("latency_ms");
        auto const optional = [&](std::string_view name) {
            auto const& names = csv_.header();
            return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                            names.begin());
        };
        spread_ = optional("spread_ms");
        cold_ = optional("cold_ms");
        noisy_ = optional("noisy");
    }

    measured_row read_row() {
        int size[7];
        for (std::size_t i = 0; i < 7; ++i) {
            size[i] = csv_.number<int>(sizes_[i]);
            if (size[i] <= 0)
                throw error{"sizes must be positive", csv_.source_line(sizes_[i]), "mend the line"};
        }
        measured_row r{
            csv_[op_], {{size[0], size[1], size[2]}, size[3], size[4]}, size[5], size[6]};
        if (r.op.size() > fixed_string::longest_name)
            throw error{"the operator's name is longer than 62 characters", csv_.source_line(op_),
                        "shorten it"};
        auto const no_name = [](char c) {
            return c == '"' || c == '\\' || (c >= 0 && c < 0x20) || c == 0x7f;
        };
        if (r.op.empty() || std::any_of(r.op.begin(), r.op.end(), no_name))
            throw error{"'" + r.op + "' is not an operator name", csv_.source_line(op_),
                        "write a name such as mb<6,3>"};
        if (csv_[type_] == name_of(dtype::int8))
            r.type = dtype::int8;
        else if (csv_[type_] != name_of(dtype::f32))
            throw error{"'" + csv_[type_] + "' is not a number type", csv_.source_line(type_),
                        "write f32 or int8"};
        r.latency_ms = read_latency(r);
        for (auto [column, x] : {std::pair{spread_, &r.spread_ms}, std::pair{cold_, &r.cold_ms}}) {
            if (column == csv_.header().size()) continue;
            *x = csv_.number<double>(column);
            if (!(*x >= 0 && std::isfinite(*x)))
                throw error{"a time must be finite and not negative", csv_.source_line(column),
                            "measure the row again"};
        }
        if (noisy_ < csv_.header().size()) r.noisy = csv_.number<int>(noisy_) != 0;
        r.source_line = csv_.source_line();
        return r;
    }

    double read_latency(measured_row const& r) {
        auto const& op = r.op;
        if (csv_[latency_].empty())
            throw error{"the row has not been timed", csv_.source_line(latency_),
                        "run measure_kit.py, or write its milliseconds, or unsupported"};
        if (csv_[latency_] == "unsupported") {
            if (op.starts_with("stem:") || op.starts_with("head:"))
                throw error{op + " is unsupported, and every network has it",
                            csv_.source_line(latency_), "take a backbone that the device can run"};
            return unsupported;
        }
        double const ms = csv_.number<double>(latency_);
        bool const may_be_identity = r.at.stride == 1 && r.at.in.c == r.at.out;  // without steps
        if (ms == 0 && may_be_identity) return ms;
        if (!std::isfinite(ms) || ms <= 0)
            throw error{
                "a latency must be positive and finite", csv_.source_line(latency_),
                "measure the row again, or write unsupported where the device cannot run it"};
        if (ms < 1e-12 || ms > 1e12)
            throw error{"'" + csv_[latency_] + "' is no plausible latency",
                        csv_.source_line(latency_), "write milliseconds"};
        return ms;
    }

    void add(measured_row r) {
        in_order_.push_back(r.latency_ms);
        auto const [same, is_new] = seen_.try_emplace(name_of(r.key()), t_.rows.size());
        if (is_new)
            t_.rows.push_back(std::move(r));
        else if (auto const& before = t_.rows[same->second]; before.latency_ms != r.latency_ms)
            throw error{"another latency of the row at " + before.source_line,
                        csv_.source_line(latency_), "keep one of the two"};
    }

    void sum_networks() {
        for (std::size_t n = 0; n < t_.networks.size(); ++n)
            for (auto const& [model, rows] = networks_[n]; auto row : rows) {
                if (row >= in_order_.size())
                    throw error{"the network " + model + " has row " + std::to_string(row) +
                                    " of " + std::to_string(in_order_.size()),
                                path_.string(), "export the kit again"};
                if (in_order_[row] == unsupported)
                    throw error{"the network " + model + " was timed and has row " +
                                    std::to_string(row) + ", which is unsupported",
                                path_.string(),
                                "measure the row, or write unsupported for the network too"};
                t_.networks[n].rows_ms += in_order_[row];
            }
    }

    std::filesystem::path path_;
    csv_reader csv_;
    device_table t_;
    /// Model and rows of t_.networks.
    std::vector<std::pair<std::string, std::vector<std::size_t>>> networks_;
    // Columns:
    std::size_t op_{};
    std::size_t type_{};
    std::size_t latency_{};
    std::size_t spread_{};
    std::size_t cold_{};
    std::size_t noisy_{};
    std::vector<std::size_t> sizes_;
    std::map<std::string, std::size_t> seen_;  ///< rows by name
    std::vector<double> in_order_;             ///< latencies as the lines come
};

}  // namespace detail

/// Reads a row CSV; spread_ms, cold_ms and noisy may be missing. A row twice with one value counts
/// once. What networks take beyond their rows is given, or whole networks are, for calibrate():
/// "# network MODEL STEPS ROWS LATENCY_MS", the rows as "0-17-4", counted from 0. What the device
/// cannot run has the latency "unsupported"; what keeps its shape may have none, 0: an operator
/// without steps. Throws error with the line and column of what is wrong, and stopped while it
/// waits for a pipe.
inline device_table read_rows(std::filesystem::path const& path, std::stop_token stop = {}) {
    return detail::row_reader{path, std::move(stop)}.read();
}

}  // namespace hurricane::inline v0
