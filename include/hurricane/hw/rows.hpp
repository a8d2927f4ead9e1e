// SPDX-License-Identifier: MIT
// The table of a device: its rows in memory, and the row CSV that profilers and measuring kits
// write.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/identifier.hpp>
#include <hurricane/hw/table.hpp>

namespace hurricane::inline v0 {

/// A whole network: its time, the sum of its rows, and the steps of its plans.
struct whole_network {
    double measured_ms{};
    double rows_ms{};
    int steps{};
};

/// A row that owns its name.
struct measured_row {
    std::string op;
    slot at;
    int batch{1};
    int threads{1};
    dtype type{dtype::f32};
    double latency_ms{};
    double spread_ms{};
    double cold_ms{};
    bool noisy{};               ///< its spread stayed wide however often it was measured
    std::string source_line{};  ///< where it was read: "rows.csv:12"

    row_key key() const { return {op, at, batch, threads, type}; }
};

struct device_table {
    std::string device;
    std::string space;
    std::string engine;
    std::string date;  ///< processor, space name, library and version, day of the measurement
    std::uint64_t fingerprint{};
    latency_model beyond;
    bool is_calibrated{};                   ///< `beyond` was given, or fitted
    std::vector<whole_network> networks{};  ///< that were timed, for calibrate()
    int unsupported_networks{};             ///< that the device cannot run
    std::string file{};                     ///< that it was read from
    std::vector<measured_row> rows;

    /// Throws error where whole networks were timed and calibrated() (cost/calibrate.hpp) has not
    /// been called: the sum of the rows alone would be a wrong latency.
    void check_calibrated() const {
        if (!networks.empty() && !is_calibrated)
            throw error{"whole networks were timed and nothing is fitted to them yet", file,
                        "call calibrated(table)"};
    }
};

/// What a row is called in messages: "sep<3> at 8x28x28 to 16, stride 2, batch 1, 1 thread, f32".
inline std::string name_of(row_key const& k) {
    auto const n = [](int x) { return std::to_string(x); };
    return std::string{k.op} + " at " + n(k.at.in.c) + "x" + n(k.at.in.h) + "x" + n(k.at.in.w) +
           " to " + n(k.at.out) + ", stride " + n(k.at.stride) + ", batch " + n(k.batch) + ", " +
           n(k.threads) + (k.threads == 1 ? " thread, " : " threads, ") +
           std::string{name_of(k.type)};
}

inline constexpr int row_csv_version = 4;

inline std::string to_csv(device_table const& t) {
    std::string s = "# hurricane-rows " + std::to_string(row_csv_version) + "\n# space " + t.space +
                    "\n# fingerprint " + hexadecimal(t.fingerprint) + "\n# device " + t.device +
                    "\n# engine " + t.engine + "\n# date " + t.date + "\n";
    s += "# cache_factor " + decimal(t.beyond.cache_factor) + "\n# step_ms " +
         decimal(t.beyond.step_ms) + "\n# network_ms " + decimal(t.beyond.network_ms) + "\n";
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

}  // namespace hurricane::inline v0
