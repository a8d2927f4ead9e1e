// SPDX-License-Identifier: MIT
// Tests search/strategies/evolution.hpp, search/strategy.hpp.
#include <doctest/doctest.h>

#include <set>

#include <hurricane/search/strategies/evolution.hpp>

#include "toy_space.hpp"

using namespace hurricane;

static_assert(population_of(50).parents == evolution_options{}.parents);  // SPOS's own numbers
static_assert(population_of(50).mutations == evolution_options{}.mutations);
static_assert(population_of(50).crossovers == evolution_options{}.crossovers);
static_assert(population_of(1).parents == 1 && population_of(1).mutations == 1 &&
              population_of(1).crossovers == 0);
static_assert(population_of(4).parents == 2);

TEST_CASE("evolution finds the optimum of an easy space, within limits, scoring nothing twice") {
    auto const space = toy_space(8);
    limits const bounds{{"latency_ms", 22.0}};
    toy_evaluator e;
    auto const domain = domain_of(space, space.allowed, bounds);
    auto const r = search(e, domain, evolution(), {}, 5);
    std::set<genotype> const distinct(e.seen.begin(), e.seen.end());
    CHECK(distinct.size() == e.seen.size());
    CHECK(r.history.size() == e.seen.size());
    CHECK(r.generation_end.back() == static_cast<int>(r.history.size()));
    double best = 0;  // brute force
    for (int code = 0; code < 6561; ++code) {
        genotype g{8};
        int rest = code;
        for (auto& c : g) {
            c = static_cast<std::uint8_t>(rest % 3);
            rest /= 3;
        }
        if (!space.within(g, bounds)) continue;
        fitness f;
        toy_evaluator{}.score(std::span{&g, 1}, std::span{&f, 1});
        best = std::max(best, f.primary);
    }
    CHECK(r.best.fit.primary == doctest::Approx(best));
    for (auto const& x : r.history) {
        CHECK(space.within(x.genes, bounds));
        CHECK(x.fit <= r.best.fit);
    }
    toy_evaluator again;
    CHECK(search(again, domain, evolution(), {}, 5).best.genes == r.best.genes);
    CHECK(again.seen == e.seen);
    toy_evaluator other;
    search(other, domain, evolution(), {}, 6);
    CHECK(other.seen != e.seen);
}

TEST_CASE("a space smaller than the population is searched whole") {
    auto const space = toy_space(2);
    toy_evaluator e;
    auto const r = search(e, domain_of(space, space.allowed, {}), evolution(), {}, 0);
    CHECK(r.history.size() == 9);
    CHECK(r.exhausted);
}
