// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
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

/// For seeds: CLI11 reads "-1" as a large unsigned number.
inline std::string not_negative(std::string const& value) {
    return value.starts_with('-') ? "it must not be negative" : "";
}

}  // namespace hurricane::app
