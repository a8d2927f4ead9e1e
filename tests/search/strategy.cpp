// SPDX-License-Identifier: MIT
// Tests search/strategy.hpp, search/state.hpp, search/genotype_index.hpp, search/domain.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/search/stages.hpp>
#include <hurricane/search/strategy.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE(
    "every strategy goes on from any generation to the same end, and ends when it has found "
    "enough") {
    auto const space = toy_space(7);
    auto const domain = domain_of(space, space.allowed, {{"latency_ms", 20}});
    for (auto const& name : strategy_names()) {
        CAPTURE(name);
        auto const how = strategy_named(name, 12);
        std::vector<search_progress> all;
        search_progress progress;
        progress.checkpoint = [&] { all.push_back(progress); };
        toy_evaluator e;
        auto const whole = search(e, domain, how, {.evaluations = 100}, 5, quiet(), {}, &progress);
        CHECK(whole.history.size() == 100);
        CHECK(whole.scoring_seconds >= 0);
        for (auto from : all) {
            from.checkpoint = {};
            toy_evaluator again;
            auto const r = search(again, domain, how, {.evaluations = 100}, 5, quiet(), {}, &from);
            REQUIRE(r.history.size() == whole.history.size());
            for (std::size_t i = 0; i < r.history.size(); ++i)
                CHECK(r.history[i].genes == whole.history[i].genes);
            CHECK(r.generation_end == whole.generation_end);
        }
        toy_evaluator other;
        auto const enough =
            search(other, domain, how,
                   {.evaluations = 100, .enough = whole.history.front().fit.primary}, 5);
        CHECK(enough.generation_end.size() == 1);
    }
    CHECK_THROWS_WITH_AS((void)strategy_named("luck", 10),
                         doctest::Contains("no strategy named 'luck'"), error);
}

TEST_CASE("what is not to be searched is refused") {
    auto const space = toy_space(5);
    auto const domain = domain_of(space, space.allowed, {});

    struct broken {
        void score(std::span<genotype const>, std::span<fitness> out) const {
            for (auto& f : out) f = {std::nan(""), 0};
        }
    } e;

    CHECK_THROWS_WITH_AS(search(e, domain, random_search(), {}, 1),
                         doctest::Contains("is not a number"), error);
    CHECK_THROWS_WITH_AS((void)strategy_named("ageing", 0), doctest::Contains("a population of 0"),
                         error);
    toy_evaluator good;
    CHECK_THROWS_WITH_AS(search(good, domain, in_two_stages(evolution(), {.split = 5}), {}, 1),
                         doctest::Contains("a split at 5 of 5 positions"), error);
    // A checkpoint with a correct checksum and nonsense in it.
    for (auto const& nonsense : {search_progress{{{genotype(4, 0), {}}}, {1}},
                                 search_progress{{{genotype(5, 7), {}}}, {1}},
                                 search_progress{{{genotype(5, 0), {}}}, {2}},
                                 search_progress{{{genotype(5, 0), {}}}, {1, 0}}}) {
        auto from = nonsense;
        CHECK_THROWS_WITH_AS(search(good, domain, evolution(), {}, 1, quiet(), {}, &from),
                             doctest::Contains("do not belong to this search"), error);
    }
}

TEST_CASE("a stop is obeyed") {
    std::stop_source stop;
    stop.request_stop();
    auto const space = toy_space();
    toy_evaluator e;
    CHECK_THROWS_AS(search(e, domain_of(space, space.allowed, {}), evolution(), {}, 0, quiet(),
                           stop.get_token()),
                    stopped);
    // While the next network within limits is looked for, too.
    auto const domain = domain_of(space, space.allowed, {}, stop.get_token());
    CHECK_THROWS_AS(search(e, domain, exhaustive_search(), {}, 0), stopped);
}

TEST_CASE("what may be visited and what may win are told apart") {
    auto const space = toy_space(4);
    auto const domain = domain_of(space, space.allowed, {});
    limits const within{{"latency_ms", 9}};
    search_budget budget{.evaluations = 81};
    budget.may_win = [&](genotype const& g) { return space.within(g, within); };
    toy_evaluator e;
    auto const r = search(e, domain, random_search(10), budget, 1);
    CHECK(r.history.size() == 81);
    CHECK(space.within(r.best.genes, within));
    double best = 0;
    bool others = false;
    for (auto const& known : r.history) {
        bool const may = space.within(known.genes, within);
        others = others || !may;
        if (may) best = std::max(best, known.fit.primary);
    }
    CHECK(others);  // they were visited
    CHECK(r.best.fit.primary == best);
    budget.enough = best;
    CHECK(search(e, domain, random_search(10), budget, 1).best.fit.primary == best);
    budget.may_win = [](genotype const&) { return false; };
    CHECK_THROWS_WITH_AS(search(e, domain, random_search(10), budget, 1),
                         doctest::Contains("none may win"), error);
}

TEST_CASE("what is proven is the best of all, not the best that may win") {
    auto const space = toy_widths(3);
    auto const domain = domain_of(space, space.allowed, {});

    struct {
        cost const& value;

        void score(std::span<genotype const> g, std::span<fitness> out) const {
            for (std::size_t i = 0; i < g.size(); ++i) out[i] = {value.of(g[i]), 0};
        }
    } e{space["value"]};

    auto const first = genotype(3, 0);
    auto const how = starting_with(first, exact_search(space, space["value"], {}));
    search_budget budget{.evaluations = 10};
    CHECK(search(e, domain, how, budget, 1).proven);
    budget.may_win = [&](genotype const& g) { return g == first; };
    auto const r = search(e, domain, how, budget, 1);
    CHECK(r.best.genes == first);
    CHECK_FALSE(r.proven);
}
