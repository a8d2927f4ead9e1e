// SPDX-License-Identifier: MIT
// Tests search/two_stage.hpp, search/two_stage_options.hpp, search/searchers/hurricane.hpp,
// search/searchers/spos.hpp, search/phases/train.hpp, search/phases/score.hpp,
// search/strategies/random.hpp, search/gene_model.hpp, search/sampling/fair.hpp,
// search/sampling/feasible.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <hurricane/search/gene_model.hpp>
#include <hurricane/search/strategies/random.hpp>
#include <hurricane/search/two_stage.hpp>

#include "toy_model.hpp"

using namespace hurricane;

TEST_CASE("the two-stage search fixes the early layers first and the later ones then") {
    auto const space = toy_space(5);
    limits const bounds{{"latency_ms", 14.0}};
    toy_model m;
    auto const r = two_stage(m, space, {.within = bounds, .seed = 9});
    REQUIRE(m.resets == std::vector<std::uint64_t>{9});
    REQUIRE(m.fits.size() == 2);

    auto const early = early_operators(space, bounds);
    CHECK(m.fits[0].frozen.empty());
    std::set<genotype> varied;
    for (auto const& g : m.fits[0].paths) {
        for (int layer = 0; layer < 2; ++layer) CHECK(g[layer] == early[layer]);
        CHECK(space.within(g, bounds));
        varied.insert(g);
    }
    CHECK(varied.size() > 5);

    auto const& a1 = r.stages[0].search.best.genes;
    CHECK(m.fits[1].frozen == std::vector<int>{2, 3, 4});
    CHECK(m.fits[1].scored_before ==
          r.stages[0].search.history.size());  // searched between the trainings
    varied.clear();
    for (auto const& g : m.fits[1].paths) {
        for (int layer = 2; layer < 5; ++layer) CHECK(g[layer] == a1[layer]);
        CHECK(space.within(g, bounds));
        varied.insert(g);
    }
    CHECK(varied.size() > 1);
    for (auto const& x : r.stages[1].search.history)
        for (int layer = 2; layer < 5; ++layer) CHECK(x.genes[layer] == a1[layer]);
    CHECK(r.best().fit >= r.stages[0].search.best.fit);  // a1 is in stage 2's space
}

TEST_CASE("scores that need no training are searched in two stages as one search") {
    auto const space = toy_space(6);
    limits const bounds{{"latency_ms", 16.0}};
    for (int evaluations : {1, 2, 3, 5, 20})
        for (int passes : {1, 2, 10}) {
            toy_evaluator e;
            two_stage_options const o{.within = bounds,
                                      .strategy = random_search(5),
                                      .evaluations = evaluations,
                                      .passes = passes};
            auto const r = two_stage(e, space, o);
            REQUIRE(r.stages.size() == 1);
            CHECK(r.stages[0].name == "all");
            CHECK(static_cast<int>(e.seen.size()) == 2 * evaluations);
            CHECK(r.efforts.back().evaluations == 2 * evaluations);
            for (auto const& x : r.stages[0].search.history) {
                CHECK(space.within(x.genes, bounds));
                CHECK(r.best().fit >= x.fit);
            }
        }
    // As the strategy says: of 40 evaluations 8 are sampled, 16 each of one pass's stages.
    toy_evaluator e;
    auto const r = two_stage(e, space, {.evaluations = 20, .passes = 1});
    auto const direct = search(e, domain_of(space, space.allowed, {}),
                               in_two_stages(evolution(), {.split = space.split, .passes = 1}),
                               {.evaluations = 40}, 0);
    CHECK(r.best().genes == direct.best.genes);
    CHECK(r.stages[0].search.generation_end == direct.generation_end);
    CHECK(
        two_stage(e, space, {.form = search_form::later_only, .evaluations = 20}).stages[0].first ==
        space.split);
}

TEST_CASE("a trained model is searched in one pass, each stage counted") {
    auto const space = toy_space(6);
    toy_model m;
    auto const r = two_stage(m, space, {.evaluations = 60, .seed = 3});
    REQUIRE(r.stages.size() == 2);
    CHECK(r.stages[0].name == "later");
    CHECK(r.stages[1].name == "early");
    CHECK(r.stages[1].last == space.split);
    std::vector<std::string> phases;
    for (auto const& e : r.efforts) phases.push_back(e.phase);
    CHECK(phases == std::vector<std::string>{"later: training", "later: scoring", "early: training",
                                             "early: scoring"});
    CHECK(r.efforts[0].paths == 50);  // as often as it was told
    CHECK(r.efforts[0].images == 50 * toy_model::images);
    CHECK(r.efforts[0].evaluations == 0);
    CHECK(r.efforts[1].evaluations == 60);
    CHECK(r.efforts[3].evaluations + r.efforts[1].evaluations <= 120);
    // What the first stage has no use for is the second one's.
    auto narrow = space;
    for (std::size_t layer = 2; layer < 6; ++layer) narrow.allowed[layer].resize(1);
    toy_model other;
    auto const few = two_stage(other, narrow, {.evaluations = 6, .seed = 3});
    CHECK(few.efforts[1].evaluations == 1);
    CHECK(few.efforts[3].evaluations == 9);  // all: 11 would have been allowed
}

TEST_CASE("the paths of the supernet: within the limits, any, or strictly fair") {
    auto const space = toy_space(5);
    limits const bounds{{"latency_ms", 9.0}};
    for (auto how : {path_sampling::feasible, path_sampling::uniform, path_sampling::fair}) {
        toy_model m;
        auto const r = two_stage(
            m, space, {.form = search_form::one_stage, .sampling = how, .within = bounds});
        auto const& paths = m.fits.front().paths;
        bool const all_within = std::all_of(paths.begin(), paths.end(),
                                            [&](auto const& g) { return space.within(g, bounds); });
        CHECK(all_within == (how == path_sampling::feasible));
        for (auto const& e : r.best().genes) CHECK(e < 3);
        CHECK(space.within(r.best().genes, bounds));
        if (how != path_sampling::fair) continue;
        for (std::size_t i = 0; i + 2 < paths.size();
             i += 3)  // three choices: each once in three paths
            for (int layer = 0; layer < 5; ++layer)
                CHECK(paths[i][layer] + paths[i + 1][layer] + paths[i + 2][layer] == 3);
    }
}

TEST_CASE("one stage over all layers, and the first stage alone") {
    auto const space = toy_space(5);
    limits const bounds{{"latency_ms", 14.0}};
    toy_model whole;
    toy_model first;
    auto const one =
        two_stage(whole, space, {.form = search_form::one_stage, .within = bounds, .seed = 9});
    REQUIRE(whole.fits.size() == 1);
    CHECK(whole.fits[0].frozen.empty());
    std::set<std::uint8_t> at_first;
    std::set<std::uint8_t> at_last;
    for (auto const& g : whole.fits[0].paths) {
        at_first.insert(g[0]);
        at_last.insert(g[4]);
    }
    CHECK(at_first.size() == 3);
    CHECK(at_last.size() == 3);
    CHECK(one.stages.size() == 1);
    CHECK(one.best().genes == one.stages[0].search.best.genes);
    auto const later =
        two_stage(first, space, {.form = search_form::later_only, .within = bounds, .seed = 9});
    REQUIRE(first.fits.size() == 1);
    auto const early = early_operators(space, bounds);
    for (auto const& e : later.stages[0].search.history)
        for (int layer = 0; layer < 2; ++layer) CHECK(e.genes[layer] == early[layer]);
    CHECK(one.best().fit >= later.best().fit);
}

TEST_CASE("two stages start from a network that is given, which is scored first") {
    auto const space = toy_space(5);
    limits const bounds{{"latency_ms", 14.0}};
    auto start = space.cheapest(space["latency_ms"], space.allowed);
    start[4] = 1;
    REQUIRE(space.within(start, bounds));
    toy_model m;
    two_stage_options o{.within = bounds, .start = start, .evaluations = 24, .seed = 9};
    auto const r = two_stage(m, space, o);
    CHECK(r.stages[0].search.history[0].genes == start);
    for (auto const& e : r.stages[0].search.history)
        for (int layer = 0; layer < space.split; ++layer) CHECK(e.genes[layer] == start[layer]);
    CHECK(r.best().fit >= r.stages[0].search.history[0].fit);
    o.within = {{"latency_ms", space["latency_ms"].of(start) - 0.5}};
    CHECK_THROWS_WITH_AS(two_stage(m, space, o), doctest::Contains("not among those searched"),
                         error);
}

TEST_CASE("a stage's best by its choices is another than the luckiest network") {
    auto const space = toy_space(5);

    struct lucky_model : toy_model {  // one network in seven scores far too much

        void score(std::span<genotype const> networks, std::span<fitness> out) {
            toy_model::score(networks, out);
            for (std::size_t i = 0; i < networks.size(); ++i) {
                int sum = 0;
                for (auto const choice : networks[i]) sum = 3 * sum + choice;
                if (sum % 7 == 0) out[i].primary += 100;
            }
        }
    };

    two_stage_options o{.form = search_form::one_stage,
                        .smoothed = true,
                        .strategy = random_search(),
                        .evaluations = 150,
                        .seed = 9};
    lucky_model m;
    auto const r = two_stage(m, space, o);
    auto const& history = r.stages[0].search.history;
    auto const luckiest = std::max_element(history.begin(), history.end(),
                                           [](auto& a, auto& b) { return a.fit < b.fit; });
    gene_model const model{space.allowed, history, gene_terms::choices};
    for (auto const& e : history) CHECK(model.of(e.genes) <= model.of(r.best().genes));
    lucky_model raw;
    o.smoothed = false;
    CHECK(two_stage(raw, space, o).best().genes == luckiest->genes);
}

TEST_CASE("an impossible limit is refused before any training") {
    toy_model m;
    CHECK_THROWS_WITH_AS(two_stage(m, toy_space(), {.within = {{"latency_ms", 1.0}}}),
                         doctest::Contains("smallest reachable"), error);
    CHECK(m.fits.empty());
    CHECK(m.resets.empty());
}

TEST_CASE("two stages keep within a limit on a cost with states") {
    auto space = toy_widths(5);
    space.split = 2;
    for (double const bound : {20.5, 60.5, 200.5}) {
        toy_evaluator e;
        limits const within{{"macs", bound}};
        auto const r = two_stage(e, space, {.within = within, .evaluations = 60, .seed = 2});
        CHECK(space.within(r.best().genes, within));
        for (auto const& g : e.seen) CHECK(space.within(g, within));
    }
}
