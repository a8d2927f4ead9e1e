// SPDX-License-Identifier: MIT
// Reads the row CSV of a device: what profilers write, and measuring kits that some other program
// has filled.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/hw/row_head.hpp>

namespace hurricane::inline v0 {

namespace detail {

class row_reader {
public:
    row_reader(std::filesystem::path const& path, std::stop_token stop)
        : path_{path}, csv_{path, std::move(stop)} {
        t_.file = path.string();
    }

    device_table read() {
        for (auto const& line : csv_.comments()) head_.read(line);
        find_columns();
        while (csv_.next()) add(read_row());
        if (t_.rows.empty()) throw error{"no rows", path_.string(), "measure the space first"};
        head_.sum_networks(in_order_);
        std::stable_sort(t_.rows.begin(), t_.rows.end(),
                         [](auto const& a, auto const& b) { return a.key() < b.key(); });
        return std::move(t_);
    }

private:
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
        auto const size = read_sizes();
        measured_row r{
            csv_[op_], {{size[0], size[1], size[2]}, size[3], size[4]}, size[5], size[6]};
        check_name(r.op);
        r.type = read_type();
        r.latency_ms = read_latency(r);
        for (auto [column, x] : {std::pair{spread_, &r.spread_ms}, std::pair{cold_, &r.cold_ms}})
            if (column < csv_.header().size()) *x = read_time(column);
        if (noisy_ < csv_.header().size()) r.noisy = csv_.number<int>(noisy_) != 0;
        r.source_line = csv_.source_line();
        return r;
    }

    std::array<int, 7> read_sizes() const {
        std::array<int, 7> size{};
        for (std::size_t i = 0; i < size.size(); ++i) {
            size[i] = csv_.number<int>(sizes_[i]);
            if (size[i] <= 0)
                throw error{"sizes must be positive", csv_.source_line(sizes_[i]), "mend the line"};
        }
        return size;
    }

    void check_name(std::string const& op) const {
        if (op.size() > fixed_string::longest_name)
            throw error{"the operator's name is longer than 62 characters", csv_.source_line(op_),
                        "shorten it"};
        auto const no_name = [](char c) {
            return c == '"' || c == '\\' || (c >= 0 && c < 0x20) || c == 0x7f;
        };
        if (op.empty() || std::any_of(op.begin(), op.end(), no_name))
            throw error{"'" + op + "' is not an operator name", csv_.source_line(op_),
                        "write a name such as mb<6,3>"};
    }

    dtype read_type() const {
        auto const& name = csv_[type_];
        if (name == name_of(dtype::int8)) return dtype::int8;
        if (name == name_of(dtype::f32)) return dtype::f32;
        throw error{"'" + name + "' is not a number type", csv_.source_line(type_),
                    "write f32 or int8"};
    }

    double read_time(std::size_t column) const {
        double const ms = csv_.number<double>(column);
        if (!(ms >= 0 && std::isfinite(ms)))
            throw error{"a time must be finite and not negative", csv_.source_line(column),
                        "measure the row again"};
        return ms;
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

    std::filesystem::path path_;
    csv_reader csv_;
    device_table t_;
    row_head_reader head_{t_};
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
