// SPDX-License-Identifier: MIT
// Is the sum of measured operators, with the overheads, a network? Predicted against measured
// latency of networks that no calibration has seen.
#include <CLI/CLI.hpp>
#include <cstdio>

#include <hurricane/base/files.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/profiling/profile.hpp>
#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/space/presets.hpp>

#include "shared/command_line.hpp"
#include "shared/output_folder.hpp"
#include "shared/program.hpp"
#include "shared/quality_table.hpp"

namespace {

using namespace hurricane;

struct settings {
    std::vector<std::string> spaces{"fashion", "spos_cifar"};
    std::string rows;
    std::string out = "validation";
    int networks{100};
    int rounds{3};
    profile_options profile{};
};

space_view space_named(std::string const& name) {
    return name == "fashion" ? view<spaces::fashion>() : view<spaces::spos_cifar>();
}

/// Milliseconds of each network, a few at once to bound the memory, relative to the stem.
std::vector<double> measure_networks(space_view const& space, std::vector<genotype> const& networks,
                                     int rounds, measure_options const& row, observer& watch,
                                     std::stop_token const& stop) {
    constexpr std::size_t at_once = 10;
    pinned_thread const pin;
    std::vector<double> ms;
    watch.begin(
        "measuring networks of " + space.name,
        static_cast<std::int64_t>(networks.size() + (networks.size() + at_once - 1) / at_once) *
            rounds);
    std::int64_t before = 0;
    for (std::size_t first = 0; first < networks.size(); first += at_once) {
        std::vector<std::unique_ptr<frozen_network>> nets;
        auto const add = [&](std::vector<plan> const& plans) {
            nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, 1)));
        };
        add({space.stem});
        for (auto i = first; i < std::min(first + at_once, networks.size()); ++i)
            add(network(space, networks[i]));
        auto const times = measure_together(nets, rounds, row, [&](std::int64_t done) {
            if (stop.stop_requested()) throw stopped{};
            watch.advance(before + done);
        });
        before += static_cast<std::int64_t>(nets.size()) * rounds;
        for (std::size_t i = 1; i < times.size(); ++i) ms.push_back(times[i].median_ms);
    }
    watch.end();
    return ms;
}

/// Earlier versions left no manifest: their files are known by their first lines.
app::output_names left_by_validations() {
    auto const looks_ours = [](std::filesystem::path const& file, auto const&) {
        auto const content = read_file(file);
        return content.starts_with("# hurricane-rows") ||
               content.starts_with("genotype,predicted_ms,measured_ms,macs,params\n");
    };
    return {.format = "hurricane-validation",
            .files = {"fashion_rows.csv", "fashion_scatter.csv", "spos_cifar_rows.csv",
                      "spos_cifar_scatter.csv"},
            .looks_ours = looks_ours};
}

void validate(space_view const& space, settings const& s, app::output_folder& folder) {
    stopwatch const time;
    auto table =
        s.rows.empty() ? profile(space, s.profile) : calibrated(read_rows(s.rows, s.profile.stop));
    if (s.rows.empty()) {
        table.device = app::processor();
        table.date = app::today();
    }
    if (table.fingerprint != 0 && table.fingerprint != space.fingerprint)
        throw error{"these rows were measured for another space" +
                        (table.space.empty() ? std::string{} : ", " + table.space),
                    s.rows, "give rows of " + space.name};
    auto const priced = price(
        space, table, {.foreign = s.rows.empty() ? foreign_rows::ignored : foreign_rows::refused});
    if (s.rows.empty()) folder.write(space.name + "_rows.csv", to_csv(table));
    double const profile_seconds = time.seconds();

    rng random{s.profile.seed, "validation networks"};  // another stream than the calibration's
    feasible_sampler const draw{priced, priced.allowed};
    std::vector<genotype> networks;
    std::vector<double> predicted;
    for (int i = 0; i < s.networks; ++i) {
        networks.push_back(draw(random));
        predicted.push_back(priced["latency_ms"].of(networks.back()));
    }
    auto row = s.profile.row;
    row.cold_samples = 1;
    auto const measured =
        measure_networks(space, networks, s.rounds, row, *s.profile.watch, s.profile.stop);
    std::string scatter = "genotype,predicted_ms,measured_ms,macs,params\n";
    for (std::size_t i = 0; i < networks.size(); ++i)
        scatter += to_string(networks[i]) + "," + decimal(predicted[i]) + "," +
                   decimal(measured[i]) + "," + decimal(priced["macs"].of(networks[i])) + "," +
                   decimal(priced["params"].of(networks[i])) + "\n";
    folder.write(space.name + "_scatter.csv", scatter);

    auto sorted = predicted;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> const constant(predicted.size(),
                                       sorted[sorted.size() / 2]);  // the median prediction
    std::printf(
        "\n%s: %zu rows %s %.0f s, %zu networks of %.3g to %.3g ms in %.0f s, batch 1, one "
        "thread\n",
        space.name.c_str(), table.rows.size(), s.rows.empty() ? "measured in" : "read in",
        profile_seconds, networks.size(), *std::min_element(measured.begin(), measured.end()),
        *std::max_element(measured.begin(), measured.end()), time.seconds() - profile_seconds);
    app::print_quality("networks unseen", fit::judge(predicted, measured),
                       fit::judge(constant, measured));
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Measures the operators of a space on this machine, predicts random networks that the "
        "calibration has not "
        "seen,\n"
        "measures them too (batch 1, one thread), and says how well the two agree. "
        "SPACE_scatter.csv and "
        "SPACE_rows.csv go "
        "to the\nfolder.\n\nExamples:\n"
        "  validate_target\n"
        "  validate_target --space fashion --networks 30\n"
        "  validate_target --space fashion --rows rows.csv"};
    cli.add_option("--space", s.spaces, "fashion, spos_cifar or both")
        ->delimiter(',')
        ->check(CLI::IsMember({"fashion", "spos_cifar"}))
        ->capture_default_str();
    cli.add_option("--networks", s.networks, "random networks to compare")
        ->capture_default_str()
        ->transform(app::number_from(2, 100'000));
    cli.add_option("--rounds", s.rounds, "passes over the networks")
        ->capture_default_str()
        ->transform(app::number_from(1, 100));
    cli.add_option("--rows", s.rows,
                   "predict from this row CSV of this machine instead of measuring");
    cli.add_option("--out", s.out, "folder for the CSV files")->capture_default_str();
    cli.add_option("--seed", s.profile.seed, "seed of networks and weights")
        ->capture_default_str()
        ->transform(app::any_seed());
    cli.add_flag("--accept-noise", s.profile.accept_noise, "measure on a busy machine too");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token stop) {
        if (!s.rows.empty() && s.spaces.size() > 1)
            throw error{"a row CSV is of one space", "--rows", "name it with --space"};
        app::output_folder folder{s.out, left_by_validations(), stop};
        folder.refuse_foreign();
        folder.create();
        folder.begin({{"format", "hurricane-validation"}, {"version", 1}});
        app::console watch;
        s.profile.watch = &watch;
        s.profile.stop = stop;
        stopwatch const time;
        for (auto const& name : s.spaces) validate(space_named(name), s, folder);
        std::printf("\nwhole run: %.0f s\n", time.seconds());
    });
}
