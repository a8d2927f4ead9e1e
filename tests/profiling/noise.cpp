// SPDX-License-Identifier: MIT
// Tests profiling/noise.hpp, profiling/measure.hpp.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include <hurricane/profiling/measure.hpp>
#include <hurricane/profiling/noise.hpp>

using namespace hurricane;

TEST_CASE("a busy machine is told from a quiet one") {
    CHECK(noise{.taken = 0.4, .longest_ms = 4, .floor_ms = 0.001}.unusable());
    CHECK(noise{.taken = 0, .longest_ms = 0, .floor_ms = 8}
              .unusable());  // a quantum, whatever the operator
    CHECK_FALSE(noise{.taken = 0.02, .longest_ms = 1, .floor_ms = 0.001}.unusable());
    auto const n = measure_noise(20);
    CHECK(n.taken >= 0);
    CHECK(n.taken <= 1);
    CHECK(n.floor_ms > 0);
    CHECK(n.text().find("of the time of this processor") != std::string::npos);
    // Three threads on the processor of this one take most of its time.
    pinned_thread const pin;
    std::atomic<bool> end = false;
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] {
            while (!end) {}
        });
    CHECK(measure_noise(200).unusable());
    std::stop_source stop;
    CHECK_THROWS_WITH_AS(wait_for_quiet(busy_machine::refused, quiet(), stop.get_token(), 1),
                         doctest::Contains("too busy"), error);
    CHECK(wait_for_quiet(busy_machine::accepted, quiet(), stop.get_token(), 1).unusable());
    stop.request_stop();
    CHECK_THROWS_AS(wait_for_quiet(busy_machine::accepted, quiet(), stop.get_token()), stopped);
    end = true;
    for (auto& t : others) t.join();
}
