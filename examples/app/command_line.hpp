// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <string>

namespace hurricane::app {

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
