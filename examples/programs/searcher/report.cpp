// SPDX-License-Identifier: MIT
// report.html of a folder of results, again.
#include <CLI/CLI.hpp>

#include "results.hpp"
#include "shared/command_line.hpp"

int main(int argc, char** argv) {
    std::string folder;
    std::string chart_js = "/usr/share/javascript/chart.js/chart.min.js";
    CLI::App cli{
        "Writes report.html, a page that needs no network, from the results of a "
        "search.\n\nExample:\n  report "
        "results"};
    cli.add_option("results", folder, "folder with result.json, timing.json and manifest.json")
        ->required();
    cli.add_option("--chart-js", chart_js, "Chart.js 3 as one file")
        ->capture_default_str()
        ->check(CLI::ExistingFile);
    if (int const code = hurricane::app::parse(cli, argc, argv); code >= 0) return code;
    return hurricane::app::run_program(argv[0], [&](std::stop_token stop) {
        hurricane::app::console watch;
        hurricane::app::output_folder results{folder, hurricane::app::left_by_searches(), stop};
        if (!hurricane::app::write_report(results, watch, chart_js))
            throw hurricane::error{"there is no page without Chart.js", chart_js,
                                   "install it, or name another file"};
        watch.log("wrote " + folder + "/report.html");
    });
}
