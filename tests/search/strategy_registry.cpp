// SPDX-License-Identifier: MIT
// Tests search/strategy_registry.hpp, search/stages.hpp, search/strategies/ageing.hpp,
// search/strategies/evolution.hpp, search/strategies/exact_search.hpp, search/strategies/local.hpp,
// search/strategies/random.hpp, search/strategies/surrogate.hpp.
#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <hurricane/search/strategy_registry.hpp>
#include <hurricane/search/table_search.hpp>

#include "planted_table.hpp"
#include "sanitized.hpp"

using namespace hurricane;

namespace {

/// The early positions are worth most together, and then the later ones want the reverse of what
/// suits them else.
bool early_jewel(genotype const& g) { return g[0] == 3 && g[1] == 3 && g[2] == 3; }

double deceives_later_first(genotype const& g) {
    double later = 0;
    double early = 0;
    for (int p = split_at; p < positions; ++p) later += early_jewel(g) ? 3 - g[p] : g[p];
    for (int p = 0; p < split_at; ++p) early += 3 - g[p];
    return later + (early_jewel(g) ? 6 + later : 0.5 * early);
}

/// The same the other way round: searching the early positions first is what misleads.
double deceives_early_first(genotype const& g) {
    genotype reversed{positions};
    for (int p = 0; p < positions; ++p) reversed[p] = g[positions - 1 - p];
    return deceives_later_first(reversed);
}

struct outcome {
    double mean{};
    int hits{};  ///< of 50 seeds that found the best
};

outcome run(network_table const& t, std::string const& name, int evaluations) {
    searched_table networks{t, 0, {}, better_score::higher};
    double const top = t.values[0][networks.best(0, better_score::higher)];
    outcome o;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        auto const r = search(networks, networks.domain(), strategy_named(name, 20, split_at),
                              {.evaluations = evaluations}, seed);
        std::set<genotype> distinct;
        for (auto const& e : r.history) distinct.insert(e.genes);
        CHECK(distinct.size() == r.history.size());
        CHECK(r.history.size() == std::size_t(evaluations));
        CHECK(r.generation_end.back() == int(r.history.size()));
        o.mean += r.best.fit.primary / 50;
        o.hits += r.best.fit.primary == top;
    }
    return o;
}

}  // namespace

TEST_CASE("a strategy's row has the name that it gives itself") {
    for (auto const& e : strategy_registry) {
        CAPTURE(e.name);
        CHECK(e.make({.population = 10, .split = 2}).name == e.name);
    }
}

TEST_CASE(
    "planted tables: strategies against random search with the same 240 evaluations, 50 seeds") {
    if (HURRICANE_SANITIZED) return;  // minutes, of what other cases run too

    struct planted_score {
        char const* name;
        double (*score)(genotype const&);
    };

    planted_score const tables[] = {{"separable", separable},
                                    {"pairwise", pairwise},
                                    {"deceives later first", deceives_later_first},
                                    {"deceives early first", deceives_early_first}};

    // Whether a strategy is better than random search, by the mean of what it finds: on each table.
    // The jewel of the deceiving ones is 1 in 64 of the early (later) positions: guided search is
    // led away from it. Two stages cannot find the best where the later positions, searched first,
    // adapt to early ones that are wrong. Exact search reads the rows in their order, and of the
    // four best networks only 3-3-3-0-0-0 is among the first 240.
    struct comparison {
        std::string name;
        bool is_better[4];
    };

    comparison const compared[] = {
        {"evolution", {true, true, true, true}},  {"surrogate", {true, true, false, false}},
        {"ageing", {true, true, false, false}},   {"local", {true, true, true, false}},
        {"two-stage", {true, true, false, true}}, {"exact", {false, false, true, false}},
    };
    std::set<std::string> names{"random"};
    for (auto const& c : compared) names.insert(c.name);
    for (auto const& name : strategy_names()) {
        CAPTURE(name);
        CHECK(names.contains(name));  // each has its row
    }
    for (std::size_t k = 0; k < std::size(tables); ++k) {
        auto const t = planted(tables[k].score);
        auto const random = run(t, "random", 240);
        std::string line = "random " + show(random.mean) + " (" + std::to_string(random.hits) + ")";
        for (auto const& c : compared) {
            auto const found = run(t, c.name, 240);
            line +=
                ", " + c.name + " " + show(found.mean) + " (" + std::to_string(found.hits) + ")";
            CAPTURE(c.name);
            CAPTURE(tables[k].name);
            CHECK((found.mean > random.mean) == c.is_better[k]);
        }
        MESSAGE(std::string{tables[k].name}
                << ", mean of the best found (of 50 how often the best there is): " << line);
    }
}
