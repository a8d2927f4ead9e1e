// SPDX-License-Identifier: MIT
// Tests kernels/square.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/kernels/reference.hpp>
#include <hurricane/kernels/square.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("square and its slope follow the formula") {
    auto const x = random_image(2, {5, 3, 3}, 1);
    step const s{.op = kind::square, .in = x.of, .out = x.of};
    auto const src = to_floats(x);
    std::vector<float> const ones(src.size(), 1.0f);
    std::vector<float> dst(src.size());
    std::vector<float> slope(src.size());
    square(src.data(), dst.data(), src.size());
    square_backward(src.data(), ones.data(), slope.data(), src.size());
    CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data()) < 1e-5);
    for (std::size_t i = 0; i < src.size(); ++i) CHECK(slope[i] == 2 * src[i]);
}
