// SPDX-License-Identifier: MIT
// Tests fit/quality.hpp.
#include <doctest/doctest.h>

#include <hurricane/fit/quality.hpp>

using namespace hurricane;

TEST_CASE("errors and shares are fractions of what was measured") {
    auto const q = fit::judge(std::vector<double>{10.4, 20.0, 33.0, 52.0},
                              std::vector<double>{10, 20, 30, 40});
    CHECK(q.mape == doctest::Approx((0.04 + 0 + 0.1 + 0.3) / 4));
    CHECK(q.within5 == doctest::Approx(0.5));
    CHECK(q.within10 == doctest::Approx(0.75));
    CHECK(q.r2 == doctest::Approx(1 - (0.16 + 9 + 144) / 500));
    auto const mean = fit::judge(std::vector<double>(4, 25.0), std::vector<double>{10, 20, 30, 40});
    CHECK(mean.r2 == doctest::Approx(0));
    CHECK(mean.spearman == 0);
    auto const same = fit::judge(std::vector<double>(7, 0.1),
                                 std::vector<double>(7, 0.1));  // 7 x 0.1 / 7 is not 0.1
    CHECK(same.spearman == 0);
    CHECK(same.r2 == 0);
}

TEST_CASE(
    "a fit is poor by relative error, beside the constant, or in its ranks, where there are any") {
    auto const poor = [](std::vector<double> const& predicted, std::vector<double> const& constant,
                         std::vector<double> const& measured) {
        return fit::is_poor(fit::judge(predicted, measured), fit::judge(constant, measured));
    };
    std::vector<double> const measured{10, 20, 30, 400};
    std::vector<double> const mean(4, 115.0);
    CHECK(!poor({11, 19, 31, 390}, mean, measured));
    CHECK(poor({15, 30, 45, 200}, mean, measured));               // in order, and 50 % wrong
    CHECK(poor({20.5, 20, 19.5, 19}, mean, {19, 20, 19.6, 21}));  // as near, in no order
    CHECK(poor({11.5, 11.5, 11.4, 11.6}, std::vector<double>(4, 11.5),
               {10, 11, 12, 13}));                  // no better than a constant
    CHECK(!poor({5, 5, 5}, {5, 5, 5}, {5, 5, 5}));  // there are no ranks
    CHECK(!poor({5 + 1e-14, 5, 5 - 1e-14}, {5, 5, 5}, {5, 5, 5}));
    CHECK(!poor({10.1}, {14}, {10}));
    CHECK(!poor({10.1}, {10.1}, {10}));  // one number may be right by chance
    CHECK(poor({14}, {14}, {10}));
    CHECK(!fit::judge(std::vector<double>{1}, std::vector<double>{1}).ordered);
    CHECK(fit::judge(std::vector<double>{1, 1}, std::vector<double>{1, 2}).ordered);
    // Forms are chosen by relative error and ranks: not by the error of the one large value.
    auto const constant = fit::judge(mean, measured);
    CHECK(fit::loss(fit::judge(std::vector<double>{10, 20, 30, 300}, measured), constant) <
          fit::loss(fit::judge(std::vector<double>{-9, 55, 12, 400}, measured), constant));
}
