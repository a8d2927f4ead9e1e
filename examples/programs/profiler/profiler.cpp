// SPDX-License-Identifier: MIT
#include "profiler.hpp"

#include <hurricane/base/files.hpp>
#include <hurricane/profiling/profile.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"

namespace hurricane::app {

int profiler(int argc, char** argv, space_view const& space) {
    CLI::App cli{"Measures every operator of the space '" + space.name +
                 "' at every distinct slot on this machine (batch 1, one thread)\n"
                 "and writes the table from which a searcher is compiled.\n\nExample:\n  " +
                 std::filesystem::path{argv[0]}.filename().string() + " --out rows.csv"};
    std::string out = "rows.csv";
    profile_options options;
    cli.add_option("--out", out, "row CSV to write")->capture_default_str();
    cli.add_option("--samples", options.row.samples, "timed samples of each row")
        ->capture_default_str()
        ->transform(app::number_from(3, 1000));
    cli.add_option("--rounds", options.rounds, "passes over all rows")
        ->capture_default_str()
        ->transform(app::number_from(1, 100));
    cli.add_option("--networks", options.networks,
                   "whole networks from which the overhead is calibrated")
        ->capture_default_str()
        ->transform(app::number_from(1, 1000));
    cli.add_option("--seed", options.seed, "seed of weights and calibration networks")
        ->capture_default_str()
        ->transform(any_seed());
    cli.add_flag("--accept-noise", options.accept_noise,
                 "measure on a busy machine too; noisy rows are marked either way");
    if (int const code = parse(cli, argc, argv); code >= 0) return code;

    return run_program(argv[0], [&](std::stop_token stop) {
        check_writable(out);
        console watch;
        options.watch = &watch;
        options.stop = stop;
        auto table = profile(space, options);
        table.device = processor();
        table.date = today();
        write_file(out, to_csv(table));
        watch.log("wrote " + out);
    });
}

}  // namespace hurricane::app
