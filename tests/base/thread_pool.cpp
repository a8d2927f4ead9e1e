// SPDX-License-Identifier: MIT
// Tests base/thread_pool.hpp, base/thread.hpp.
#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <hurricane/base/thread_pool.hpp>

using namespace hurricane;

TEST_CASE("a thread_pool runs every index once and reports the first failure") {
    for (int threads : {1, 2, 4}) {
        thread_pool c{threads};
        std::vector<std::atomic<int>> hits(100);
        for (int round = 0; round < 20; ++round)
            c.run(100, [&](std::int64_t i, int) { ++hits[std::size_t(i)]; });
        for (auto const& h : hits) CHECK(h == 20);
        std::atomic<int> workers{0};
        c.each([&](int) { ++workers; });
        CHECK(workers == threads);
        CHECK_THROWS_WITH(c.run(10,
                                [](std::int64_t i, int) {
                                    if (i == 7 || i == 3)
                                        throw std::runtime_error{std::to_string(i)};
                                }),
                          "3");
        c.run(5, [&](std::int64_t, int) { ++workers; });
        CHECK(workers == threads + 5);
    }
}
