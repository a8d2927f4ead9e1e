// SPDX-License-Identifier: MIT
// Options that several programs have, and how all of them parse theirs.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/cost/priced_space.hpp>

#include "program.hpp"

namespace hurricane::app {

/// --csv and --arch of programs that read networks from a table.
inline void add_table(CLI::App& cli, char const* what, std::string& csv,
                      std::vector<std::string>& arch) {
    cli.add_option("--csv", csv, std::string{what} + " networks, with a header line")->required();
    cli.add_option("--arch", arch,
                   "one column with a string of choices (0312 or 0-3-1-2), or a list of columns;\n"
                   "a*b*c joins columns into one position, for example \"a*b*c,d*e*f\"")
        ->required()
        ->delimiter(',');
}

/// For options that take numbers: each must be a finite one from `low` to `high`, both included.
/// CLI11's own range takes NaN, and its integers are octal behind a zero; so the text is written
/// anew for it.
template <class Number>
CLI::Validator number_from(Number low, Number high) {
    auto const show_bound = [](Number x) {
        if constexpr (std::is_floating_point_v<Number>)
            return decimal(x);
        else
            return std::to_string(x);
    };
    std::string const kind = std::is_floating_point_v<Number> ? "number" : "whole number";
    std::string const range = "from " + show_bound(low) + " to " + show_bound(high);
    auto const check = [=](std::string& text) -> std::string {
        auto const x = number_in<Number>(text);
        if (!x || !(*x >= low && *x <= high))
            return "'" + text + "' is not a " + kind + " " + range;
        text = show_bound(*x);
        return {};
    };
    return CLI::Validator{check, kind + " " + range};
}

/// For seeds: whole numbers from 0, less than 2^64.
inline CLI::Validator any_seed() {
    auto const check = [](std::string& text) -> std::string {
        auto const seed = number_in<std::uint64_t>(text);
        if (!seed) return "'" + text + "' is not a whole number from 0, less than 2^64";
        text = std::to_string(*seed);
        return {};
    };
    return CLI::Validator{check, "whole number from 0, less than 2^64"};
}

/// "latency_ms <= 0.2 and macs <= 1e+07"
inline std::string text_of(limits const& all) {
    std::string text;
    for (auto const& l : all)
        text += (text.empty() ? "" : " and ") + l.name + " <= " + show(l.bound);
    return text;
}

/// NAME=X texts as limits; `name` is what stands before the equals sign in messages.
inline limits read_limits(std::vector<std::string> const& texts, std::string const& name) {
    limits out;
    for (auto const& text : texts) {
        auto const equals = text.rfind('=');
        std::optional<double> bound;
        if (equals != text.npos)
            bound = number_in<double>(std::string_view{text}.substr(equals + 1));
        if (!bound || !std::isfinite(*bound) || equals == 0)
            throw error{"'" + text + "' is not a limit", "--limit",
                        "write " + name + "=NUMBER, for example latency_ms=0.2"};
        out.push_back({text.substr(0, equals), *bound});
    }
    return out;
}

/// Parses; returns -1 to go on, 0 after --help, 2 after a mistake, which is told in one sentence.
inline int parse(CLI::App& cli, int argc, char** argv) {
    try {
        cli.parse(argc, argv);
    } catch (CLI::CallForHelp const&) {
        std::fputs(cli.help().c_str(), stdout);
        return with_output(argv[0], 0);
    } catch (CLI::ParseError const& e) {
        std::fprintf(stderr, "%s: %s; see --help\n", argv[0], e.what());
        return 2;
    }
    return -1;
}

}  // namespace hurricane::app
