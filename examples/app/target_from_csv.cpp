// SPDX-License-Identifier: MIT
// Turns a row CSV, from profile_host or from anybody, into the constexpr header that a searcher is compiled with.
#include <CLI/CLI.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/hw/target_header.hpp>

#include "command_line.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
    CLI::App cli{
        "Makes the C++ header of a hardware target from measured rows.\n\nExample:\n"
        "  target_from_csv --csv rows.csv --name my::device --out my_device.hpp"};
    std::string csv, name, out;
    cli.add_option("--csv", csv, "row CSV, as profile_host writes it")->required();
    cli.add_option("--name", name, "name of the target type, with its namespace")->required();
    cli.add_option("--out", out, "header to write")->required();
    if (int const code = hurricane::app::parse(cli, argc, argv); code >= 0) return code;
    return hurricane::app::run_program(argv[0], [&](std::stop_token) {
        hurricane::check_writable(out);
        std::error_code unknown;
        if (std::filesystem::equivalent(csv, out, unknown))
            throw hurricane::error{"--out would overwrite the rows", out, "name another file"};
        hurricane::write_file(out, hurricane::to_header(hurricane::read_rows(csv), name));
    });
}
