// SPDX-License-Identifier: MIT
// Tests search/searcher.hpp, search/searcher_registry.hpp, search/study.hpp, search/any_model.hpp,
// search/phase_option.hpp, search/sampling/shared.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <hurricane/search/progress.hpp>
#include <hurricane/search/searcher_registry.hpp>
#include <hurricane/search/two_stage.hpp>

#include "programs/random_start.hpp"
#include "toy_model.hpp"

using namespace hurricane;

namespace {

std::vector<limited_search> three_limits() {
    std::vector<limited_search> all;
    for (double const ms : {20.0, 12.0, 15.0})
        all.push_back({.within = {{"latency_ms", ms}}, .start = {}, .progress = {}});
    return all;
}

std::vector<genotype> genes_of(stage_result const& r) {
    std::vector<genotype> all;
    for (auto const& e : r.search.history) all.push_back(e.genes);
    return all;
}

searcher_progress through_a_file(searcher_progress const& p) {
    archive_writer out{"progress", 1, 0};
    save(out, p);
    archive_reader in{out.whole(), "memory", "progress", 1, 0};
    searcher_progress read;
    load(in, read);
    return read;
}

/// Runs a search that its n-th checkpoint stops, and reads back what it had come to; nothing where
/// it ended before.
template <class Run>
std::optional<searcher_progress> stopped_at(int n, Run run) {
    searcher_progress p;
    int calls = 0;
    p.checkpoint = [&] {
        if (++calls == n) throw stopped{};
    };
    try {
        run(p);
    } catch (stopped const&) {
        return through_a_file(p);
    }
    return std::nullopt;
}

/// Scores do not depend on training: each search must end as one of its own would.
void check_results(std::vector<limited_search> const& all, priced_space const& space,
                   two_stage_options common) {
    for (auto const& s : all) {
        common.within = s.within;
        toy_model alone;
        auto const r = two_stage(alone, space, common);
        REQUIRE(s.progress.done.stages.size() == r.stages.size());
        for (std::size_t k = 0; k < r.stages.size(); ++k)
            CHECK(genes_of(s.progress.done.stages[k]) == genes_of(r.stages[k]));
        CHECK(s.progress.done.best().genes == r.best().genes);
        CHECK(space.within(r.best().genes, s.within));
    }
}

}  // namespace

TEST_CASE("several limits are searched in one supernet, trained once a stage on paths of all") {
    auto const space = toy_space(5);
    two_stage_options const common{.evaluations = 60, .seed = 9};
    toy_model m;
    auto all = three_limits();
    int checkpoints = 0;
    two_stage(m, space, common, all, shared_supernet::trained, [&] { ++checkpoints; });
    CHECK(m.resets == std::vector<std::uint64_t>{9});
    REQUIRE(m.fits.size() == 2);
    CHECK(checkpoints >= 2 + 6);
    for (std::size_t stage = 0; stage < 2; ++stage)
        for (auto const& g : m.fits[stage].paths) {
            bool of_one = false;
            for (auto& s : all) {
                auto const& fixed = s.progress.done.stages[stage].fixed;
                int const first = stage == 0 ? 0 : space.split;
                int const last = stage == 0 ? space.split : 5;
                bool same = space.within(g, s.within);
                for (int layer = first; layer < last; ++layer) same &= g[layer] == fixed[layer];
                of_one |= same;
            }
            CHECK(of_one);
        }
    CHECK(m.fits[1].frozen == std::vector<int>{2, 3, 4});
    for (auto const& s : all) {  // each limit has paths that the tighter ones do not allow
        int own = 0;
        for (auto const& g : m.fits[0].paths) own += space.within(g, s.within);
        CHECK(own > 5);
    }
    check_results(all, space, common);
}

TEST_CASE("fair paths stay fair, whatever the searches fix") {
    auto const space = toy_space(6);
    two_stage_options const common{.sampling = path_sampling::fair, .evaluations = 40, .seed = 3};
    toy_model m;
    auto all = three_limits();
    two_stage(m, space, common, all, shared_supernet::trained);
    REQUIRE(m.fits.size() == 2);
    for (int layer = space.split; layer < 6; ++layer) {
        auto const choices = space.allowed[static_cast<std::size_t>(layer)].size();
        std::vector<int> times(choices);
        for (auto const& g : m.fits[0].paths) ++times[g[layer]];
        for (int n : times)
            CHECK(std::abs(n - static_cast<int>(m.fits[0].paths.size() / choices)) <= 1);
    }
    check_results(all, space, common);
}

TEST_CASE("a finished supernet is searched under further limits without training") {
    auto const space = toy_space(5);
    for (auto const form : {search_form::two_stage, search_form::one_stage}) {
        two_stage_options const common{.form = form, .evaluations = 60, .seed = 9};
        toy_model m;
        auto all = three_limits();
        two_stage(m, space, common, all, shared_supernet::reused);
        CHECK(m.fits.empty());
        CHECK(m.resets.empty());
        check_results(all, space, common);
    }
}

TEST_CASE("searches that are stopped at any checkpoint go on to the same results") {
    auto const space = toy_space(5);
    two_stage_options const common{.evaluations = 30, .seed = 9};
    for (int stop_at = 1;; ++stop_at) {
        toy_model m;
        auto all = three_limits();
        int calls = 0;
        auto const stop = [&] {
            if (++calls == stop_at) throw stopped{};
        };
        try {
            two_stage(m, space, common, all, shared_supernet::trained, stop);
            CHECK(stop_at > 8);
            break;
        } catch (stopped const&) {}
        for (auto& s : all) s.progress = through_a_file(s.progress);
        two_stage(m, space, common, all, shared_supernet::trained);
        CHECK(m.fits.size() == 2);
        check_results(all, space, common);
    }
}

TEST_CASE("a limit that nothing meets is refused before any training") {
    auto const space = toy_space(5);
    toy_model m;
    auto all = three_limits();
    all[1].within = {{"latency_ms", 0.001}};
    CHECK_THROWS_AS(two_stage(m, space, {.seed = 9}, all, shared_supernet::trained), error);
    CHECK(m.fits.empty());
}

TEST_CASE("a searcher of one's own: its phases in turn, resumed between any two checkpoints") {
    auto const space = toy_space(6);
    limits const within{{"latency_ms", 16.0}};
    tests::random_start const mine;
    toy_model m;
    auto const whole = perform(m, space, mine, {.within = within, .seed = 4});
    REQUIRE(whole.stages.size() == 2);
    CHECK(whole.stages[1].fixed == whole.stages[0].search.best.genes);
    REQUIRE(m.fits.size() == 1);
    for (auto const& g : m.fits[0].paths)
        for (int layer = 0; layer < space.split; ++layer)
            CHECK(g[layer] == whole.stages[1].fixed[layer]);
    CHECK(whole.best().fit >= whole.stages[0].search.best.fit);
    for (int stop_at = 1;; ++stop_at) {
        toy_model again;
        study_options o{.within = within, .seed = 4};
        auto kept = stopped_at(stop_at, [&](searcher_progress& p) {
            o.progress = &p;
            (void)perform(again, space, mine, o);
        });
        CHECK((kept || stop_at > 3));
        if (!kept) break;
        o.progress = &*kept;
        auto const r = perform(again, space, mine, o);
        CHECK(genes_of(r.stages[0]) == genes_of(whole.stages[0]));
        CHECK(genes_of(r.stages[1]) == genes_of(whole.stages[1]));
        CHECK(again.fits.size() == 1);
        CHECK(again.resets.size() == 1);
    }
}

TEST_CASE("every searcher finds a network within the limits, stopped at any checkpoint or not") {
    auto const space = toy_space(6);
    limits const within{{"latency_ms", 16.0}};
    std::set<std::string_view> names;
    for (auto const& entry : searcher_registry) {
        CAPTURE(entry.name);
        CHECK(names.insert(entry.name).second);
        auto const how = entry.make({.evaluations = 30});
        CHECK(how.name == entry.name);
        CHECK(static_cast<int>(how.phases.size()) == entry.phases);
        toy_model m;
        auto const whole =
            perform(any_model{m}, space, how, study_options{.within = within, .seed = 4});
        CHECK(space.within(whole.best().genes, within));
        for (int stop_at = 1;; ++stop_at) {
            toy_model again;
            study_options o{.within = within, .seed = 4};
            auto kept = stopped_at(stop_at, [&](searcher_progress& p) {
                o.progress = &p;
                (void)perform(any_model{again}, space, how, o);
            });
            CHECK((kept || stop_at > 2));
            if (!kept) break;
            o.progress = &*kept;
            auto const r = perform(any_model{again}, space, how, o);
            REQUIRE(r.stages.size() == whole.stages.size());
            for (std::size_t k = 0; k < r.stages.size(); ++k)
                CHECK(genes_of(r.stages[k]) == genes_of(whole.stages[k]));
        }
    }
}

TEST_CASE("a searcher is found by name, with its options as texts") {
    auto const& all = searcher_registry;
    REQUIRE(all.size() >= 3);
    auto const named = [&](std::string_view name) {
        return *std::find_if(all.begin(), all.end(), [&](auto& e) { return e.name == name; });
    };
    CHECK(named("hurricane").phases == 4);
    CHECK(named("hurricane").stages == 2);
    CHECK(named("spos").phases == 2);
    CHECK(named("spos").stages == 1);
    CHECK(named("hurricane").make({}).options.empty());
    auto const mine = searcher_entry_of<tests::random_start>();
    CHECK(mine.phases == 3);
    CHECK(mine.stages == 1);
    auto how = mine.make({});
    REQUIRE(how.options.size() == 2);
    auto& samples = how.options[0];
    CHECK(samples.name == "samples");
    CHECK(samples.get() == "20");
    samples.set("7");
    CHECK(samples.get() == "7");
    CHECK_THROWS_WITH_AS(samples.set("7.5"), doctest::Contains("'7.5' is no whole number"), error);
    CHECK_THROWS_WITH_AS(samples.set(""), doctest::Contains("--samples"), error);
    how.options[1].set("a word");
    CHECK(how.options[1].get() == "a word");
    double share = 0.5;
    auto const real = option("share", "", share);
    real.set("0.25");
    CHECK(share == 0.25);
    CHECK_THROWS_AS(real.set("x"), error);
    toy_model m;
    auto const space = toy_space(5);
    CHECK(perform(any_model{m}, space, how, study_options{}).stages[0].search.history.size() == 7);
}

TEST_CASE("a model without its type says what the model counts") {
    toy_model m;
    any_model const trained{m};
    CHECK(trained.is_trained());
    CHECK(trained.images_of_step() == toy_model::images);
    CHECK(!trained.updates(0, 0));
    toy_evaluator e;
    CHECK(!any_model{e}.is_trained());
    CHECK(any_model{e}.images_of_step() == 0);
}

namespace {

/// A phase that says nothing of having come to its end.
struct endless {
    void run(study&) const {}
};

struct without_end {
    static constexpr std::string_view name = "without-end";

    boost::hana::tuple<endless> phases;
};

/// Trains all layers, then searches the later ones in the same stage.
struct mixed_layers {
    static constexpr std::string_view name = "mixed-layers";

    boost::hana::tuple<phases::train, phases::score> phases{
        phases::train{}, phases::score{.layers = stage_layers::later}};
};

}  // namespace

TEST_CASE("a list of phases that makes no sense is refused while it runs") {
    auto const space = toy_space(5);
    toy_model m;
    CHECK_THROWS_WITH_AS(perform(m, space, without_end{}, study_options{}),
                         doctest::Contains("phase 1 left a search behind"), error);
    CHECK_THROWS_WITH_AS(perform(m, space, mixed_layers{}, study_options{}),
                         doctest::Contains("'later' in a stage of 'all'"), error);
    toy_evaluator e;
    CHECK_THROWS_WITH_AS(perform(any_model{e}, space, erased(searchers::spos{}), study_options{}),
                         doctest::Contains("this evaluator cannot be trained"), error);
    CHECK_THROWS_WITH_AS((void)searcher_result{}.best(), doctest::Contains("no stage has found"),
                         error);
    auto unsplit = space;
    unsplit.split = 5;
    CHECK_THROWS_WITH_AS(two_stage(m, unsplit, {}), doctest::Contains("a split at 5 of 5"), error);
    // A search that has begun needs its model restored, which only who reads both back can say.
    searcher_progress p;
    (void)two_stage(m, space, {.evaluations = 10, .progress = &p});
    CHECK_THROWS_WITH_AS(two_stage(m, space, {.evaluations = 10, .progress = &p}),
                         doctest::Contains("was not restored"), error);
}

TEST_CASE("what was trained for one search is not trained again for another") {
    auto const space = toy_space(5);
    two_stage_options const common{.form = search_form::one_stage, .evaluations = 20, .seed = 9};
    toy_model m;
    auto all = three_limits();
    two_stage(m, space, common, all, shared_supernet::trained);
    REQUIRE(m.fits.size() == 1);
    for (auto& s : all) s.progress = through_a_file(s.progress);
    all.push_back({.within = {{"latency_ms", 16.0}}, .start = {}, .progress = {}});
    two_stage(m, space, common, all, shared_supernet::trained);
    CHECK(m.fits.size() == 1);
    CHECK(m.resets.size() == 1);
    CHECK(!all.back().progress.done.stages.front().search.history.empty());
    for (auto const& s : all) {
        REQUIRE(s.progress.done.efforts.size() == 2);
        CHECK(s.progress.done.efforts[0].phase == "all: training");
        CHECK(s.progress.done.efforts[0].paths == (&s == &all.back() ? 0 : 50));
        CHECK(s.progress.done.efforts[1].evaluations == 20);
    }
}
