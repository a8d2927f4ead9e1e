// SPDX-License-Identifier: MIT
// Tests kernels/loss.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <hurricane/kernels/loss.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("cross-entropy with label smoothing, and its gradient") {
    auto logits = random_floats(12, 8);
    std::vector<int> const labels{2, 0, 3};
    std::vector<float> diff(12);
    std::vector<float> unused(12);
    double const loss = cross_entropy({.labels = labels}, 4, 0.1, logits.data(), diff.data(), 0.5);
    double by_hand = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < 4; ++c) sum += std::exp(logits[4 * i + c]);
        for (std::size_t c = 0; c < 4; ++c)
            by_hand -= (static_cast<int>(c) == labels[i] ? 0.925 : 0.025) *
                       (logits[4 * i + c] - std::log(sum));
    }
    CHECK(loss == doctest::Approx(by_hand));
    for (std::size_t k = 0; k < 12; ++k) {
        auto up = logits;
        auto down = logits;
        up[k] += 1e-2f;
        down[k] -= 1e-2f;
        double const slope =
            (cross_entropy({.labels = labels}, 4, 0.1, up.data(), unused.data(), 1) -
             cross_entropy({.labels = labels}, 4, 0.1, down.data(), unused.data(), 1)) /
            (static_cast<double>(up[k]) - down[k]);
        CHECK(diff[k] == doctest::Approx(0.5 * slope).epsilon(1e-3));
    }
    // Mixup: the share of two labels.
    std::vector<int> const others{1, 0, 2};
    std::vector<float> of_others(12);
    std::vector<float> mixed(12);
    double const other =
        cross_entropy({.labels = others}, 4, 0.1, logits.data(), of_others.data(), 0.5);
    CHECK(cross_entropy({.labels = labels, .others = others, .share = 0.3}, 4, 0.1, logits.data(),
                        mixed.data(), 0.5) == doctest::Approx(0.3 * loss + 0.7 * other));
    for (std::size_t k = 0; k < 12; ++k)
        CHECK(mixed[k] == doctest::Approx(0.3 * diff[k] + 0.7 * of_others[k]).epsilon(1e-4));
    // Soft labels of one class are labels without smoothing.
    std::vector<float> const rows{0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0};
    std::vector<float const*> const soft{rows.data(), rows.data() + 4, rows.data() + 8};
    std::vector<float> hard(12);
    std::vector<float> of_soft(12);
    double const alone = cross_entropy({.labels = others}, 4, 0, logits.data(), hard.data(), 0.5);
    CHECK(cross_entropy({.labels = labels, .soft = soft, .soft_share = 0.4}, 4, 0.1, logits.data(),
                        of_soft.data(), 0.5) == doctest::Approx(0.6 * loss + 0.4 * alone));
    for (std::size_t k = 0; k < 12; ++k)
        CHECK(of_soft[k] == doctest::Approx(0.6 * diff[k] + 0.4 * hard[k]).epsilon(1e-4));
    float const ties[] = {1, 1, 0};
    CHECK(rank_of(0, 3, ties) == 0);
    CHECK(rank_of(1, 3, ties) == 1);
    CHECK(rank_of(2, 3, ties) == 2);
    float const nan = std::nanf("");
    float const sick[] = {nan, nan, nan};
    float const one_sick[] = {1, nan, 0};
    CHECK(rank_of(0, 3, sick) == 3);
    CHECK(rank_of(0, 3, one_sick) == 1);
}

TEST_CASE("the cross-entropy of logits, and the worst one of a sick network") {
    float const logits[] = {1, 2, 3, -1};
    double sum = 0;
    for (float x : logits) sum += std::exp(x);
    CHECK(kernels::label_loss(1, 4, logits) == doctest::Approx(std::log(sum) - 2));
    float const huge[] = {1000, -1000};
    CHECK(kernels::label_loss(0, 2, huge) == doctest::Approx(0));
    CHECK(kernels::label_loss(1, 2, huge) == 1000);
    float const sick[] = {std::numeric_limits<float>::quiet_NaN(), 0};
    CHECK(kernels::label_loss(1, 2, sick) == 1000);
}
