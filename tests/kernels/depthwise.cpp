// SPDX-License-Identifier: MIT
// Tests kernels/depthwise.hpp, kernels/convolution.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <hurricane/kernels/convolution.hpp>
#include <hurricane/kernels/depthwise.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("our depthwise passes, one to four rows together, agree with oneDNN's at any width") {
    engine e;
    std::vector<bool> together(5);
    auto const check = [&](int c, int size, int k, int stride) {
        CAPTURE(c);
        CAPTURE(size);
        CAPTURE(k);
        CAPTURE(stride);
        slot const at{{c, size, size}, c, stride};
        step const s{.op = kind::conv,
                     .kernel = k,
                     .stride = stride,
                     .groups = c,
                     .in = at.in,
                     .out = at.result()};
        together[std::size_t(kernels::detail::rows_together(s))] = true;
        int const n = 2;
        int const taps = k * k;
        convolution conv{e, s, n, directions::forward_and_backward};
        auto const x = random_floats(layout{n, s.in}.floats(), 1);
        auto const d = random_floats(layout{n, s.out}.floats(), 2);
        auto const plain = random_floats(std::size_t(c * taps), 3);
        std::vector<float> ours(plain.size());
        std::vector<float> y(d.size());
        std::vector<float> diff_x(x.size());
        std::vector<float> diff_w(plain.size());
        for (int ch = 0; ch < c; ++ch)
            for (int t = 0; t < taps; ++t)
                ours[std::size_t(t * c + ch)] = plain[std::size_t(ch * taps + t)];
        float_buffer weights{conv.weights_floats()};
        float_buffer copy{conv.copy_floats()};
        float_buffer gradient{conv.weights_floats()};
        float_buffer scratch{depthwise_scratch(s)};
        conv.pack(e, plain.data(), weights.data());
        conv.refresh(e, weights.data(), copy.data());
        std::vector<float> wanted_y(y.size());
        std::vector<float> wanted_x(x.size());
        std::vector<float> wanted_w(plain.size());
        conv.forward(e, x.data(), weights.data(), nullptr, wanted_y.data());
        conv.backward_data(e, d.data(), weights.data(), copy.data(), wanted_x.data());
        conv.backward_weights(e, x.data(), d.data(), gradient.data(), nullptr);
        conv.unpack(e, gradient.data(), wanted_w.data());

        depthwise_forward(s, n, x.data(), {}, ours.data(), y.data(), nullptr, nullptr, 0,
                          scratch.data());
        depthwise_backward(s, n, x.data(), {}, nullptr, {}, d.data(), ours.data(),
                           {.diff_weights = diff_w.data(), .diff_src = diff_x.data()},
                           scratch.data());
        auto const worst = [](auto const& a, auto const& b) {
            double most = 0;
            for (std::size_t i = 0; i < a.size(); ++i)
                most = std::max(most, double(std::abs(a[i] - b[i])));
            return most;
        };
        CHECK(worst(y, wanted_y) < 1e-4);
        CHECK(worst(diff_x, wanted_x) < 1e-4);
        double most = 0;
        for (int ch = 0; ch < c; ++ch)
            for (int t = 0; t < taps; ++t)
                most = std::max<double>(most, std::abs(diff_w[std::size_t(t * c + ch)] -
                                                       wanted_w[std::size_t(ch * taps + t)]));
        CHECK(most < 1e-3 * size);
    };
    for (int k : {3, 5, 7})
        for (int stride : {1, 2}) {
            for (int size = stride; size <= 33; ++size) check(12, size, k, stride);
            for (int size : {7, 14, 28}) check(58, size, k, stride);
            for (int c : {100, 160, 240, 420}) check(c, 33, k, stride);
        }
    CHECK((together[1] && together[2] && together[4]));
}
