// SPDX-License-Identifier: MIT
// Tests search/progress.hpp, search/searcher_result.hpp, base/archive.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/base/files.hpp>
#include <hurricane/base/hash.hpp>
#include <hurricane/search/progress.hpp>
#include <hurricane/search/two_stage.hpp>

#include "fuzz.hpp"
#include "support.hpp"
#include "toy_model.hpp"

using namespace hurricane;

TEST_CASE(
    "a search that goes on from any of its checkpoints, through a file, ends in the same result") {
    auto const space = toy_space(5);
    scratch_folder const folder;
    two_stage_options o{.within = {{"latency_ms", 14.0}},
                        .strategy = evolution(population_of(12)),
                        .evaluations = 24,
                        .seed = 9};
    int checkpoints = 0;
    searcher_progress progress;
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
        searcher_progress from;
        load(in, from);
        o.progress = &from;
        toy_model again;
        auto const r = two_stage(again, space, o);
        CHECK(again.resets.empty());
        CHECK(r.best().genes == whole.best().genes);
        REQUIRE(r.stages.size() == 2);
        REQUIRE(r.efforts.size() == whole.efforts.size());
        for (std::size_t k = 0; k < r.efforts.size(); ++k) {
            CHECK(r.efforts[k].phase == whole.efforts[k].phase);
            CHECK(r.efforts[k].paths == whole.efforts[k].paths);
            CHECK(r.efforts[k].evaluations == whole.efforts[k].evaluations);
        }
        for (std::size_t stage = 0; stage < 2; ++stage) {
            auto const* a = &r.stages[stage];
            auto const* b = &whole.stages[stage];
            CHECK(a->name == b->name);
            CHECK(a->first == b->first);
            CHECK(a->last == b->last);
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
              searcher_progress p;
              load(in, p);
          }) > 2900);
    // The same with a checksum that fits: what is read must not trust its lengths.
    CHECK(fuzz(good.substr(0, good.size() - 8), nasty_text, 3000, [](auto const& path) {
              auto bytes = read_file(path);
              auto const sum = fnv1a{}.text(bytes).value();
              bytes.append(reinterpret_cast<char const*>(&sum), sizeof sum);
              write_quickly(path, bytes);
              archive_reader in{path, "checkpoint", 1, 7};
              searcher_progress p;
              load(in, p);
          }) > 500);
}
