// SPDX-License-Identifier: MIT
// The constexpr header of a measured target: what a searcher is compiled with.
#pragma once

#include <string>

#include <hurricane/base/identifier.hpp>
#include <hurricane/hw/rows.hpp>

namespace hurricane::inline v0 {

/// A C++ header that defines the target `name` ("my::device") from the rows. Throws error for a
/// name that is none.
inline std::string to_header(device_table const& t, std::string const& name) {
    t.check_calibrated();
    auto const target = parse_name(name, "target");
    std::string s =
        "// hurricane-target " + std::to_string(target_header_version) +
        ", generated from measured rows; do not edit.\n// Device: " +
        in_comment(t.device + "; " + t.engine + "; " + t.date) +
        ".\n// Space: " + in_comment(t.space) +
        ".\n#pragma once\n\n#include <hurricane/hw/table.hpp>\n\n" +
        "static_assert(hurricane::target_header_version == " +
        std::to_string(target_header_version) +
        ", \"this header is of another version of Hurricane; make it again from its CSV\");\n\n" +
        target.open();
    s += "inline constexpr hurricane::latency_row " + target.type + "_rows[] = {\n";
    for (auto const& r : t.rows) {
        auto const n = [](int x) { return std::to_string(x); };
        s += "    {{\"" + r.op + "\", {{" + n(r.at.in.c) + ", " + n(r.at.in.h) + ", " +
             n(r.at.in.w) + "}, " + n(r.at.out) + ", " + n(r.at.stride) + "}, " + n(r.batch) +
             ", " + n(r.threads) + ", hurricane::dtype::" + std::string{name_of(r.type)} + "}, " +
             (r.latency_ms == unsupported ? "hurricane::unsupported" : decimal(r.latency_ms)) +
             ", " + decimal(r.spread_ms) + ", " + decimal(r.cold_ms) + "},\n";
    }
    s += "};\n\nstruct " + target.type + " : hurricane::measured<" + target.type +
         "_rows, hurricane::latency_model{.cache_factor = " + decimal(t.beyond.cache_factor) +
         ", .step_ms = " + decimal(t.beyond.step_ms) +
         ", .network_ms = " + decimal(t.beyond.network_ms) +
         "}> {\n    static constexpr hurricane::fixed_string name = \"" + name +
         "\";\n    static constexpr unsigned long long space_fingerprint = 0x" +
         hexadecimal(t.fingerprint) + ";  // of the space that was measured; 0: unknown\n};\n";
    return s + target.close();
}

}  // namespace hurricane::inline v0
