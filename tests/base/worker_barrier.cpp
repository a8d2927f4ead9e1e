// SPDX-License-Identifier: MIT
// Tests base/worker_barrier.hpp, base/thread_pool.hpp.
#include <doctest/doctest.h>

#include <mutex>

#include <hurricane/base/thread_pool.hpp>
#include <hurricane/base/worker_barrier.hpp>

using namespace hurricane;

TEST_CASE("a barrier that breaks up leaves nobody waiting") {
    for (int round = 0; round < 200; ++round) {
        worker_barrier m;
        m.expect(3);
        thread_pool workers{3};
        int broken = 0;
        std::mutex guard;
        workers.each([&](int w) {
            if (w == round % 3) return m.break_up();
            try {
                m.wait();
            } catch (worker_barrier::broken const&) {
                std::lock_guard const lock{guard};
                ++broken;
            }
        });
        CHECK(broken == 2);
    }
}
