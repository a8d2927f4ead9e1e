// SPDX-License-Identifier: MIT
// Tests search/feature_model.hpp, cost/ridge.hpp.
#include <algorithm>
#include <limits>

#include <doctest/doctest.h>

#include <hurricane/base/ranking.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/search/feature_model.hpp>

using namespace hurricane;

namespace {

/// Networks whose accuracy is a sum over their choices and one thing that a feature tells.
struct planted {
    std::vector<genotype> networks;
    std::vector<double> hidden;
    std::vector<double> noise;
    std::vector<double> accuracies;

    planted() {
        rng random{3, "planted accuracies"};
        for (int n = 0; n < 200; ++n) {
            genotype g{6};
            double sum = 0;
            for (int layer = 0; layer < 6; ++layer) {
                g[layer] = static_cast<std::uint8_t>(random.below(3));
                sum += 0.3 * g[layer] * (layer + 1);
            }
            networks.push_back(g);
            hidden.push_back(1000 * random.uniform());
            noise.push_back(random.uniform());
            accuracies.push_back(80 + sum + 0.004 * hidden.back());
        }
    }

    std::vector<double> told(int count, std::vector<std::vector<double>> features) const {
        std::vector<std::size_t> which;
        std::vector<double> known;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            which.push_back(i);
            known.push_back(accuracies[i]);
        }
        return feature_model{networks, std::move(features)}.predict(which, known);
    }
};

}  // namespace

TEST_CASE("few accuracies tell the rest, and better where a feature tells what choices do not") {
    planted const p;
    auto const choices = kendall(p.told(30, {}), p.accuracies);
    auto const helped = kendall(p.told(30, {p.hidden}), p.accuracies);
    CHECK(choices > 0.5);
    CHECK(helped > choices + 0.1);
    CHECK(kendall(p.told(100, {p.hidden}), p.accuracies) > 0.97);
}

TEST_CASE("a feature's unit and origin do not matter, and one that is constant tells nothing") {
    planted const p;
    auto const plain = p.told(30, {p.hidden, p.noise});
    auto shifted = p.hidden;
    for (double& x : shifted) x = -3e-4 * x + 7;
    auto const other = p.told(30, {shifted, p.noise});
    auto const constant = p.told(30, {p.hidden, std::vector<double>(200, 5.0), p.noise});
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK(other[i] == doctest::Approx(plain[i]).epsilon(1e-9));
        CHECK(constant[i] == doctest::Approx(plain[i]).epsilon(1e-9));
    }
}

TEST_CASE("what has no number counts as the least of a feature") {
    planted const p;
    auto least = p.hidden;
    auto none = p.hidden;
    auto const lowest = *std::min_element(p.hidden.begin(), p.hidden.end());
    for (std::size_t i = 5; i < 200; i += 20) least[i] = lowest;
    for (std::size_t i = 5; i < 200; i += 20) none[i] = std::numeric_limits<double>::lowest();
    none[25] = std::numeric_limits<double>::quiet_NaN();
    CHECK(p.told(30, {none}) == p.told(30, {least}));
    std::vector<double> const nothing(200, -std::numeric_limits<double>::infinity());
    CHECK(p.told(30, {nothing}) == p.told(30, {std::vector<double>(200, 0.0)}));
    CHECK(p.told(0, {p.hidden}) == std::vector<double>(200, 0.0));
}
