// SPDX-License-Identifier: MIT
// Tests search/strategies/surrogate.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/strategies/exact.hpp>
#include <hurricane/search/strategies/surrogate.hpp>
#include <hurricane/search/table_search.hpp>

#include "planted_table.hpp"
#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("the surrogate finds better networks than evolution where scores are noisy sums") {
    struct noisy {
        double sigma;

        void score(std::span<genotype const> networks, std::span<fitness> out) const {
            for (std::size_t i = 0; i < networks.size(); ++i) {
                rng noise{7, "noise of " + to_string(networks[i])};
                out[i] = {separable(networks[i]) + sigma * noise.normal(), 0};
            }
        }
    };

    auto const t = planted(separable);
    searched_table networks{t, 0, {}, better_score::higher};
    for (double const sigma : {3.0, 10.0}) {  // the scores themselves deviate by 9.3
        noisy e{sigma};
        double surrogates = 0;
        double evolutions = 0;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            search_budget const budget{.evaluations = 100};
            auto const domain = networks.domain();
            surrogates += separable(search(e, domain, surrogate(), budget, seed).best.genes) / 20;
            evolutions +=
                separable(
                    search(e, domain, evolution(population_of(10)), budget, seed).best.genes) /
                20;
        }
        MESSAGE("noise of " << sigma << ": surrogate " << surrogates << ", evolution "
                            << evolutions);
        CHECK(surrogates > evolutions);
    }
}

TEST_CASE("the surrogate of a large space starts from the proven best of its model, and says so") {
    struct logged : observer {
        std::vector<std::string> lines;

        void log(std::string_view line) override { lines.emplace_back(line); }
    };

    auto const space = toy_space(16);
    limits const bounds{{"latency_ms", 50.0}};
    auto const domain = domain_of(space, space.allowed, bounds);
    toy_evaluator e;
    logged watch;
    auto const r = search(e, domain, surrogate(), {.evaluations = 120}, 3, watch);
    for (auto const& x : r.history) CHECK(space.within(x.genes, bounds));
    auto const says = [&](char const* what) {
        return std::any_of(watch.lines.begin(), watch.lines.end(),
                           [&](auto const& line) { return line.find(what) != std::string::npos; });
    };
    CHECK(says("from its proven best"));
    CHECK(says("networks tried by evolution on the model"));
    CHECK(!says("looked at"));
    cost value{.name = "value", .stride = 3, .table = {}};
    for (int layer = 0; layer < 16; ++layer)
        for (int choice = 0; choice < 3; ++choice)
            value.table.push_back(choice * (1 + 0.01 * layer));
    auto const best = exact(space, space.allowed, value, bounds);
    REQUIRE(best.proven);
    CHECK(r.best.fit.primary == doctest::Approx(best.score));
    toy_evaluator other;
    search_budget const budget{.evaluations = 120};
    auto const evolved = search(other, domain, evolution(population_of(12)), budget, 3);
    CHECK(evolved.best.fit.primary < r.best.fit.primary);
    logged small;
    auto const few = toy_space(6);
    (void)search(e, domain_of(few, few.allowed, {}), surrogate(), {.evaluations = 60}, 3, small);
    REQUIRE(!small.lines.empty());
    CHECK(small.lines.front().find("all 729 networks looked at") != std::string::npos);
}
