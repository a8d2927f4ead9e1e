// SPDX-License-Identifier: MIT
// Tests kernels/optimizer.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/kernels/optimizer.hpp>

#include "images.hpp"

using namespace hurricane;

namespace {

constexpr int shards = 3;
constexpr std::size_t size = 37, stride = 48;

struct state {
    std::vector<float> g = random_floats(shards * stride, 1), w = random_floats(size, 2),
                       v = random_floats(size, 3), u = random_floats(size, 4);

    state() {
        for (auto& x : u) x = std::abs(x);
    }

    double gradient(std::size_t i) const {
        return double(g[i]) + g[i + stride] + g[i + 2 * stride];
    }
};

}  // namespace

TEST_CASE("the norm of the gradient over shards and arrays") {
    state s;
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
