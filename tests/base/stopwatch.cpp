// SPDX-License-Identifier: MIT
// Tests base/stopwatch.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/stopwatch.hpp>

using namespace hurricane;

TEST_CASE("seconds begin at zero and never go back") {
    stopwatch const wall;
    processor_watch const busy;
    double last = 0;
    for (int i = 0; i < 1000; ++i) {
        double const now = wall.seconds();
        REQUIRE(now >= last);
        last = now;
    }
    CHECK(last > 0);
    CHECK(busy.seconds() > 0);
    CHECK(busy.seconds() < 1e6);  // since the watch was made, not since the machine was
}
