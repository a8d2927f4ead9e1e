// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdio>

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

}  // namespace hurricane::app
