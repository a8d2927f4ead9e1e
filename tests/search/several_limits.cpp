// SPDX-License-Identifier: MIT
// Tests search/several_limits.hpp.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/search/progress.hpp>
#include <hurricane/search/several_limits.hpp>

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

/// Scores do not depend on training: each search must end as one of its own would.
void check_results(std::vector<limited_search> const& all, priced_space const& space,
                   two_stage_options common) {
    for (auto const& s : all) {
        common.within = s.within;
        toy_model alone;
        auto const r = two_stage(alone, space, common);
        CHECK(s.progress.done.further.size() == r.further.size());
        for (std::size_t k = 0; k < r.further.size(); ++k)
            CHECK(genes_of(s.progress.done.further[k]) == genes_of(r.further[k]));
        CHECK(s.progress.done.best().genes == r.best().genes);
        CHECK(genes_of(s.progress.done.later) == genes_of(r.later));
        CHECK(genes_of(s.progress.done.early) == genes_of(r.early));
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
                auto const& fixed = s.progress.done.stage(static_cast<int>(stage)).fixed;
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

TEST_CASE("further passes end as those of one search do") {
    auto const space = toy_space(6);
    for (int const passes : {2, 3}) {
        two_stage_options const common{.evaluations = 40, .passes = passes, .seed = 3};
        toy_model m;
        auto all = three_limits();
        two_stage(m, space, common, all, shared_supernet::trained);
        CHECK(m.fits.size() == 2);
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
        for (auto& s : all) {
            archive_writer out{"progress", 1, 0};
            save(out, s.progress);
            s.progress = {};
            archive_reader in{out.whole(), "memory", "progress", 1, 0};
            load(in, s.progress);
        }
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
