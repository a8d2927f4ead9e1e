// SPDX-License-Identifier: MIT
// Tests base/ranking.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/ranking.hpp>
#include <hurricane/base/rng.hpp>

using namespace hurricane;

namespace {

/// Kendall's tau-b by its definition, over all pairs.
double tau_b(std::vector<double> const& a, std::vector<double> const& b) {
    auto const sign = [](double v) { return (v > 0) - (v < 0); };
    double agree = 0;
    double pairs_a = 0;
    double pairs_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            int const s = sign(a[i] - a[j]);
            int const t = sign(b[i] - b[j]);
            agree += s * t;
            pairs_a += s != 0;
            pairs_b += t != 0;
        }
    return pairs_a * pairs_b > 0 ? agree / std::sqrt(pairs_a * pairs_b) : 0;
}

}  // namespace

TEST_CASE("ranks share ties, Spearman and Kendall follow their definitions") {
    std::vector<double> const x{3, 1, 4, 1, 5};
    CHECK(ranks(x) == std::vector<double>{3, 1.5, 4, 1.5, 5});
    rng random{1, "quality"};
    for (int round = 0; round < 50; ++round) {
        std::vector<double> a;
        std::vector<double> b;
        for (int i = 0; i < 2 + round; ++i) {
            a.push_back(double(random.below(6)));
            b.push_back(double(random.below(6)) + (round % 2) * a.back());
        }
        CHECK(kendall(a, b) == doctest::Approx(tau_b(a, b)));
    }
    std::vector<double> const up{1, 2, 3, 4};
    CHECK(spearman(up, std::vector<double>{1, 8, 27, 64}) == doctest::Approx(1));
    CHECK(kendall(up, std::vector<double>{4, 3, 2, 1}) == doctest::Approx(-1));
    CHECK(kendall(up, std::vector<double>{7, 7, 7, 7}) == 0);
}

TEST_CASE("a rank sum weighs the order of each score, whatever its unit") {
    std::vector<std::vector<double>> const scores{{0.1, 0.3, 0.2}, {3000, 1000, 2000}};
    CHECK(rank_sum(scores) == std::vector<double>{4, 4, 4});
    CHECK(rank_sum(scores, std::vector<double>{1, 0.5}) == std::vector<double>{2.5, 3.5, 3});
    std::vector<std::vector<double>> const tied{{1, 1, 2}};
    CHECK(rank_sum(tied) == std::vector<double>{1.5, 1.5, 3});
    CHECK(rank_sum({}).empty());
}
