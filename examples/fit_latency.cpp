// SPDX-License-Identifier: MIT
// Fits a cost model to measured whole networks and says how far it can be trusted.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/fit/fit.hpp>

#include "command_line.hpp"
#include "program.hpp"
#include "quality_table.hpp"

namespace {

using namespace hurricane;

struct settings {
    std::string csv, latency, json;
    std::vector<std::string> arch;
    std::size_t train{};
    std::uint64_t seed{};
};

nlohmann::ordered_json to_json(fit::quality const& q) {
    return {{"r2", q.r2},           {"mape", q.mape},       {"spearman", q.spearman},
            {"kendall", q.kendall}, {"within5", q.within5}, {"within10", q.within10}};
}
/// Not worth a search: half of the constant predictor's error is left, or the order is lost.
bool is_poor(fit::quality const& model, fit::quality const& constant) {
    return model.mape > 0.5 * constant.mape || model.spearman < 0.8;
}
void run(settings const& s, std::stop_token stop) {
    if (!s.json.empty()) check_writable(s.json);
    std::error_code unknown;
    if (!s.json.empty() && std::filesystem::equivalent(s.csv, s.json, unknown))
        throw error{"--json would overwrite the measurements", s.json, "name another file"};
    stopwatch const reading;
    auto const samples = fit::read_samples(s.csv, s.arch, s.latency);
    auto const rows = fit::split_rows(samples.size(), s.train, s.seed);
    double const read_seconds = reading.seconds();
    stopwatch const fitting;
    auto const model = fit::fit_cost(samples, rows, {.stop = stop});
    double const fit_seconds = fitting.seconds();
    std::vector<double> measured;
    for (auto i : rows.test) measured.push_back(samples.values[i]);
    auto const q = fit::judge(model.predict(samples, rows.test), measured),
               c = fit::judge(fit::constant_predictor(samples, rows), measured);

    std::printf(
        "%zu networks of %d positions, %lld rows without a usable %s dropped; %zu train (%zu of them choose the form), "
        "%zu test\n",
        samples.size(), samples.positions, static_cast<long long>(samples.dropped), s.latency.c_str(), s.train,
        rows.validate.size(), rows.test.size());
    std::printf("model: %s, ridge %g; read in %.2f s, fitted in %.2f s\n\n", model.name.c_str(), model.ridge,
                read_seconds, fit_seconds);
    app::print_quality("held-out rows", q, c);
    if (is_poor(q, c))
        std::printf(
            "\nThe fit is poor: a search should not trust this model. More measured networks, or all choices that "
            "matter as --arch columns, may help.\n");
    if (s.json.empty()) return;
    auto out = to_json(q);
    out["model"] = model.name, out["train"] = s.train, out["test"] = rows.test.size(), out["dropped"] = samples.dropped;
    out["constant"] = to_json(c);
    out["poor"] = is_poor(q, c);
    write_file(s.json, out.dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Fits a model of latency to measured whole networks: a price for each (position, choice), these with pairs of\n"
        "neighbours, or boosted trees on what prices leave; whichever is best on a fifth of the training "
        "rows.\n\nExamples:\n"
        "  fit_latency --csv measured.csv --arch genotype --latency latency_ms --train 400\n"
        "  fit_latency --csv measured.csv --arch op1,op2,op3 --latency ms --train 400 --seed 1 --json fit.json"};
    app::add_table(cli, "measured", s.csv, s.arch);
    cli.add_option("--latency", s.latency, "the column to predict; empty, zero, negative and infinite ones are dropped")
        ->required();
    cli.add_option("--train", s.train, "rows drawn to fit on; all others test")
        ->required()
        ->transform(app::number_from(5, 100'000'000));
    cli.add_option("--seed", s.seed, "which rows are drawn")->capture_default_str()->transform(app::any_seed());
    cli.add_option("--json", s.json, "file for the figures");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token stop) { run(s, stop); });
}
