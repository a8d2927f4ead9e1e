// SPDX-License-Identifier: MIT
// The constexpr header of a measured target: what a searcher is compiled with.
#pragma once

#include <string>
#include <vector>

#include <hurricane/hw/rows.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// "my::device" in its parts. Throws error for what cannot be the name of a type.
inline std::vector<std::string> name_parts(std::string const& name) {
    std::vector<std::string> parts{""};
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name.compare(i, 2, "::") == 0)
            parts.emplace_back(), ++i;
        else
            parts.back() += name[i];
    for (auto const& p : parts) {
        bool good = !p.empty() && !(p[0] >= '0' && p[0] <= '9');
        for (char c : p)
            good = good && (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        if (!good) throw error{"'" + name + "' is not the name of a type", "target", "write for example my::device"};
    }
    return parts;
}
/// Text that cannot leave the comment it is put in.
inline std::string comment(std::string s) {
    for (auto& c : s)
        if (c == '\\' || c == '\n' || c == '?') c = ' ';
    return s;
}

}  // namespace detail

/// A C++ header that defines the target `name` ("my::device") from the rows. Throws error for a name that is none.
inline std::string to_header(device_table const& t, std::string const& name) {
    auto parts = detail::name_parts(name);
    auto const type = parts.back();
    parts.pop_back();
    std::string space, s = "// hurricane-target " + std::to_string(target_header_version) +
                           ", generated from measured rows; do not edit.\n// Device: " +
                           detail::comment(t.device + "; " + t.engine + "; " + t.date) +
                           ".\n// Space: " + detail::comment(t.space) + ".\n";
    for (auto const& p : parts) space += (space.empty() ? "" : "::") + p;
    s += "#pragma once\n\n#include <hurricane/hw/table.hpp>\n\nstatic_assert(hurricane::target_header_version == " +
         std::to_string(target_header_version) +
         ", \"this header is of another version of Hurricane; make it again from its CSV\");\n\n";
    if (!space.empty()) s += "namespace " + space + " {\n\n";
    s += "inline constexpr hurricane::latency_row " + type + "_rows[] = {\n";
    for (auto const& r : t.rows) {
        auto const n = [](int x) { return std::to_string(x); };
        s += "    {{\"" + r.op + "\", {{" + n(r.at.in.c) + ", " + n(r.at.in.h) + ", " + n(r.at.in.w) + "}, " +
             n(r.at.out) + ", " + n(r.at.stride) + "}, " + n(r.batch) + ", " + n(r.threads) +
             ", hurricane::dtype::" + std::string{name_of(r.type)} + "}, " + decimal(r.latency_ms) + ", " +
             decimal(r.spread_ms) + ", " + decimal(r.cold_ms) + "},\n";
    }
    s += "};\n\nstruct " + type + " : hurricane::measured<" + type +
         "_rows> {\n    static constexpr hurricane::text name = \"" + name +
         "\";\n    static constexpr double network_ms = " + decimal(t.network_ms) +
         ";\n    static constexpr unsigned long long space_fingerprint = 0x" + hexadecimal(t.fingerprint) +
         ";  // of the space that was measured; 0: unknown\n};\n";
    if (!space.empty()) s += "\n}  // namespace " + space + "\n";
    return s;
}

}  // namespace hurricane::inline v0
