// SPDX-License-Identifier: MIT
// Tests kernels/dropout.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/kernels/dropout.hpp>

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE(
    "dropout keeps the right share, scales it, and repeats its mask for any cut of the images") {
    std::vector<float> const ones(100'001, 1.0f);
    std::vector<float> whole(ones.size());
    std::vector<float> parts(ones.size());
    std::vector<float> other(ones.size());
    dropout(rng{1, 2}, 0.3, 0, ones.data(), whole.data(), ones.size());
    dropout(rng{1, 2}, 0.3, 0, ones.data(), parts.data(), 777);
    dropout(rng{1, 2}, 0.3, 777, ones.data() + 777, parts.data() + 777, ones.size() - 777);
    dropout(rng{1, 3}, 0.3, 0, ones.data(), other.data(), ones.size());
    CHECK(whole == parts);
    CHECK(whole != other);
    double kept = 0;
    for (float v : whole) {
        CHECK((v == 0 || v == doctest::Approx(1 / 0.7)));
        kept += v > 0;
    }
    CHECK(std::abs(kept / 100'001 - 0.7) < 4 * std::sqrt(0.21 / 100'001));
}
