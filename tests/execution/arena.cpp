// SPDX-License-Identifier: MIT
// Tests execution/arena.hpp.
#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/execution/arena.hpp>

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("an arena never gives one place to two living buffers") {
    rng random{3, "arena"};
    for (int round = 0; round < 50; ++round) {
        arena_planner arena;

        struct held {
            std::size_t floats;
            int birth;
            int death;
        };

        std::vector<held> all;
        for (int i = 0; i < 30; ++i) {
            auto const birth = static_cast<int>(random.below(40));
            auto const death = birth + static_cast<int>(random.below(10));
            all.push_back({1 + random.below(100), birth, death});
            arena.add(all.back().floats, birth, death);
        }
        auto const size = arena.assign_offsets();
        for (int i = 0; i < 30; ++i) {
            CHECK(arena.offset(i) + all[std::size_t(i)].floats <= size);
            for (int j = 0; j < i; ++j) {
                auto const& a = all[std::size_t(i)];
                auto const& b = all[std::size_t(j)];
                bool const together = a.birth <= b.death && b.birth <= a.death;
                bool const apart = arena.offset(i) + a.floats <= arena.offset(j) ||
                                   arena.offset(j) + b.floats <= arena.offset(i);
                CHECK((!together || apart));
            }
        }
    }
}
