// SPDX-License-Identifier: MIT
// Search strategies on a table of evaluated networks, whose best is known.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/search/strategy_registry.hpp>
#include <hurricane/search/table_search.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"
#include "shared/statistics.hpp"

namespace {

using namespace hurricane;
using json = nlohmann::ordered_json;

struct settings {
    std::string csv, score, score2, strategy = "evolution", json;
    std::vector<std::string> arch, limits;
    int evaluations = 100;
    int seeds = 10;
    int seed = 0;
    int split = 0;
    int population = 0;
    bool minimise = false;
};

json or_null(double score) { return searched_table::is_score(score) ? json(score) : json{}; }

void run(settings s, std::stop_token stop) {
    std::error_code unknown;
    if (!s.json.empty() && std::filesystem::equivalent(s.csv, s.json, unknown))
        throw error{"--json would overwrite the table", s.json, "name another file"};
    if (!s.json.empty()) check_writable(s.json);
    auto const within = app::read_limits(s.limits, "COLUMN");
    std::vector<std::string> columns{s.score};
    std::vector<searched_table::bound> bounds;
    auto const column = [&](std::string const& name) {
        auto const at = std::find(columns.begin(), columns.end(), name);
        if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
        columns.push_back(name);
        return columns.size() - 1;
    };
    for (auto const& l : within) bounds.push_back({column(l.name), l});
    auto const second = s.score2.empty() ? 0 : column(s.score2);
    stopwatch const reading;
    auto const table = read_networks(s.csv, s.arch, columns, {.stop = stop});
    searched_table networks{table, 0, bounds, s.minimise};
    std::printf("%zu networks of %d positions, %zu within the limits; read in %.2f s\n",
                networks.distinct(), table.positions, networks.size(), reading.seconds());
    if (networks.repeated() > 0)
        std::printf("%zu rows repeat a network: the first row counts\n", networks.repeated());
    if (networks.dropped() > 0)
        std::printf(
            "%zu networks are left out: their score is no number, or what is limited no number "
            "above 0\n",
            networks.dropped());
    if (networks.possible() > static_cast<double>(networks.distinct()))
        std::printf(
            "the table lacks %.6g of the %.6g networks that its choices make; no search leaves "
            "it\n",
            networks.possible() - static_cast<double>(networks.distinct()), networks.possible());
    if (s.strategy == "two-stage" && s.split >= table.positions)
        throw error{"a split at " + std::to_string(s.split) + " of " +
                        std::to_string(table.positions) + " positions",
                    "--split", "leave positions on both sides"};
    if (s.population == 0) s.population = std::clamp(s.evaluations / 10, 4, 50);
    bool const exact = s.strategy == "exact",
               all = exact || s.evaluations >= static_cast<int>(networks.size());
    if (all && !exact)
        std::printf("%d evaluations are no less than there are networks: all are evaluated\n",
                    s.evaluations);

    auto const how = all ? exact_search() : strategy_named(s.strategy, s.population, s.split);
    auto const domain = networks.domain();
    search_budget const budget{.evaluations =
                                   all ? static_cast<int>(networks.size()) : s.evaluations};
    auto const optimum = networks.best(0, s.minimise);
    auto const best2 = networks.best(second, s.minimise);
    std::vector<double> found, found2;
    json seeds = json::array();
    int used = 0;
    double proposing = 0;
    double scoring = 0;
    std::printf("\n%5s %14s %12s  %s\n", "seed", s.score.c_str(), "evaluations", "network");
    stopwatch const searching;
    for (int seed = s.seed; seed < s.seed + s.seeds; ++seed) {
        auto const r =
            search(networks, domain, how, budget, static_cast<std::uint64_t>(seed), quiet(), stop);
        auto const& g = r.best.genes;
        double const x = networks.value(0, g);
        found.push_back(x);
        used = std::max(used, static_cast<int>(r.history.size()));
        proposing += r.proposing_seconds;
        scoring += r.scoring_seconds;
        std::printf("%5d %14.9g %12zu  %s\n", seed, x, r.history.size(), networks.name(g).c_str());
        json line{{"seed", seed},
                  {"genotype", networks.name(g)},
                  {"score", x},
                  {"evaluations", r.history.size()}};
        json limits = json::object();
        for (auto const& b : bounds) limits[b.of.name] = networks.value(b.column, g);
        line["limits"] = limits;
        if (!s.score2.empty()) {
            double const y = networks.value(second, g);
            if (searched_table::is_score(y)) found2.push_back(y);
            line["score2"] = or_null(y);
        }
        seeds.push_back(line);
    }
    auto const m = app::interval_of(found);
    double const best = s.minimise ? *std::min_element(found.begin(), found.end())
                                   : *std::max_element(found.begin(), found.end());
    double const top = table.values[0][optimum];
    double const gap = s.minimise ? m.mean - top : top - m.mean;
    auto const hits = std::count(found.begin(), found.end(), top);
    std::printf("\n%s over %d seeds: mean %.9g, standard deviation %.3g, best %.9g\n",
                s.score.c_str(), s.seeds, m.mean, m.deviation, best);
    std::printf(
        "the best of the table within the limits: %.9g (%s); mean gap %.3g, found by %lld of %d "
        "seeds\n",
        top, networks.name(networks.network(optimum)).c_str(), gap, static_cast<long long>(hits),
        s.seeds);
    json out{{"format", "hurricane-table-search"},
             {"version", 1},
             {"strategy", s.strategy},
             {"networks", networks.size()},
             {"mean", m.mean},
             {"std", m.n > 1 ? json(m.deviation) : json{}},
             {"best", best},
             {"optimum", top},
             {"gap", gap},
             {"evaluations", used}};
    if (!s.score2.empty()) {
        auto const m2 = app::interval_of(found2);
        if (static_cast<int>(found2.size()) < s.seeds)
            std::printf("%d winners have no %s\n", s.seeds - static_cast<int>(found2.size()),
                        s.score2.c_str());
        std::printf(
            "%s of the winners: mean %.9g, standard deviation %.3g; the best of the table %.9g\n",
            s.score2.c_str(), m2.mean, m2.deviation, table.values[second][best2]);
        out["score2"] = {{"column", s.score2},
                         {"mean", m2.n > 0 ? json(m2.mean) : json{}},
                         {"std", m2.n > 1 ? json(m2.deviation) : json{}},
                         {"n", m2.n},
                         {"optimum", or_null(table.values[second][best2])}};
    }
    std::printf("%.3f s for all seeds: %.3f s proposing networks, %.3f s looking them up\n",
                searching.seconds(), proposing, scoring);
    out["seeds"] = seeds;
    if (!s.json.empty()) write_file(s.json, out.dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Searches a table of evaluated networks and says how far the best found is from the best "
        "there is.\n\n"
        "Examples:\n"
        "  search_table --csv bench.csv --arch arch --score top1 --limit latency_ms=12 --strategy "
        "evolution\n"
        "  search_table --csv bench.csv --arch op1,op2,op3,op4 --score valid --score2 test "
        "--strategy random --seeds "
        "50\n"
        "  search_table --csv bench.csv --arch arch --score error --minimise --strategy two-stage "
        "--split 8 --json "
        "out.json"};
    app::add_table(cli, "evaluated", s.csv, s.arch);
    cli.add_option(
           "--score", s.score,
           "the column that the search sees, of any sign; rows without a number are left out")
        ->required();
    cli.add_option("--score2", s.score2,
                   "a column that judges the winners, where it is a number (search on validation, "
                   "report test)");
    cli.add_option("--limit", s.limits,
                   "COLUMN=X, an upper limit on a cost, which is above 0; repeatable")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    cli.add_option("--strategy", s.strategy, "how networks are chosen: " + strategy_summaries())
        ->capture_default_str()
        ->check(CLI::IsMember(strategy_names()));
    cli.add_option("--evaluations", s.evaluations,
                   "networks that each seed may look at (exact: all)")
        ->capture_default_str()
        ->transform(app::number_from(1, 100'000'000));
    cli.add_option("--seeds", s.seeds, "seeds 0 to N - 1")
        ->capture_default_str()
        ->transform(app::number_from(1, 100'000));
    cli.add_option("--seed", s.seed, "this one seed")
        ->transform(app::number_from(0, 1'000'000'000))
        ->excludes("--seeds");
    cli.add_option("--population", s.population,
                   "of evolution and ageing (0: a tenth of the evaluations, 4 to 50)")
        ->capture_default_str()
        ->transform(app::number_from(0, 1'000'000));
    cli.add_option(
           "--split", s.split,
           "positions that the two-stage search leaves for its second stage (default: 40 %)")
        ->transform(app::number_from(1, 255));
    cli.add_flag("--minimise,--minimize", s.minimise, "lower scores are better");
    cli.add_option("--json", s.json, "file for the figures");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    if (cli.count("--seed") > 0) s.seeds = 1;
    return app::run_program(argv[0], [&](std::stop_token stop) { run(s, stop); });
}
