// SPDX-License-Identifier: MIT
// The table of a device in its three forms: rows in memory, the row CSV that profilers and measuring kits write, and
// the constexpr header that a searcher is compiled with.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/decimal.hpp>
#include <hurricane/base/identifier.hpp>
#include <hurricane/hw/calibrate.hpp>
#include <hurricane/hw/table.hpp>

namespace hurricane::inline v0 {

/// A row that owns its name.
struct measured_row {
    std::string op;
    slot at;
    int batch{1}, threads{1};
    dtype type{dtype::f32};
    double latency_ms{}, spread_ms{}, cold_ms{};
    bool noisy{};         ///< its spread stayed wide however often it was measured
    std::string place{};  ///< where it was read: "rows.csv:12"

    row_key key() const { return {op, at, batch, threads, type}; }
};

struct device_table {
    std::string device, space, engine, date;  ///< processor, space name, library and version, day of the measurement
    std::uint64_t fingerprint{};
    overheads beyond;
    std::vector<whole_network> networks{};  ///< that `beyond` was fitted on when the rows were read
    std::string file{};                     ///< that it was read from
    std::vector<measured_row> rows;
};

/// What a row is called in messages: "sep<3> at 8x28x28 to 16, stride 2, batch 1, 1 thread, f32".
inline std::string name_of(row_key const& k) {
    auto const n = [](int x) { return std::to_string(x); };
    return std::string{k.op} + " at " + n(k.at.in.c) + "x" + n(k.at.in.h) + "x" + n(k.at.in.w) + " to " + n(k.at.out) +
           ", stride " + n(k.at.stride) + ", batch " + n(k.batch) + ", " + n(k.threads) +
           (k.threads == 1 ? " thread, " : " threads, ") + std::string{name_of(k.type)};
}

inline constexpr int row_csv_version = 3;

inline std::string to_csv(device_table const& t) {
    std::string s = "# hurricane-rows " + std::to_string(row_csv_version) + "\n# space " + t.space +
                    "\n# fingerprint " + hexadecimal(t.fingerprint) + "\n# device " + t.device + "\n# engine " +
                    t.engine + "\n# date " + t.date + "\n";
    s += "# crowding " + decimal(t.beyond.crowding) + "\n# step_ms " + decimal(t.beyond.step_ms) + "\n# network_ms " +
         decimal(t.beyond.network_ms) + "\n";
    s += "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms,spread_ms,cold_ms,noisy\n";
    for (auto const& r : t.rows) {
        s += "\"" + r.op + "\"";
        for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride, r.batch, r.threads})
            s += "," + std::to_string(x);
        s += "," + std::string{name_of(r.type)};
        s += "," + (r.latency_ms == unsupported ? "unsupported" : decimal(r.latency_ms));
        for (double x : {r.spread_ms, r.cold_ms}) s += "," + decimal(x);
        s += r.noisy ? ",1\n" : ",0\n";
    }
    return s;
}

/// Reads a row CSV; spread_ms, cold_ms and noisy may be missing. A row twice with one value counts once. The overheads
/// are given, or fitted on whole networks: "# network MODEL STEPS ROWS LATENCY_MS", the rows as "0-17-4", counted from
/// 0. What the device cannot run has the latency "unsupported". Throws error with the line and column of what is wrong.
inline device_table read_rows(std::filesystem::path const& path) {
    csv_reader csv{path};
    device_table t;
    t.file = path.string();
    std::vector<std::vector<std::size_t>> rows_of_networks;
    std::vector<std::string> models;  // of the networks
    bool given = false, refused = false;
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
        for (auto [name, x] : {std::pair{"crowding", &t.beyond.crowding}, std::pair{"step_ms", &t.beyond.step_ms},
                               std::pair{"network_ms", &t.beyond.network_ms}})
            if (auto const v = field(name); !v.empty()) {
                parse(v, *x), given = true;
                if (!std::isfinite(*x) || *x < 0) throw bad();
            }
        if (!(t.beyond.crowding > 0)) throw bad();
        if (auto const v = field("network"); !v.empty()) {
            std::istringstream words{v};
            std::string model, steps, rows, ms;
            words >> model >> steps >> rows >> ms;
            if (ms.empty())
                throw error{"the network " + model + " has not been timed", path.string(), "run measure_kit.py"};
            if (refused = refused || ms == "unsupported"; ms == "unsupported") continue;
            models.push_back(model);
            parse(steps, t.networks.emplace_back().steps), parse(ms, t.networks.back().measured_ms);
            if (t.networks.back().steps <= 0 || !std::isfinite(t.networks.back().measured_ms) ||
                !(t.networks.back().measured_ms > 0))
                throw bad();
            rows_of_networks.emplace_back();
            std::istringstream numbers{rows};
            for (std::string one; std::getline(numbers, one, '-');) parse(one, rows_of_networks.back().emplace_back());
        }
        if (auto const v = field("space"); !v.empty()) t.space = v;
        if (auto const v = field("device"); !v.empty()) t.device = v;
        if (auto const v = field("engine"); !v.empty()) t.engine = v;
        if (auto const v = field("date"); !v.empty()) t.date = v;
    }
    for (auto const& name : csv.header())
        if (name.starts_with("latency") && name != "latency_ms")
            throw error{"the column " + name + " is not in milliseconds, the unit of this format", path.string(),
                        "convert it and name it latency_ms"};
    auto const op = csv.column("op"), c = csv.column("in_c"), h = csv.column("in_h"), w = csv.column("in_w"),
               out = csv.column("out_c"), stride = csv.column("stride"), batch = csv.column("batch"),
               threads = csv.column("threads"), type = csv.column("dtype"), latency = csv.column("latency_ms");
    auto const optional = [&](std::string_view name) {
        auto const& names = csv.header();
        return std::find(names.begin(), names.end(), name) - names.begin();
    };
    auto const spread = static_cast<std::size_t>(optional("spread_ms")),
               cold = static_cast<std::size_t>(optional("cold_ms")),
               noisy = static_cast<std::size_t>(optional("noisy"));
    std::map<std::string, std::size_t> seen;  // rows by name
    std::vector<double> in_order;             // latencies as the lines come
    while (csv.next()) {
        measured_row r{csv[op],
                       {{csv.number<int>(c), csv.number<int>(h), csv.number<int>(w)},
                        csv.number<int>(out),
                        csv.number<int>(stride)},
                       csv.number<int>(batch),
                       csv.number<int>(threads),
                       dtype::f32,
                       csv[latency] == "unsupported" ? unsupported : csv.number<double>(latency),
                       0,
                       0,
                       false,
                       csv.place()};
        if (csv[type] == name_of(dtype::int8))
            r.type = dtype::int8;
        else if (csv[type] != name_of(dtype::f32))
            throw error{"'" + csv[type] + "' is not a number type", csv.place(type), "write f32 or int8"};
        bool const runs = csv[latency] != "unsupported";
        if (!runs && (r.op.starts_with("stem:") || r.op.starts_with("head:")))
            throw error{r.op + " is unsupported, and every network has it", csv.place(latency),
                        "take a backbone that the device can run"};
        if (runs && (!std::isfinite(r.latency_ms) || r.latency_ms <= 0))
            throw error{"a latency must be positive and finite", csv.place(latency),
                        "measure the row again, or write unsupported where the device cannot run it"};
        if (runs && (r.latency_ms < 1e-12 || r.latency_ms > 1e12))
            throw error{"'" + csv[latency] + "' is no plausible latency", csv.place(latency), "write milliseconds"};
        for (auto [column, x] : {std::pair{spread, &r.spread_ms}, std::pair{cold, &r.cold_ms}})
            if (column < csv.header().size() && (*x = csv.number<double>(column), !(*x >= 0 && std::isfinite(*x))))
                throw error{"a time must be finite and not negative", csv.place(column), "measure the row again"};
        if (noisy < csv.header().size()) r.noisy = csv.number<int>(noisy) != 0;
        if (r.op.size() > text::longest_name)
            throw error{"the operator's name is longer than 62 characters", csv.place(op), "shorten it"};
        if (r.op.empty() || r.op.find_first_of("\"\\") != std::string::npos)
            throw error{"'" + r.op + "' is not an operator name", csv.place(op), "write a name such as mb<6,3>"};
        for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride, r.batch, r.threads})
            if (x <= 0) throw error{"sizes must be positive", csv.place(), "mend the line"};
        in_order.push_back(r.latency_ms);
        auto const [same, is_new] = seen.try_emplace(name_of(r.key()), t.rows.size());
        if (is_new)
            t.rows.push_back(std::move(r));
        else if (auto const& before = t.rows[same->second]; before.latency_ms != r.latency_ms)
            throw error{"another latency of the row at " + before.place, csv.place(latency), "keep one of the two"};
    }
    if (t.rows.empty()) throw error{"no rows", path.string(), "measure the space first"};
    for (std::size_t n = 0; n < t.networks.size(); ++n)
        for (auto row : rows_of_networks[n]) {
            if (row >= in_order.size())
                throw error{"the network " + models[n] + " has row " + std::to_string(row) + " of " +
                                std::to_string(in_order.size()),
                            path.string(), "export the kit again"};
            if (in_order[row] == unsupported)
                throw error{"the network " + models[n] + " was timed and has row " + std::to_string(row) +
                                ", which is unsupported",
                            path.string(), "measure the row, or write unsupported for the network too"};
            t.networks[n].rows_ms += in_order[row];
        }
    if (!t.networks.empty()) t.beyond = calibrate(t.networks);
    if (t.networks.empty() && refused && !given)
        throw error{"none of the whole networks runs, which the overheads are fitted on", path.string(),
                    "export the kit --without the operators that the device cannot run, or give # crowding"};
    std::stable_sort(t.rows.begin(), t.rows.end(), [](auto const& a, auto const& b) { return a.key() < b.key(); });
    return t;
}

}  // namespace hurricane::inline v0
