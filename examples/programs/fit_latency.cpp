// SPDX-License-Identifier: MIT
// Fits a cost model to measured whole networks and says how far it can be trusted.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include <hurricane/base/files.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/fit/fit.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"
#include "shared/quality_table.hpp"

namespace {

using namespace hurricane;

struct settings {
    std::string csv;
    std::string latency;
    std::string json;
    std::optional<std::string> name;  ///< of a column; empty: none
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

/// "a*b,c*d": the joins that were found.
std::string joins_of(fit::fitted const& m, fit::samples const& s) {
    std::string text;
    for (auto const& join : fit::whole_joins(m.sum.columns.terms())) {
        if (!text.empty()) text += ",";
        for (auto const p : join) text += (p == join.front() ? "" : "*") + s.columns[p];
    }
    return text;
}

/// A column of families or devices is no column of names: it leaves few networks of many.
void ignore_poor_names(fit::samples& samples) {
    auto without = samples;
    without.named.clear();
    constexpr std::size_t fewer = 20;
    if (fewer * fit::networks_of(samples).size() >= fit::networks_of(without).size()) return;
    std::printf(
        "the column name does not tell networks apart and is not used; --name name uses it\n");
    samples.named.clear();
}

fit::samples read(settings const& s, std::stop_token stop) {
    auto const column = s.name.value_or("name");
    auto samples = fit::read_samples(s.csv, s.arch, s.latency, column, stop);
    bool const has_names =
        std::any_of(samples.named.begin(), samples.named.end(), [](int name) { return name >= 0; });
    if (s.name && !s.name->empty() && !has_names)
        throw error{"no column '" + *s.name + "' with names", s.csv,
                    "name the column that has them"};
    if (!s.name && has_names) ignore_poor_names(samples);
    return samples;
}

/// What was fitted, and how well it predicts the networks that were held out.
struct outcome {
    fit::samples samples;
    fit::row_split rows;
    std::size_t networks{};
    fit::fitted model;
    fit::quality quality;
    fit::quality constant;
    std::optional<double> noise;
    std::string joins;
    double read_seconds{};
    double fit_seconds{};

    bool poor() const { return fit::is_poor(quality, constant); }
};

outcome find(settings const& s, std::stop_token stop) {
    stopwatch const reading;
    outcome o{.samples = read(s, stop), .rows = {}, .model = {}, .joins = {}};
    o.networks = fit::networks_of(o.samples).size();
    o.rows = fit::split_rows(o.samples, s.train, s.seed);
    o.noise = fit::noise_floor(o.samples);
    o.read_seconds = reading.seconds();
    stopwatch const fitting;
    o.model = fit::fit_cost(o.samples, o.rows, {.stop = stop});
    o.fit_seconds = fitting.seconds();
    std::vector<double> measured;
    for (auto i : o.rows.test) measured.push_back(o.samples.values[i]);
    o.quality = fit::judge(o.model.predict(o.samples, o.rows.test), measured);
    o.constant = fit::judge(fit::constant_predictor(o.samples, o.rows), measured);
    if (o.model.name == "joined") o.joins = joins_of(o.model, o.samples);
    return o;
}

void print(outcome const& o, std::string const& latency) {
    std::printf(
        "%zu networks of %d positions, %lld rows without a usable %s dropped; %zu train "
        "(%zu of them choose the form), %zu test\n",
        o.networks, o.samples.positions, static_cast<long long>(o.samples.dropped), latency.c_str(),
        o.rows.train().size(), o.rows.validate.size(), o.rows.test.size());
    if (o.networks < o.samples.size())
        std::printf("rows that repeat a network, and stay on its side of the split: %zu\n",
                    o.samples.size() - o.networks);
    if (o.noise)
        std::printf("noise floor: repeats are %.3g %% from their mean; no model predicts better\n",
                    100 * *o.noise);
    std::printf("model: %s%s, ridge %g; read in %.2f s, fitted in %.2f s\n", o.model.name.c_str(),
                o.model.logarithm ? " in the logarithm" : "", o.model.ridge, o.read_seconds,
                o.fit_seconds);
    if (!o.joins.empty()) std::printf("columns that act together: %s\n", o.joins.c_str());
    std::printf("\n");
    app::print_quality("held-out rows", o.quality, o.constant);
    if (o.poor())
        std::printf(
            "\nThe fit is poor: a search should not trust this model. More measured networks, or "
            "all choices that matter as --arch columns, may help.\n");
}

nlohmann::ordered_json to_json(outcome const& o) {
    auto out = to_json(o.quality);
    out["model"] = o.model.name;
    out["logarithm"] = o.model.logarithm;
    out["joins"] = o.joins;
    out["networks"] = o.networks;
    out["train"] = o.rows.train().size();
    out["test"] = o.rows.test.size();
    out["dropped"] = o.samples.dropped;
    out["noise_floor"] = o.noise ? nlohmann::ordered_json(*o.noise) : nlohmann::ordered_json{};
    out["constant"] = to_json(o.constant);
    out["poor"] = o.poor();
    return out;
}

void run(settings const& s, std::stop_token stop) {
    if (!s.json.empty()) check_writable(s.json);
    std::error_code unknown;
    if (!s.json.empty() && std::filesystem::equivalent(s.csv, s.json, unknown))
        throw error{"--json would overwrite the measurements", s.json, "name another file"};
    auto const o = find(s, stop);
    print(o, s.latency);
    if (!s.json.empty()) write_file(s.json, to_json(o).dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Fits a model of latency to measured whole networks: a price for each (position, choice),\n"
        "these with pairs of neighbours, with up to four positions that act together, or with\n"
        "boosted trees on what prices leave; of the latency or of its logarithm; whichever is "
        "best\n"
        "on a fifth of the training rows. Rows of the same choices or the same name are repeats "
        "of\n"
        "one network: all of them train, or all test.\n\n"
        "Examples:\n"
        "  fit_latency --csv measured.csv --arch genotype --latency latency_ms --train 400\n"
        "  fit_latency --csv measured.csv --arch op1,op2,op3 --latency ms --train 400 --seed 1 "
        "--json fit.json"};
    app::add_table(cli, "measured", s.csv, s.arch);
    cli.add_option("--latency", s.latency,
                   "the column to predict; empty, zero, negative and infinite ones are dropped")
        ->required();
    cli.add_option("--name", s.name,
                   "a column whose text names the network (default: name, where there is one that\n"
                   "tells networks apart; \"\": none)");
    cli.add_option("--train", s.train,
                   "rows drawn to fit on, a fifth of them to choose the form; all others test.\n"
                   "With repeats whole networks are drawn until so many rows are reached")
        ->required()
        ->transform(app::number_from(5, 100'000'000));
    cli.add_option("--seed", s.seed, "which rows are drawn")
        ->capture_default_str()
        ->transform(app::any_seed());
    cli.add_option("--json", s.json, "file for the figures");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token stop) { run(s, stop); });
}
