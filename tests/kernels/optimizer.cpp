// SPDX-License-Identifier: MIT
// Tests kernels/optimizer.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/kernels/optimizer.hpp>

#include "optimizer_state.hpp"

using namespace hurricane;
using namespace tests;

TEST_CASE("the norm of the gradient over shards and arrays") {
    optimizer_state s;
    double wanted = 0;
    for (std::size_t i = 0; i < size; ++i) wanted += s.gradient(i) * s.gradient(i);
    auto const before = s;
    CHECK(kernels::collect(s.g.data(), shards, stride, size) ==
          doctest::Approx(wanted).epsilon(1e-5));
    for (std::size_t i = 0; i < size; ++i)
        CHECK(s.g[i] == doctest::Approx(before.gradient(i)).epsilon(1e-5));
    std::vector<float> many(20'000, 0.5f);
    CHECK(kernels::collect(many.data(), 1, 0, many.size()) == doctest::Approx(5000));
}
