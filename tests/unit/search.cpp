// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/search/progress.hpp>
#include <hurricane/search/scale.hpp>
#include <hurricane/search/strategies/first_population.hpp>
#include <hurricane/search/strategy_registry.hpp>
#include <set>
#include "fuzz.hpp"

#include "toy_space.hpp"

using namespace hurricane;

namespace {

/// A model that records how it is trained.
struct toy_model : toy_evaluator {
    struct fitting {
        std::vector<genotype> paths;
        std::vector<int> frozen;
        std::size_t scored_before;
    };

    std::vector<fitting> fits;
    std::vector<std::uint64_t> resets;

    void reset(std::uint64_t seed) { resets.push_back(seed); }

    void fit(path_sampler const& draw, fit_options const& o) {
        rng random{1, "fit"};
        fitting f{{}, o.frozen_layers, seen.size()};
        for (int i = 0; i < 50; ++i) f.paths.push_back(draw(random));
        fits.push_back(std::move(f));
    }

    void save(archive_writer&) const {}

    void load(archive_reader&) {}
};

static_assert(Model<toy_model> && Evaluator<toy_evaluator> && !Model<toy_evaluator>);

}  // namespace

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
        for (auto& c : g) c = static_cast<std::uint8_t>(rest % 3), rest /= 3;
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

    auto const& a1 = r.later.search.best.genes;
    CHECK(m.fits[1].frozen == std::vector<int>{2, 3, 4});
    CHECK(m.fits[1].scored_before ==
          r.later.search.history.size());  // searched between the trainings
    varied.clear();
    for (auto const& g : m.fits[1].paths) {
        for (int layer = 2; layer < 5; ++layer) CHECK(g[layer] == a1[layer]);
        CHECK(space.within(g, bounds));
        varied.insert(g);
    }
    CHECK(varied.size() > 1);
    for (auto const& x : r.early.search.history)
        for (int layer = 2; layer < 5; ++layer) CHECK(x.genes[layer] == a1[layer]);
    CHECK(r.best().fit >= r.later.search.best.fit);  // a1 is in stage 2's space
}

TEST_CASE("a further pass of both stages goes on from the best, without training") {
    auto const space = toy_space(6);
    limits const bounds{{"latency_ms", 16.0}};
    two_stage_options o{
        .within = bounds, .strategy = random_search(5), .evaluations = 20, .passes = 2};
    toy_evaluator e;
    auto const r = two_stage(e, space, o);
    REQUIRE(r.further.size() == 3);
    CHECK(r.further[0].fixed == r.early.search.best.genes);
    CHECK(r.further[1].fixed == r.further[0].search.best.genes);
    CHECK(r.later.search.history.size() == 12);  // of 40: 60 % of them in the first pass
    CHECK(e.seen.size() <= 40);
    CHECK(r.best().fit >= r.further[0].search.best.fit);
    for (auto const& x : r.further[0].search.history)
        for (int layer = 0; layer < 2; ++layer) CHECK(x.genes[layer] == r.further[0].fixed[layer]);
    for (auto const& x : r.further[1].search.history)
        for (int layer = 2; layer < 6; ++layer) CHECK(x.genes[layer] == r.further[1].fixed[layer]);
    // What the few early networks leave of the evaluations is for all layers at once.
    auto const& left = r.further[2].search.history;
    auto const differs = [&](int layer) {
        return std::any_of(left.begin(), left.end(), [&](auto const& x) {
            return x.genes[layer] != r.further[2].fixed[layer];
        });
    };
    CHECK((differs(0) || differs(1)));
    CHECK((differs(2) || differs(3) || differs(4) || differs(5)));
    CHECK(e.seen.size() == 40);
    auto best = r.later.search.best.fit;
    for (auto const* s : {&r.early, &r.further[0], &r.further[1], &r.further[2]}) {
        CHECK(s->search.history.front().genes == s->fixed);
        CHECK(s->search.best.fit >= best);
        best = s->search.best.fit;
    }
    toy_model again;
    CHECK(two_stage(again, space, o).further.size() == 3);
    CHECK(again.fits.size() == 2);
    o.passes = 0;
    CHECK(two_stage(again, space, o).further.empty());  // of a Model
    CHECK(two_stage(e, space, o).further.size() == 5);
    o.form = search_form::later_only;
    CHECK(two_stage(again, space, o).further.empty());
}

TEST_CASE("stages without an evaluation left are passed over, and all evaluations are used") {
    auto const space = toy_space(6);
    for (int evaluations : {1, 2, 3, 5, 20})
        for (int passes : {2, 3, 10}) {
            toy_evaluator e;
            two_stage_options const o{
                .strategy = random_search(5), .evaluations = evaluations, .passes = passes};
            auto const r = two_stage(e, space, o);
            CHECK(static_cast<int>(e.seen.size()) == 2 * evaluations);
            CHECK(r.best().fit >= r.later.search.best.fit);
        }
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
    toy_model whole, first;
    auto const one =
        two_stage(whole, space, {.form = search_form::one_stage, .within = bounds, .seed = 9});
    REQUIRE(whole.fits.size() == 1);
    CHECK(whole.fits[0].frozen.empty());
    std::set<std::uint8_t> at_first, at_last;
    for (auto const& g : whole.fits[0].paths) at_first.insert(g[0]), at_last.insert(g[4]);
    CHECK(at_first.size() == 3);
    CHECK(at_last.size() == 3);
    CHECK(one.early.search.history.empty());
    CHECK(one.best().genes == one.later.search.best.genes);
    auto const later =
        two_stage(first, space, {.form = search_form::later_only, .within = bounds, .seed = 9});
    REQUIRE(first.fits.size() == 1);
    auto const early = early_operators(space, bounds);
    for (auto const& e : later.later.search.history)
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
    CHECK(r.later.search.history[0].genes == start);
    for (auto const& e : r.later.search.history)
        for (int layer = 0; layer < space.split; ++layer) CHECK(e.genes[layer] == start[layer]);
    CHECK(r.best().fit >= r.later.search.history[0].fit);
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
    auto const& history = r.later.search.history;
    auto const luckiest = std::max_element(history.begin(), history.end(),
                                           [](auto& a, auto& b) { return a.fit < b.fit; });
    gene_model const model{space.allowed, history, false};
    for (auto const& e : history) CHECK(model.of(e.genes) <= model.of(r.best().genes));
    lucky_model raw;
    o.smoothed = false;
    CHECK(two_stage(raw, space, o).best().genes == luckiest->genes);
}

TEST_CASE("a first population holds the best of many by a score that costs little") {
    auto const space = toy_space(8);
    auto const domain = domain_of(space, space.allowed, {});
    std::vector<genotype> asked;
    auto const sum = [](genotype const& g) {
        double s = 0;
        for (auto const choice : g) s += choice;
        return s;
    };
    auto const cheap = [&](std::span<genotype const> networks, std::span<fitness> out) {
        asked.assign(networks.begin(), networks.end());
        for (std::size_t i = 0; i < networks.size(); ++i) out[i] = {sum(networks[i]), 0};
    };
    toy_evaluator e;
    auto const how =
        starting_with_best(cheap, {.networks = 10, .drawn = 200}, evolution(population_of(20)));
    auto const r = search(e, domain, how, {.evaluations = 60}, 5);
    REQUIRE(r.generation_end.front() == 20);
    CHECK(asked.size() > 150);
    auto const best_first = [&](genotype const& a, genotype const& b) { return sum(a) > sum(b); };
    std::stable_sort(asked.begin(), asked.end(), best_first);
    for (std::size_t i = 0; i < 10; ++i) CHECK(r.history[i].genes == asked[i]);
}

TEST_CASE(
    "a search that goes on from any of its checkpoints, through a file, ends in the same result") {
    auto const space = toy_space(5);
    scratch_folder const folder;
    two_stage_options o{.within = {{"latency_ms", 14.0}},
                        .strategy = evolution(population_of(12)),
                        .evaluations = 24,
                        .passes = 2,
                        .seed = 9};
    int checkpoints = 0;
    two_stage_progress progress;
    progress.checkpoint = [&] {
        archive_writer out{"checkpoint", 1, 7};
        save(out, progress);
        out.save(folder / std::to_string(checkpoints++));
    };
    o.progress = &progress;
    toy_model m;
    auto const whole = two_stage(m, space, o);
    CHECK(checkpoints >= 6);  // after both trainings, each generation, and each stage
    for (int i = 0; i < checkpoints; ++i) {
        archive_reader in{folder / std::to_string(i), "checkpoint", 1, 7};
        two_stage_progress from;
        load(in, from);
        o.progress = &from;
        toy_model again;
        auto const r = two_stage(again, space, o);
        CHECK(again.resets.empty());
        CHECK(r.best().genes == whole.best().genes);
        REQUIRE(r.further.size() == 3);
        for (auto const& [a, b] : {std::pair{&r.later, &whole.later},
                                   {&r.early, &whole.early},
                                   {&r.further[0], &whole.further[0]},
                                   {&r.further[1], &whole.further[1]},
                                   {&r.further[2], &whole.further[2]}}) {
            CHECK(a->fixed == b->fixed);
            CHECK(a->search.generation_end == b->search.generation_end);
            REQUIRE(a->search.history.size() == b->search.history.size());
            for (std::size_t k = 0; k < a->search.history.size(); ++k)
                CHECK(a->search.history[k].genes == b->search.history[k].genes);
        }
    }
    // Damaged checkpoints: refused in one sentence, whatever was damaged.
    auto const good = read_file(folder / "5");
    CHECK(fuzz(good, nasty_text, 3000, [](auto const& path) {
              archive_reader in{path, "checkpoint", 1, 7};
              two_stage_progress p;
              load(in, p);
          }) > 2900);
    // The same with a checksum that fits: what is read must not trust its lengths.
    CHECK(fuzz(good.substr(0, good.size() - 8), nasty_text, 3000, [](auto const& path) {
              auto bytes = read_file(path);
              auto const sum = fnv1a{}.text(bytes).value();
              bytes.append(reinterpret_cast<char const*>(&sum), sizeof sum);
              write_quickly(path, bytes);
              archive_reader in{path, "checkpoint", 1, 7};
              two_stage_progress p;
              load(in, p);
          }) > 500);
}

TEST_CASE("an impossible limit is refused before any training") {
    toy_model m;
    CHECK_THROWS_WITH_AS(two_stage(m, toy_space(), {.within = {{"latency_ms", 1.0}}}),
                         doctest::Contains("smallest reachable"), error);
    CHECK(m.fits.empty());
    CHECK(m.resets.empty());
}

TEST_CASE("the early operators leave the later layers their share") {
    auto const space = toy_space(6);
    auto const& c = space["latency_ms"];
    for (double bound : {8.1, 9.0, 12.0, 20.0, 40.0}) {
        auto const g = early_operators(space, {{"latency_ms", bound}});
        auto rest = space.cheapest(c, space.allowed);
        for (int layer = 0; layer < 2; ++layer) rest[layer] = g[layer];
        CHECK(c.of(rest) <= bound + 1e-9);
    }
    // Of middling cost where that fits, and the cheapest where the later layers need the room.
    for (double bound : {12.0, 20.0}) {
        auto const g = early_operators(space, {{"latency_ms", bound}});
        for (int layer = 0; layer < 2; ++layer) CHECK(g[layer] == 1);
    }
    auto const tight = early_operators(space, {{"latency_ms", 8.1}});
    for (int layer = 0; layer < 2; ++layer) CHECK(tight[layer] == 0);
    CHECK(early_operators(space, {})[0] == 2);  // the best score where nothing limits
    // A maximum that the best operator exceeds: the best of those that do not.
    auto const peaked = early_operators(space, {{"peak", 2.0}});
    for (int layer = 0; layer < 2; ++layer) CHECK(space["peak"].at(layer, peaked[layer]) <= 2);
    // Its first choices do not meet it, nor do most networks: a search ends all the same, and soon.
    auto high = toy_space(20);
    auto& peak = high.costs[1];
    for (std::size_t layer = 0; layer < 20; ++layer)
        std::swap(peak.table[layer * 3], peak.table[layer * 3 + 2]);
    toy_evaluator e;
    auto const found = search(e, domain_of(high, high.allowed, {}), evolution(population_of(6)),
                              {.evaluations = 30}, 1);
    CHECK(!found.exhausted);
    int visited = 0;
    detail::networks_within{high, high.allowed, {{"peak", 2.9}}}.each(nullptr,
                                                                      [&](genotype const& g) {
                                                                          CHECK(g[19] == 2);
                                                                          return ++visited < 5;
                                                                      });
    CHECK(visited == 5);
    CHECK_THROWS_WITH_AS(early_operators(space, {{"latency_ms", 0.1}}),
                         doctest::Contains("smallest reachable"), error);
    // Two costs of which each is the other's opposite: what saves one is dear in the other.
    auto two = space;
    two.costs.push_back(two.costs.front());
    two.costs.back().name = "other";
    for (std::size_t layer = 0; layer < 6; ++layer) {
        auto* const t = two.costs.back().table.data() + layer * two.costs.back().stride;
        std::swap(t[0], t[2]);
    }
    rng random{1, "several"};
    auto const g = feasible_sampler{two, two.allowed}(random);
    limits const both{{"latency_ms", two["latency_ms"].of(g) + 0.5},
                      {"other", two["other"].of(g) + 0.5}};
    auto const early = early_operators(two, both);
    CHECK_NOTHROW((feasible_sampler{two, searched(two, early, two.split, 6), both}));
}

TEST_CASE("the scale follows the number of images, and is SPOS's for ImageNet") {
    choice_mask const mask(12, {0, 1, 2, 3, 4, 5});
    auto const small = auto_scale(9000, mask, 5);
    CHECK(small.batch == 32);
    CHECK(small.learning_rate == 0.2);
    CHECK(small.validation == 900);
    CHECK(small.stage1_epochs + small.stage2_epochs == doctest::Approx(21));
    CHECK(small.stage2_epochs == doctest::Approx(21 * 5 / 12.0));
    CHECK(small.epochs == 42);
    CHECK(small.population * small.generations == doctest::Approx(200).epsilon(0.05));
    auto const tiny = auto_scale(100, mask, 5), large = auto_scale(1'281'167, mask, 5),
               spos = spos_scale(8, 20);
    CHECK(tiny.batch == 32);
    CHECK(tiny.stage1_epochs + tiny.stage2_epochs == doctest::Approx(120));
    CHECK(large.batch == spos.batch);
    CHECK(large.learning_rate == doctest::Approx(spos.learning_rate).epsilon(0.01));
    CHECK(large.validation == spos.validation);
    CHECK(spos.stage1_epochs == doctest::Approx(72));
    CHECK(spos.stage2_epochs == doctest::Approx(48));
    CHECK(spos.population * spos.generations == 1000);
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
    CHECK_THROWS_AS(search(e, domain, exact_search(), {}, 0), stopped);
}
