// SPDX-License-Identifier: MIT
// Fits a cost model to measured whole networks and says how far it can be trusted.
#include <CLI/CLI.hpp>
#include <algorithm>
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
    std::string csv, latency, name, json;
    std::vector<std::string> arch;
    std::size_t train{};
    std::uint64_t seed{};
};

nlohmann::ordered_json to_json(fit::quality const& q) {
    using json = nlohmann::ordered_json;
    auto const where_ordered = [&](double x) { return q.ordered ? json(x) : json{}; };
    return {{"r2", where_ordered(q.r2)},
            {"mape", q.mape},
            {"spearman", where_ordered(q.spearman)},
            {"kendall", where_ordered(q.kendall)},
            {"within5", q.within5},
            {"within10", q.within10}};
}

/// "a*b,c*d": the joins that were found, as --arch takes them.
std::string joins_of(fit::fitted const& m, fit::samples const& s) {
    std::string text;
    for (auto const& join : fit::whole_joins(m.sum.columns.terms())) {
        if (!text.empty()) text += ",";
        for (auto const p : join) text += (p == join.front() ? "" : "*") + s.columns[p];
    }
    return text;
}

fit::samples read(settings const& s, std::stop_token stop) {
    auto samples =
        fit::read_samples(s.csv, s.arch, s.latency, s.name.empty() ? "name" : s.name, stop);
    bool const named =
        std::any_of(samples.named.begin(), samples.named.end(), [](int n) { return n >= 0; });
    if (!s.name.empty() && !named)
        throw error{"no column '" + s.name + "' with names", s.csv,
                    "name the column that has them"};
    return samples;
}

void run(settings const& s, std::stop_token stop) {
    if (!s.json.empty()) check_writable(s.json);
    std::error_code unknown;
    if (!s.json.empty() && std::filesystem::equivalent(s.csv, s.json, unknown))
        throw error{"--json would overwrite the measurements", s.json, "name another file"};
    stopwatch const reading;
    auto const samples = read(s, stop);
    auto const networks = fit::networks_of(samples).size();
    auto const rows = fit::split_rows(samples, s.train, s.seed);
    double const read_seconds = reading.seconds();
    stopwatch const fitting;
    auto const model = fit::fit_cost(samples, rows, {.stop = stop});
    double const fit_seconds = fitting.seconds();
    std::vector<double> measured;
    for (auto i : rows.test) measured.push_back(samples.values[i]);
    auto const q = fit::judge(model.predict(samples, rows.test), measured);
    auto const c = fit::judge(fit::constant_predictor(samples, rows), measured);
    auto const noise = fit::noise_floor(samples);
    auto const joins = model.name == "joined" ? joins_of(model, samples) : "";
    bool const poor = fit::is_poor(q, c);

    std::printf(
        "%zu networks of %d positions, %lld rows without a usable %s dropped; %zu train (%zu of "
        "them choose the form), "
        "%zu test\n",
        networks, samples.positions, static_cast<long long>(samples.dropped), s.latency.c_str(),
        rows.train().size(), rows.validate.size(), rows.test.size());
    if (networks < samples.size())
        std::printf("rows that repeat a network, and stay on its side of the split: %zu\n",
                    samples.size() - networks);
    if (noise)
        std::printf("noise floor: repeats are %.3g %% from their mean; no model predicts better\n",
                    100 * *noise);
    std::printf("model: %s%s, ridge %g; read in %.2f s, fitted in %.2f s\n", model.name.c_str(),
                model.logarithm ? " in the logarithm" : "", model.ridge, read_seconds, fit_seconds);
    if (!joins.empty()) std::printf("columns that act together: %s\n", joins.c_str());
    std::printf("\n");
    app::print_quality("held-out rows", q, c);
    if (poor)
        std::printf(
            "\nThe fit is poor: a search should not trust this model. More measured networks, or "
            "all choices that "
            "matter as --arch columns, may help.\n");
    if (s.json.empty()) return;
    auto out = to_json(q);
    out["model"] = model.name;
    out["logarithm"] = model.logarithm;
    out["joins"] = joins;
    out["networks"] = networks;
    out["train"] = rows.train().size();
    out["test"] = rows.test.size();
    out["dropped"] = samples.dropped;
    out["noise_floor"] = noise ? nlohmann::ordered_json(*noise) : nlohmann::ordered_json{};
    out["constant"] = to_json(c);
    out["poor"] = poor;
    write_file(s.json, out.dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Fits a model of latency to measured whole networks: a price for each (position, choice), "
        "these with pairs of\n"
        "neighbours, with up to four positions that act together, or with boosted trees on what "
        "prices leave; of the\n"
        "latency or its logarithm; whichever is best on a fifth of the training rows.\n"
        "Rows of the same choices or the same name are repeats of one network: all of them train, "
        "or all test.\n\n"
        "Examples:\n"
        "  fit_latency --csv measured.csv --arch genotype --latency latency_ms --train 400\n"
        "  fit_latency --csv measured.csv --arch op1,op2,op3 --latency ms --train 400 --seed 1 "
        "--json fit.json"};
    app::add_table(cli, "measured", s.csv, s.arch);
    cli.add_option("--latency", s.latency,
                   "the column to predict; empty, zero, negative and infinite ones are dropped")
        ->required();
    cli.add_option("--name", s.name,
                   "a column whose text names the network (default: name, where there is one)");
    cli.add_option("--train", s.train,
                   "rows drawn to fit on, a fifth of them to choose the form; all others test.\n"
                   "With repeats whole networks are drawn until so many rows are reached")
        ->required()
        ->check(CLI::Range(5, 100'000'000));
    cli.add_option("--seed", s.seed, "which rows are drawn")
        ->capture_default_str()
        ->check(app::not_negative);
    cli.add_option("--json", s.json, "file for the figures");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token stop) { run(s, stop); });
}
