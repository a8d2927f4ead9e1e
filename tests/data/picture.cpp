// SPDX-License-Identifier: MIT
// Tests data/picture.hpp.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/data/picture.hpp>

#include "pictures.hpp"

using namespace hurricane;

TEST_CASE(
    "scaling keeps constants, averages where it shrinks, and is the identity at the same size") {
    picture p{{1, 6, 9}, std::vector<std::uint8_t>(54, 77)};
    for (auto x : scaled(p, {0.5, 1.25, 4, 6.5}, 3, 5).bytes) CHECK(x == 77);
    for (std::size_t i = 0; i < 54; ++i) p.bytes[i] = std::uint8_t(i * 4);
    CHECK(scaled(p, {0, 0, 6, 9}, 6, 9).bytes == p.bytes);
    CHECK(framed(p, {1, 6, 9}).bytes == p.bytes);
    picture stripes{{1, 1, 8}, {0, 200, 0, 200, 0, 200, 0, 200}};
    auto const half =
        scaled(stripes, {0, 0, 1, 8}, 1, 4).bytes;  // triangle of width two: 1/8, 3/8, 3/8, 1/8
    for (std::size_t i = 1; i < 3; ++i) CHECK(half[i] == 100);
    CHECK(framed(decode(png(64, 48), 3, ""), {3, 32, 32}).of == shape{3, 32, 32});
    CHECK(framed(decode(png(5, 7), 3, ""), {3, 32, 32}).bytes.size() == 3 * 32 * 32);
}
