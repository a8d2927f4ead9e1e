// SPDX-License-Identifier: MIT
// Tests kernels/activation.hpp, simd/dispatch.hpp, simd/vec.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("activations and their slopes follow the formulas") {
    std::vector<float> x;
    for (double v = -8; v < 9; v += 0.0137) x.push_back(static_cast<float>(v));
    std::vector<float> y(x.size());
    std::vector<float> ones(x.size(), 1.0f);
    std::vector<float> slope(x.size());
    for (kind k : all_activations()) {
        CAPTURE(name_of(k));
        activate(activation_of(k), x.data(), y.data(), x.size());
        activate_backward(activation_of(k), x.data(), ones.data(), slope.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            double const e = 1e-6;
            double const v = x[i];
            CHECK(y[i] == doctest::Approx(reference::activation(k, v)).epsilon(1e-5));
            bool const kink =
                std::abs(v) < 1e-4 || std::abs(v - 6) < 1e-4 || std::abs(std::abs(v) - 3) < 1e-4;
            double const wanted =
                (reference::activation(k, v + e) - reference::activation(k, v - e)) / (2 * e);
            if (!kink) CHECK(std::abs(slope[i] - wanted) < 1e-5);
        }
    }
}
