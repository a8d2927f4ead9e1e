// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/base/rng.hpp>
#include <hurricane/fit/quality.hpp>

using namespace hurricane;

TEST_CASE("ranks share ties, Spearman and Kendall follow their definitions") {
    std::vector<double> const x{3, 1, 4, 1, 5};
    CHECK(fit::ranks(x) == std::vector<double>{3, 1.5, 4, 1.5, 5});
    rng random{1, "quality"};
    for (int round = 0; round < 50; ++round) {
        std::vector<double> a, b;
        for (int i = 0; i < 2 + round; ++i)
            a.push_back(double(random.below(6))), b.push_back(double(random.below(6)) + (round % 2) * a.back());
        double agree = 0, pairs_a = 0, pairs_b = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                auto const sign = [](double v) { return (v > 0) - (v < 0); };
                int const s = sign(a[i] - a[j]), t = sign(b[i] - b[j]);
                agree += s * t, pairs_a += s != 0, pairs_b += t != 0;
            }
        double const wanted = pairs_a * pairs_b > 0 ? agree / std::sqrt(pairs_a * pairs_b) : 0;
        CHECK(fit::kendall(a, b) == doctest::Approx(wanted));
    }
    CHECK(fit::spearman(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 8, 27, 64}) == doctest::Approx(1));
    CHECK(fit::kendall(std::vector<double>{1, 2, 3}, std::vector<double>{3, 2, 1}) == doctest::Approx(-1));
    CHECK(fit::kendall(std::vector<double>{1, 2, 3}, std::vector<double>{7, 7, 7}) == 0);
}

TEST_CASE("errors and shares are fractions of what was measured") {
    auto const q = fit::judge(std::vector<double>{10.4, 20.0, 33.0, 52.0}, std::vector<double>{10, 20, 30, 40});
    CHECK(q.mape == doctest::Approx((0.04 + 0 + 0.1 + 0.3) / 4));
    CHECK(q.within5 == doctest::Approx(0.5));
    CHECK(q.within10 == doctest::Approx(0.75));
    CHECK(q.r2 == doctest::Approx(1 - (0.16 + 9 + 144) / 500));
    auto const mean = fit::judge(std::vector<double>(4, 25.0), std::vector<double>{10, 20, 30, 40});
    CHECK(mean.r2 == doctest::Approx(0));
    CHECK(mean.spearman == 0);
    auto const same = fit::judge(std::vector<double>(7, 0.1), std::vector<double>(7, 0.1));  // 7 x 0.1 / 7 is not 0.1
    CHECK(same.spearman == 0);
    CHECK(same.r2 == 0);
}
