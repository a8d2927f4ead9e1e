// SPDX-License-Identifier: MIT
#include "../../examples/programs/shared/statistics.hpp"

#include <doctest/doctest.h>

using namespace hurricane::app;

TEST_CASE("intervals of means and of paired differences") {
    auto const five =
        interval_of({1, 2, 3, 4, 5});  // R: t.test(1:5)$conf.int is 1.036757 to 4.963243
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

TEST_CASE("a paired interval comes from the images that only one of two gets right") {
    auto const wald = paired_interval(12, 2, 50);
    CHECK(wald.mean == doctest::Approx(0.2));
    CHECK(wald.half == doctest::Approx(1.96 * std::sqrt(14.0 - 100.0 / 50) / 50));
    CHECK(wald.of_images);
    CHECK(paired_interval(3, 8, 10'000).mean == doctest::Approx(-5e-4));
    CHECK(paired_interval(0, 0, 10'000).half == 0);
    CHECK(paired_interval(10, 0, 10).half == 0);
    CHECK(paired_interval(0, 0, 0).mean == 0);
    // Networks that err on the same images are told apart by fewer of them.
    auto const apart = difference_of({0.901}, {0.899}, 10'000);
    CHECK(paired_interval(60, 40, 10'000).half < 0.3 * apart.half);
}
