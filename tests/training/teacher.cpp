// SPDX-License-Identifier: MIT
// Tests training/teacher.hpp.
#include <hurricane/training/teacher.hpp>

#include "tiny.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace hurricane;

namespace {

supernet_options how(int threads = 2) { return {.threads = threads, .batch = 32, .shard = 8}; }

}  // namespace

TEST_CASE("the dearest network has the most multiply-adds of all") {
    auto const space = view<tiny_space>();
    auto const dearest = network_of_most_macs(space);
    std::int64_t most = 0;
    genotype g{4};
    for (int i = 0; i < 256; ++i) {
        for (int layer = 0; layer < 4; ++layer)
            g[layer] = static_cast<std::uint8_t>((i >> (2 * layer)) & 3);
        std::int64_t macs = 0;
        for (int layer = 0; layer < 4; ++layer) macs += space.lower(layer, g[layer]).macs();
        most = std::max(most, macs);
    }
    std::int64_t macs = 0;
    for (int layer = 0; layer < 4; ++layer) macs += space.lower(layer, dearest[layer]).macs();
    CHECK(macs == most);
}

TEST_CASE("a teacher's labels are probabilities, mostly right, and the same by any threads") {
    tiny_task const f;
    auto const soft =
        soft_labels_of_teacher(f.space, f.t, how(), {.epochs = 4, .seed = 9});  // (640, 4)
    REQUIRE(soft.size() == 640 * 4);
    int right = 0;
    for (std::size_t i = 0; i < 640; ++i) {
        auto const row = std::span{soft}.subspan(4 * i, 4);
        CHECK(row[0] + row[1] + row[2] + row[3] == doctest::Approx(1));
        right += std::max_element(row.begin(), row.end()) - row.begin() == f.images.labels[i];
    }
    CHECK(right > 400);
    CHECK(soft_labels_of_teacher(f.space, f.t, how(1), {.epochs = 4, .seed = 9}) == soft);
    auto taught = f.t;
    taught.soft_labels = soft;
    auto const g = network_of_most_macs(f.space);
    supernet pupil{f.space, fixed_mask(g), taught, how()};
    pupil.fit([&](rng&) { return g; }, {.epochs = 1});
    supernet alone{f.space, fixed_mask(g), f.t, how()};
    alone.fit([&](rng&) { return g; }, {.epochs = 1});
    CHECK(saved(pupil) != saved(alone));
}

TEST_CASE("a teacher that was stopped goes on to the same labels") {
    tiny_task const f;
    auto const whole = soft_labels_of_teacher(f.space, f.t, how(), {.epochs = 3, .seed = 9});
    std::stop_source stop;
    archive_writer state{"state", 1, 1};
    int epochs = 0;
    teacher_options o{.epochs = 3, .seed = 9, .stop = stop.get_token()};
    o.checkpoint = [&](supernet const& net) {
        if (++epochs == 1) stop.request_stop();
        if (epochs == 2) net.suspend(state);  // the one after the stop
    };
    CHECK_THROWS_AS((void)soft_labels_of_teacher(f.space, f.t, how(), o), stopped);
    scratch_folder folder;
    state.save(folder / "state");
    archive_reader in{folder / "state", "state", 1, 1};
    teacher_options const rest{.epochs = 3, .seed = 9, .resume = &in};
    CHECK(soft_labels_of_teacher(f.space, f.t, how(), rest) == whole);
}
