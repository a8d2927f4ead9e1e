// SPDX-License-Identifier: MIT
// Tests base/math.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include <hurricane/base/math.hpp>

using namespace hurricane;

static_assert(pow_of(0.25, 0.5) > 0.5 - 1e-14 && pow_of(0.25, 0.5) < 0.5 + 1e-14);
static_assert(pow_of(3, 0) == 1 && pow_of(0, 2) == 0 && pow_of(7, 1) == 7);

TEST_CASE("exp, log and pow agree with the standard library") {
    for (double x = 1e-9; x < 1e9; x *= 1.7) {
        CHECK(log_of(x) == doctest::Approx(std::log(x)).epsilon(1e-13));
        for (double y : {-2.0, -0.3, 0.5, 0.7, 3.0})
            CHECK(pow_of(x, y) == doctest::Approx(std::pow(x, y)).epsilon(1e-12));
    }
    for (double x = -20; x < 20; x += 0.37)
        CHECK(exp_of(x) == doctest::Approx(std::exp(x)).epsilon(1e-13));
}
