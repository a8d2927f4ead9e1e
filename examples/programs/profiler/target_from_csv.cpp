// SPDX-License-Identifier: MIT
// Turns a row CSV, from profile_host or from anybody, into the constexpr header that a searcher is
// compiled with.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"

int main(int argc, char** argv) {
    CLI::App cli{
        "Makes the C++ header of a hardware target from measured rows.\n\nExample:\n"
        "  target_from_csv --csv rows.csv --name my::device --out my_device.hpp"};
    std::string csv;
    std::string name;
    std::string out;
    cli.add_option("--csv", csv, "row CSV, as profile_host writes it")->required();
    cli.add_option("--name", name, "name of the target type, with its namespace")->required();
    cli.add_option("--out", out, "header to write")->required();
    if (int const code = hurricane::app::parse(cli, argc, argv); code >= 0) return code;
    return hurricane::app::run_program(argv[0], [&](std::stop_token stop) {
        hurricane::check_writable(out);
        std::error_code unknown;
        if (std::filesystem::equivalent(csv, out, unknown))
            throw hurricane::error{"--out would overwrite the rows", out, "name another file"};
        auto const rows = hurricane::calibrated(hurricane::read_rows(csv, stop));
        hurricane::write_file(out, hurricane::to_header(rows, name));
        double sum = 0;
        double most = 0;
        for (auto const& n : rows.networks) {
            double const off =
                std::abs(rows.beyond.of_network(n.rows_ms, n.steps) / n.measured_ms - 1);
            sum += off;
            most = std::max(most, off);
        }
        if (!rows.networks.empty())
            std::printf(
                "overheads fitted on %zu whole networks, met to %.1f %% on average, %.1f %% at "
                "most\n",
                rows.networks.size(), 100 * sum / double(rows.networks.size()), 100 * most);
    });
}
