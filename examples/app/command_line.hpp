// SPDX-License-Identifier: MIT
// Options that several programs have, and how all of them parse theirs.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <hurricane/search/priced.hpp>

namespace hurricane::app {

/// --csv and --arch of programs that read networks from a table.
inline void add_table(CLI::App& cli, char const* what, std::string& csv, std::vector<std::string>& arch) {
    cli.add_option("--csv", csv, std::string{what} + " networks, with a header line")->required();
    cli.add_option("--arch", arch,
                   "one column with a string of choices (0312 or 0-3-1-2), or a list of columns;\n"
                   "a*b*c joins columns into one position, for example \"a*b*c,d*e*f\"")
        ->required()
        ->delimiter(',');
}

/// NAME=X texts as limits; `name` is what stands before the equals sign in messages.
inline limits read_limits(std::vector<std::string> const& texts, std::string const& name) {
    limits out;
    for (auto const& text : texts) {
        auto const equals = text.rfind('=');
        char* end = nullptr;
        double const bound = equals == text.npos ? 0 : std::strtod(text.c_str() + equals + 1, &end);
        if (equals == text.npos || end == text.c_str() + equals + 1 || *end != '\0' || !std::isfinite(bound))
            throw error{"'" + text + "' is not a limit", "--limit",
                        "write " + name + "=NUMBER, for example latency_ms=0.2"};
        out.push_back({text.substr(0, equals), bound});
    }
    return out;
}

/// Parses; returns -1 to go on, 0 after --help, 2 after a mistake, which is told in one sentence.
inline int parse(CLI::App& cli, int argc, char** argv) {
    try {
        cli.parse(argc, argv);
    } catch (CLI::CallForHelp const&) {
        std::fputs(cli.help().c_str(), stdout);
        return 0;
    } catch (CLI::ParseError const& e) {
        std::fprintf(stderr, "%s: %s; see --help\n", argv[0], e.what());
        return 2;
    }
    return -1;
}

/// For seeds: CLI11 reads "-1" as a large unsigned number, and one too large as the largest.
inline std::string not_negative(std::string const& value) {
    if (value.starts_with('-')) return "it must not be negative";
    std::uint64_t x{};
    return std::from_chars(value.data(), value.data() + value.size(), x).ec == std::errc::result_out_of_range
               ? "it must be less than 2^64"
               : "";
}

}  // namespace hurricane::app
