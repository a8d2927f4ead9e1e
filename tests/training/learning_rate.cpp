// SPDX-License-Identifier: MIT
// Tests training/learning_rate.hpp.
#include <doctest/doctest.h>

#include <hurricane/training/learning_rate.hpp>

using namespace hurricane;

TEST_CASE("schedules begin, decline and end as they say") {
    schedule const constant{.shape = decline::constant, .warm_up = 0};
    for (int i : {0, 50, 99}) CHECK(at(constant, i, 100) == 1);
    schedule const warm{.shape = decline::constant, .warm_up = 0.1};
    CHECK(at(warm, 0, 100) == doctest::Approx(0.1));
    CHECK(at(warm, 4, 100) == doctest::Approx(0.5));
    CHECK(at(warm, 9, 100) == 1);
    for (auto shape : {decline::linear, decline::cosine}) {
        schedule const s{.shape = shape, .warm_up = 0};
        CHECK(at(s, 0, 100) > 0.98);
        CHECK(at(s, 49, 100) == doctest::Approx(0.5).epsilon(0.02));
        CHECK(at(s, 99, 100) > 0);
        CHECK(at(s, 99, 100) < 0.02);
        for (int i = 1; i < 100; ++i) CHECK(at(s, i, 100) < at(s, i - 1, 100));
    }
    schedule const steps{.shape = decline::steps, .warm_up = 0, .drops = 4, .factor = 0.5};
    CHECK(at(steps, 0, 100) == 1);
    CHECK(at(steps, 30, 100) == 0.5);
    CHECK(at(steps, 60, 100) == 0.25);
    CHECK(at(steps, 99, 100) == 0.125);
}
