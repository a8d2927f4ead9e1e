// SPDX-License-Identifier: MIT
// The table of a device in its three forms: rows in memory, the row CSV that profilers and measuring kits write, and
// the constexpr header that a searcher is compiled with.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/identifier.hpp>
#include <hurricane/hw/table.hpp>

namespace hurricane::inline v0 {

/// A row that owns its name.
struct measured_row {
    std::string op;
    slot at;
    int batch{1}, threads{1};
    dtype type{dtype::f32};
    double latency_ms{}, spread_ms{}, cold_ms{};

    row_key key() const { return {op, at, batch, threads, type}; }
};

struct device_table {
    std::string device, space, engine, date;  ///< processor, space name, library and version, day of the measurement
    std::uint64_t fingerprint{};
    double network_ms{};  ///< what a whole network costs beyond the sum of its rows
    std::vector<measured_row> rows;
};

/// Shortest decimals that read back as the same double, never 0 for something that is not.
inline std::string decimal(double x) {
    char s[32];
    auto const end = std::to_chars(s, s + sizeof s, x).ptr;
    return {s, end};
}

inline constexpr int row_csv_version = 1;

inline std::string to_csv(device_table const& t) {
    std::string s = "# hurricane-rows " + std::to_string(row_csv_version) + "\n# space " + t.space +
                    "\n# fingerprint " + hexadecimal(t.fingerprint) + "\n# device " + t.device + "\n# engine " +
                    t.engine + "\n# date " + t.date + "\n";
    s += "# network_ms " + decimal(t.network_ms) + "\n";
    s += "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms,spread_ms,cold_ms\n";
    for (auto const& r : t.rows) {
        s += "\"" + r.op + "\"";
        for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride, r.batch, r.threads})
            s += "," + std::to_string(x);
        s += "," + std::string{name_of(r.type)};
        for (double x : {r.latency_ms, r.spread_ms, r.cold_ms}) s += "," + decimal(x);
        s += "\n";
    }
    return s;
}

/// Reads a row CSV; spread_ms and cold_ms may be missing. Throws error with the line and column of what is wrong.
inline device_table read_rows(std::filesystem::path const& path) {
    csv_reader csv{path};
    device_table t;
    for (auto const& line : csv.comments()) {
        auto const field = [&](std::string_view name) {
            return line.starts_with("# " + std::string{name} + " ") ? line.substr(name.size() + 3) : std::string{};
        };
        auto const bad = [&] {
            return error{"'" + line + "' is not a valid head line", path.string(), "write the file with profile_host"};
        };
        auto const parse = [&](std::string const& s, auto& x, auto... base) {
            auto const [end, code] = std::from_chars(s.data(), s.data() + s.size(), x, base...);
            if (code != std::errc{} || end != s.data() + s.size()) throw bad();
        };
        int version = 0;
        if (auto const v = field("hurricane-rows"); !v.empty()) {
            parse(v, version);
            if (version > row_csv_version)
                throw error{"version " + v + " of the row format is newer than " + std::to_string(row_csv_version),
                            path.string(), "use a newer Hurricane"};
        }
        if (auto const v = field("fingerprint"); !v.empty()) parse(v, t.fingerprint, 16);
        if (auto const v = field("network_ms"); !v.empty()) parse(v, t.network_ms);
        if (auto const v = field("space"); !v.empty()) t.space = v;
        if (auto const v = field("device"); !v.empty()) t.device = v;
        if (auto const v = field("engine"); !v.empty()) t.engine = v;
        if (auto const v = field("date"); !v.empty()) t.date = v;
    }
    auto const op = csv.column("op"), c = csv.column("in_c"), h = csv.column("in_h"), w = csv.column("in_w"),
               out = csv.column("out_c"), stride = csv.column("stride"), batch = csv.column("batch"),
               threads = csv.column("threads"), type = csv.column("dtype"), latency = csv.column("latency_ms");
    auto const optional = [&](std::string_view name) {
        auto const& names = csv.header();
        return std::find(names.begin(), names.end(), name) - names.begin();
    };
    auto const spread = static_cast<std::size_t>(optional("spread_ms")),
               cold = static_cast<std::size_t>(optional("cold_ms"));
    while (csv.next()) {
        measured_row r{csv[op],
                       {{csv.number<int>(c), csv.number<int>(h), csv.number<int>(w)},
                        csv.number<int>(out),
                        csv.number<int>(stride)},
                       csv.number<int>(batch),
                       csv.number<int>(threads),
                       dtype::f32,
                       csv.number<double>(latency),
                       0,
                       0};
        if (csv[type] == name_of(dtype::int8))
            r.type = dtype::int8;
        else if (csv[type] != name_of(dtype::f32))
            throw error{"'" + csv[type] + "' is not a number type", csv.place(type), "write f32 or int8"};
        if (!std::isfinite(r.latency_ms) || r.latency_ms <= 0)
            throw error{"a latency must be positive and finite", csv.place(latency),
                        "measure the row again or remove it"};
        if (spread < csv.header().size()) r.spread_ms = csv.number<double>(spread);
        if (cold < csv.header().size()) r.cold_ms = csv.number<double>(cold);
        if (r.op.size() > text::longest_name)
            throw error{"the operator's name is longer than 62 characters", csv.place(op), "shorten it"};
        if (r.op.empty() || r.op.find_first_of("\"\\") != std::string::npos)
            throw error{"'" + r.op + "' is not an operator name", csv.place(op), "write a name such as mb<6,3>"};
        for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride, r.batch, r.threads})
            if (x <= 0) throw error{"sizes must be positive", csv.place(), "mend the line"};
        t.rows.push_back(std::move(r));
    }
    if (t.rows.empty()) throw error{"no rows", path.string(), "measure the space first"};
    std::stable_sort(t.rows.begin(), t.rows.end(), [](auto const& a, auto const& b) { return a.key() < b.key(); });
    for (std::size_t i = 1; i < t.rows.size(); ++i)
        if (t.rows[i - 1].key() == t.rows[i].key())
            throw error{"the row of " + t.rows[i].op + " appears twice", path.string(), "keep one of them"};
    return t;
}

// --- the constexpr header -----------------------------------------------------------------------------------------

}  // namespace hurricane::inline v0
