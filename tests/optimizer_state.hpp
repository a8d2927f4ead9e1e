// SPDX-License-Identifier: MIT
// One array of weights with what an optimizer step reads and writes, random.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "images.hpp"

namespace tests {

constexpr int shards = 3;
constexpr std::size_t size = 37;
constexpr std::size_t stride = 48;

struct optimizer_state {
    std::vector<float> g = random_floats(shards * stride, 1);
    std::vector<float> w = random_floats(size, 2);
    std::vector<float> v = random_floats(size, 3);
    std::vector<float> u = random_floats(size, 4);

    optimizer_state() {
        for (auto& x : u) x = std::abs(x);
    }

    /// Of all shards.
    double gradient(std::size_t i) const {
        return double(g[i]) + g[i + stride] + g[i + 2 * stride];
    }
};

}  // namespace tests
