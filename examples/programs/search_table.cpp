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
    std::string csv;
    std::string score;
    std::string score2;
    std::string strategy = "evolution";
    std::string json;
    std::vector<std::string> arch;
    std::vector<std::string> limits;
    int evaluations = 100;
    int seeds = 10;
    int seed = 0;
    int split = 0;
    int population = 0;
    bool minimise = false;

    better_score better() const { return minimise ? better_score::lower : better_score::higher; }
};

json or_null(double score) { return searched_table::is_score(score) ? json(score) : json{}; }

/// The file for the figures can be written, and is not the table.
void check_output(settings const& s) {
    if (s.json.empty()) return;
    std::error_code unknown;
    if (std::filesystem::equivalent(s.csv, s.json, unknown))
        throw error{"--json would overwrite the table", s.json, "name another file"};
    check_writable(s.json);
}

/// What is read of the table: the score, what is limited, and the second score; each once.
struct score_columns {
    std::vector<std::string> names;
    std::vector<searched_table::bound> bounds;
    std::size_t second{};

    std::size_t index_of(std::string const& name) {
        auto const at = std::find(names.begin(), names.end(), name);
        if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
        names.push_back(name);
        return names.size() - 1;
    }
};

score_columns columns_of(settings const& s) {
    score_columns columns;
    columns.names.push_back(s.score);
    for (auto const& l : app::read_limits(s.limits, "COLUMN"))
        columns.bounds.push_back({columns.index_of(l.name), l});
    if (!s.score2.empty()) columns.second = columns.index_of(s.score2);
    return columns;
}

/// How many networks may be searched, and which rows and networks are not among them.
void print_networks(searched_table const& networks, int positions, double reading_seconds) {
    std::printf("%zu networks of %d positions, %zu within the limits; read in %.2f s\n",
                networks.distinct(), positions, networks.size(), reading_seconds);
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
}

/// How each seed searches.
struct search_plan {
    search_strategy strategy;
    search_budget budget;
};

search_plan plan_of(settings const& s, searched_table const& networks, int positions) {
    if (s.strategy == "two-stage" && s.split >= positions)
        throw error{"a split at " + std::to_string(s.split) + " of " + std::to_string(positions) +
                        " positions",
                    "--split", "leave positions on both sides"};
    int const size = static_cast<int>(networks.size());
    bool const exact = s.strategy == "exact";
    if (!exact && s.evaluations >= size)
        std::printf("%d evaluations are no less than there are networks: all are evaluated\n",
                    s.evaluations);
    if (exact || s.evaluations >= size) return {exhaustive_search(), {.evaluations = size}};
    int const population = s.population == 0 ? std::clamp(s.evaluations / 10, 4, 50) : s.population;
    return {strategy_named(s.strategy, population, s.split), {.evaluations = s.evaluations}};
}

/// What the searches of all seeds found.
struct winners {
    std::vector<double> scores;
    std::vector<double> second_scores;  ///< those that are numbers
    json seeds = json::array();
    int evaluations{};  ///< the most of one seed
    double proposing_seconds{};
    double scoring_seconds{};
};

json describe_winner(settings const& s, score_columns const& columns,
                     searched_table const& networks, int seed, search_result const& r) {
    auto const& g = r.best.genes;
    json line{{"seed", seed},
              {"genotype", networks.name(g)},
              {"score", networks.value(0, g)},
              {"evaluations", r.history.size()}};
    json limits = json::object();
    for (auto const& b : columns.bounds) limits[b.of.name] = networks.value(b.column, g);
    line["limits"] = limits;
    if (!s.score2.empty()) line["score2"] = or_null(networks.value(columns.second, g));
    return line;
}

winners search_seeds(settings const& s, score_columns const& columns, searched_table& networks,
                     search_plan const& plan, std::stop_token const& stop) {
    winners all;
    auto const domain = networks.domain();
    std::printf("\n%5s %14s %12s  %s\n", "seed", s.score.c_str(), "evaluations", "network");
    for (int seed = s.seed; seed < s.seed + s.seeds; ++seed) {
        auto const r = search(networks, domain, plan.strategy, plan.budget,
                              static_cast<std::uint64_t>(seed), quiet(), stop);
        auto const& g = r.best.genes;
        all.scores.push_back(networks.value(0, g));
        all.evaluations = std::max(all.evaluations, static_cast<int>(r.history.size()));
        all.proposing_seconds += r.proposing_seconds;
        all.scoring_seconds += r.scoring_seconds;
        std::printf("%5d %14.9g %12zu  %s\n", seed, all.scores.back(), r.history.size(),
                    networks.name(g).c_str());
        double const second = networks.value(columns.second, g);
        if (!s.score2.empty() && searched_table::is_score(second))
            all.second_scores.push_back(second);
        all.seeds.push_back(describe_winner(s, columns, networks, seed, r));
    }
    return all;
}

/// The winners' scores against the best of the table.
json summary(settings const& s, searched_table const& networks, winners const& all) {
    auto const m = app::interval_of(all.scores);
    auto const [least, most] = std::minmax_element(all.scores.begin(), all.scores.end());
    double const best = s.minimise ? *least : *most;
    auto const optimum = networks.network(networks.best(0, s.better()));
    double const top = networks.value(0, optimum);
    double const gap = s.minimise ? m.mean - top : top - m.mean;
    auto const hits = std::count(all.scores.begin(), all.scores.end(), top);
    std::printf("\n%s over %d seeds: mean %.9g, standard deviation %.3g, best %.9g\n",
                s.score.c_str(), s.seeds, m.mean, m.deviation, best);
    std::printf(
        "the best of the table within the limits: %.9g (%s); mean gap %.3g, found by %lld of %d "
        "seeds\n",
        top, networks.name(optimum).c_str(), gap, static_cast<long long>(hits), s.seeds);
    return {{"format", "hurricane-table-search"},
            {"version", 1},
            {"strategy", s.strategy},
            {"networks", networks.size()},
            {"mean", m.mean},
            {"std", m.n > 1 ? json(m.deviation) : json{}},
            {"best", best},
            {"optimum", top},
            {"gap", gap},
            {"evaluations", all.evaluations}};
}

/// The column that judges the winners; `optimum` is the best of the table in it.
json second_summary(settings const& s, winners const& all, double optimum) {
    auto const m = app::interval_of(all.second_scores);
    if (m.n < s.seeds) std::printf("%d winners have no %s\n", s.seeds - m.n, s.score2.c_str());
    std::printf(
        "%s of the winners: mean %.9g, standard deviation %.3g; the best of the table %.9g\n",
        s.score2.c_str(), m.mean, m.deviation, optimum);
    return {{"column", s.score2},
            {"mean", m.n > 0 ? json(m.mean) : json{}},
            {"std", m.n > 1 ? json(m.deviation) : json{}},
            {"n", m.n},
            {"optimum", or_null(optimum)}};
}

void run(settings const& s, std::stop_token const& stop) {
    check_output(s);
    auto const columns = columns_of(s);
    stopwatch const reading;
    auto const table = read_networks(s.csv, s.arch, columns.names, {.stop = stop});
    searched_table networks{table, 0, columns.bounds, s.better()};
    print_networks(networks, table.positions, reading.seconds());
    auto const plan = plan_of(s, networks, table.positions);
    stopwatch const searching;
    auto const all = search_seeds(s, columns, networks, plan, stop);
    json out = summary(s, networks, all);
    if (!s.score2.empty()) {
        auto const best = networks.best(columns.second, s.better());
        out["score2"] = second_summary(s, all, table.values[columns.second][best]);
    }
    std::printf("%.3f s for all seeds: %.3f s proposing networks, %.3f s looking them up\n",
                searching.seconds(), all.proposing_seconds, all.scoring_seconds);
    out["seeds"] = all.seeds;
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
                   "of strategies that have generations (0: a tenth of the evaluations, 4 to 50)")
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
    return app::run_program(argv[0], [&](std::stop_token const& stop) { run(s, stop); });
}
