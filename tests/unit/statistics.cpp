// SPDX-License-Identifier: MIT
#include "../../examples/app/statistics.hpp"

#include <doctest/doctest.h>

using namespace hurricane::app;

TEST_CASE("intervals of means and of paired differences") {
    auto const five = interval_of({1, 2, 3, 4, 5});  // R: t.test(1:5)$conf.int is 1.036757 to 4.963243
    CHECK(five.mean == 3);
    CHECK(five.deviation == doctest::Approx(1.5811388));
    CHECK(five.half == doctest::Approx(1.963243).epsilon(1e-3));
    std::vector<double> many;
    for (int i = 1; i <= 31; ++i) many.push_back(i);  // R: qt(0.975, 30) is 2.042272
    CHECK(interval_of(many).half ==
          doctest::Approx(2.042272 * interval_of(many).deviation / std::sqrt(31.0)).epsilon(2e-3));
    CHECK(interval_of({4}).half == 0);
    CHECK(interval_of({}).n == 0);

    auto const paired = difference_of({0.8, 0.9}, {0.7, 0.6}, 1000);
    CHECK(paired.mean == doctest::Approx(0.2));
    CHECK(paired.half == doctest::Approx(12.706 * 0.1));
    CHECK(!paired.of_images);
    auto const one = difference_of({0.85}, {0.84}, 10'000);
    CHECK(one.of_images);
    CHECK(one.half == doctest::Approx(1.96 * std::sqrt((0.85 * 0.15 + 0.84 * 0.16) / 1e4)));
    CHECK(text_of(one).find("one seed") != std::string::npos);
}
