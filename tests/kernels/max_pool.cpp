// SPDX-License-Identifier: MIT
// Tests kernels/max_pool.hpp, kernels/activation.hpp, kernels/norm.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/max_pool.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("max pooling follows the formula; its gradient goes to the first maximum") {
    for (int c : {1, 3, 12, 20, 58})
        for (int size : {1, 2, 7, 33})
            for (int stride : {1, 2})
                for (int k : {3, 5}) {
                    if (stride > size) continue;
                    slot const at{{c, size, size}, c, stride};
                    step const s{.op = kind::max_pool,
                                 .kernel = k,
                                 .stride = stride,
                                 .in = at.in,
                                 .out = at.result()};
                    auto x = random_image(2, s.in, 1);
                    auto const d = random_image(2, s.out, 2);
                    for (auto& v : x.x) v = std::round(2 * v);  // ties
                    auto const src = to_floats(x);
                    auto const diff_dst = to_floats(d);
                    std::vector<float> dst(diff_dst.size());
                    std::vector<float> diff_src(src.size());
                    max_pool(s, 2, src.data(), dst.data());
                    CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data()) == 0);
                    reference::image wanted{2, s.in};
                    reference::for_each(d, [&](int i, int ch, int h, int w) {
                        int by = -1;
                        int bx = -1;
                        for (int y = h * stride - k / 2; y < h * stride - k / 2 + k; ++y)
                            for (int z = w * stride - k / 2; z < w * stride - k / 2 + k; ++z)
                                if (y >= 0 && z >= 0 && y < size && z < size &&
                                    (by < 0 || x.at(i, ch, y, z) > x.at(i, ch, by, bx))) {
                                    by = y;
                                    bx = z;
                                }
                        wanted.at(i, ch, by, bx) += d.at(i, ch, h, w);
                    });
                    max_pool_backward(s, 2, src.data(), diff_dst.data(), diff_src.data());
                    CHECK(largest_difference(wanted, diff_src.data()) < 1e-5);
                }
}

TEST_CASE("a value that is not a number passes through activations, norms and max pools") {
    float const nan = std::nanf("");
    for (int lane : {0, 7, 12}) {
        std::vector<float> x(5 * 5 * 13, 1.0f);
        std::vector<float> y(3 * 3 * 13);
        x[std::size_t(2 * 5 + 2) * 13 + std::size_t(lane)] = nan;
        step const s{
            .op = kind::max_pool, .kernel = 3, .stride = 2, .in = {13, 5, 5}, .out = {13, 3, 3}};
        max_pool(s, 1, x.data(), y.data());
        CHECK(std::isnan(y[std::size_t(1 * 3 + 1) * 13 + std::size_t(lane)]));
        CHECK(y[0 + std::size_t(lane == 0)] == 1);
        for (kind k : all_activations()) {
            std::vector<float> z(13, 1.0f);
            z[std::size_t(lane)] = nan;
            activate(activation_of(k), z.data(), z.data(), 13);
            CHECK(std::isnan(z[std::size_t(lane)]));
        }
        std::vector<float> mean(13);
        std::vector<float> variance(13);
        std::vector<float> temporary(26);
        norm_statistics({1, {13, 5, 5}}, x.data(), 0, mean.data(), variance.data(),
                        temporary.data());
        CHECK(std::isnan(mean[std::size_t(lane)]));
        CHECK(std::isnan(variance[std::size_t(lane)]));
    }
}
