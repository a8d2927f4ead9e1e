// SPDX-License-Identifier: MIT
// Tests kernels/pixels.hpp, kernels/walk.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/kernels/pixels.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("pooling, scaling and their gradients") {
    for (int c : {1, 3, 8, 12, 20, 58})
        for (shape const of : {shape{c, 4, 5}, shape{c, 1, 1}, shape{c, 33, 33}}) {
            layout const l{3, of};
            double const pixels = of.pixels();
            auto const x = random_image(3, of, 5);
            auto const g = random_image(3, {c, 1, 1}, 6);
            auto const d = random_image(3, of, 7);
            auto const src = to_floats(x);
            auto const gate = to_floats(g);
            auto const diff = to_floats(d);
            std::vector<float> pooled(std::size_t(3 * c));
            std::vector<float> dst(src.size());
            std::vector<float> diff_src(src.size());
            std::vector<float> diff_gate(std::size_t(3 * c));
            global_pool(l, src.data(), pooled.data());
            step const pool{.op = kind::global_pool, .in = of, .out = {c, 1, 1}};
            CHECK(largest_difference(reference::run(pool, x, x, {}, {}), pooled.data()) < 1e-6);
            global_pool_backward(l, gate.data(), diff_src.data());
            int const last = of.pixels() - 1;
            CHECK(diff_src[l.at(2, c - 1, last)] == doctest::Approx(g.at(2, c - 1, 0, 0) / pixels));
            scale(l, src.data(), gate.data(), dst.data());
            step const times{.op = kind::scale, .in = of, .out = of};
            CHECK(largest_difference(reference::run(times, x, g, {}, {}), dst.data()) < 1e-6);
            scale_backward(l, src.data(), gate.data(), diff.data(), diff_src.data(),
                           diff_gate.data());
            double worst = 0;
            for (int i = 0; i < 3; ++i)
                for (int k = 0; k < c; ++k) {
                    double sum = 0;
                    for (int h = 0; h < of.h; ++h)
                        for (int w = 0; w < of.w; ++w) {
                            sum += d.at(i, k, h, w) * x.at(i, k, h, w);
                            worst = std::max(worst, std::abs(diff_src[l.at(i, k, h * of.w + w)] -
                                                             d.at(i, k, h, w) * g.at(i, k, 0, 0)));
                        }
                    CHECK(std::abs(diff_gate[std::size_t(i * c + k)] - sum) <
                          1e-4 * (1 + std::sqrt(pixels)));
                }
            CHECK(worst < 1e-5);
        }
}
