// SPDX-License-Identifier: MIT
// Tests data/augment.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/data/augment.hpp>
#include <hurricane/data/decode.hpp>

#include "pictures.hpp"

using namespace hurricane;

TEST_CASE("augmentation stays in its bounds") {
    auto const p = decode(png(32, 32), 3, "");
    shape const input_shape{3, 32, 32};
    rng random{1, "augment"};
    int flipped = 0;
    int moved = 0;
    for (int i = 0; i < 200; ++i) {
        auto const f = augmented(p, input_shape, {.flip = true}, random);
        bool const same = f.bytes == p.bytes;
        if (!same)
            for (int y = 0; y < 96; ++y)
                for (int x = 0; x < 32; ++x)
                    REQUIRE(f.bytes[std::size_t(y * 32 + x)] ==
                            p.bytes[std::size_t(y * 32 + 31 - x)]);
        flipped += !same;
        auto const s = augmented(p, input_shape, {.padding = 4}, random);
        moved += s.bytes != p.bytes;
        auto const b = detail::random_box({3, 40, 30}, 0.08, random);
        REQUIRE((b.top >= 0 && b.left >= 0 && b.height >= 1 && b.width >= 1));
        REQUIRE((b.top + b.height <= 40 && b.left + b.width <= 30));
        REQUIRE(b.height * b.width >= 0.05 * 1200);
        double const share = beta(0.2, random);
        REQUIRE((share >= 0 && share <= 1));
    }
    CHECK(flipped > 70);
    CHECK(flipped < 130);
    CHECK(moved > 180);
    picture const white{{3, 4, 4}, std::vector<std::uint8_t>(48, 255)};
    picture const grey{{3, 4, 4}, std::vector<std::uint8_t>(48, 100)};
    int darker = 0;
    int brighter = 0;
    for (int i = 0; i < 100; ++i) {  // a grey picture: brightness alone, 60 to 140
        for (auto x : augmented(white, {3, 4, 4}, {.jitter = 0.4}, random).bytes) REQUIRE(x >= 150);
        auto const j = augmented(grey, {3, 4, 4}, {.jitter = 0.4}, random);
        REQUIRE((j.bytes[0] >= 59 && j.bytes[0] <= 141));
        darker += j.bytes[0] < 90;
        brighter += j.bytes[0] > 110;
    }
    CHECK(darker > 20);
    CHECK(brighter > 20);
    int coloured = 0;  // saturation moves channels apart, or together
    picture red{{3, 1, 1}, {180, 100, 100}};
    for (int i = 0; i < 50; ++i) {
        auto const j = augmented(red, {3, 1, 1}, {.jitter = 0.4}, random);
        double const bright = 0.299 * j.bytes[0] + 0.587 * j.bytes[1] + 0.114 * j.bytes[2];
        coloured += std::abs((j.bytes[0] - j.bytes[1]) / bright - 80 / 123.92) > 0.1;
    }
    CHECK(coloured > 15);
    for (int i = 0; i < 20; ++i) {  // a shifted picture is the picture, zeros where nothing was
        auto const s = augmented(p, input_shape, {.padding = 4}, random);
        bool found = false;
        for (int dy = -4; dy <= 4 && !found; ++dy)
            for (int dx = -4; dx <= 4 && !found; ++dx) {
                found = true;
                for (int k = 0; k < 3 * 1024 && found; ++k) {
                    int const y = k / 32 % 32 + dy;
                    int const x = k % 32 + dx;
                    bool const inside = y >= 0 && y < 32 && x >= 0 && x < 32;
                    found = s.bytes[std::size_t(k)] ==
                            (inside ? p.bytes[std::size_t(k / 1024 * 1024 + y * 32 + x)] : 0);
                }
            }
        CHECK(found);
    }
    double least = 2;  // of RandomResizedCrop's boxes
    double most = 0;
    double area = 0;
    for (int i = 0; i < 2000; ++i) {
        auto const b = detail::random_box({3, 400, 400}, 0.08, random);
        least = std::min(least, b.width / b.height);
        most = std::max(most, b.width / b.height);
        area += b.width * b.height / 160'000 / 2000;
    }
    CHECK(least == doctest::Approx(0.75).epsilon(0.03));
    CHECK(most == doctest::Approx(4.0 / 3).epsilon(0.03));
    CHECK(area == doctest::Approx(0.52).epsilon(0.05));
    auto const cropped = augmented(p, input_shape, {.least_area = 0.08}, random);
    CHECK(cropped.of == input_shape);
    CHECK(cropped.bytes != p.bytes);
    std::vector<float> ones(8 * 8 * 3, 1.0f);
    cut_out(ones.data(), {3, 8, 8}, 4, random);
    auto const zeros = std::count(ones.begin(), ones.end(), 0.0f);
    CHECK(zeros >= 2 * 2 * 3);
    CHECK(zeros <= 4 * 4 * 3);
    CHECK(zeros % 3 == 0);
}
