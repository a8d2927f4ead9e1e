// SPDX-License-Identifier: MIT
// Tests kernels/convolution.hpp, kernels/onednn.hpp, kernels/depthwise.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <hurricane/kernels/convolution.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

namespace {

/// The three directions of one convolution against the formula and its transposes.
void check_convolution(engine& e, step const& s, int n) {
    auto const problem = std::to_string(s.in.c) + "->" + std::to_string(s.out.c) + " g" +
                         std::to_string(s.groups) + " k" + std::to_string(s.kernel) + " s" +
                         std::to_string(s.stride) + " at " + std::to_string(s.in.h);
    CAPTURE(problem);
    convolution conv{e, s, n, directions::forward_and_backward};
    auto const x = random_image(n, s.in, 1);
    auto const d = random_image(n, s.out, 2);
    step_weights w;
    auto const outputs = static_cast<std::size_t>(s.out.c);
    w.weights = random_floats(static_cast<std::size_t>(s.params()) - (s.bias ? outputs : 0), 3);
    if (s.bias) w.bias = random_floats(outputs, 9);
    float_buffer weights{conv.weights_floats()};
    float_buffer copy{conv.copy_floats()};
    float_buffer gradient{conv.weights_floats()};
    std::vector<float> diff_bias(outputs);
    float_buffer src{layout{n, s.in}.floats()};
    float_buffer dst{layout{n, s.out}.floats()};
    float_buffer diff_dst{dst.size()};
    float_buffer diff_src{src.size()};
    auto const xs = to_floats(x);
    auto const ds = to_floats(d);
    std::copy(xs.begin(), xs.end(), src.data());
    std::copy(ds.begin(), ds.end(), diff_dst.data());
    conv.pack(e, w.weights.data(), weights.data());
    conv.refresh(e, weights.data(), copy.data());
    conv.forward(e, src.data(), weights.data(), w.bias.data(), dst.data());
    auto const wanted = reference::run(s, x, x, w, {});
    CHECK(largest_difference(wanted, dst.data()) < 1e-3);

    // <d, conv(x)> is linear in x and in w: its gradients are the backward passes.
    // Added to themselves they double.
    conv.backward_weights(e, src.data(), diff_dst.data(), gradient.data(), diff_bias.data());
    conv.backward_weights(e, src.data(), diff_dst.data(), gradient.data(), diff_bias.data(),
                          write::accumulate);
    for (auto& g : gradient.all()) g /= 2;
    for (std::size_t o = 0; s.bias && o < outputs; o += 7) {
        double sum = 0;
        for (int i = 0; i < n; ++i)
            for (int p = 0; p < s.out.pixels(); ++p)
                sum += d.at(i, int(o), p / s.out.w, p % s.out.w);
        CHECK(diff_bias[o] == doctest::Approx(2 * sum).epsilon(1e-3));
    }
    std::vector<float> plain(w.weights.size());
    conv.unpack(e, gradient.data(), plain.data());
    auto linear = w;  // the bias shifts <d, conv(x)> by a constant
    std::fill(linear.bias.begin(), linear.bias.end(), 0.0f);
    auto const dot = [&](step_weights const& v, reference::image const& input) {
        auto const y = reference::run(s, input, input, v, {});
        double sum = 0;
        for (std::size_t i = 0; i < y.x.size(); ++i) sum += y.x[i] * d.x[i];
        return sum;
    };
    rng pick{4, "pick"};
    for (int t = 0; t < 4; ++t) {
        auto const k = pick.below(plain.size());
        step_weights unit;
        unit.bias.assign(outputs, 0);
        unit.weights.assign(plain.size(), 0);
        unit.weights[k] = 1;
        CHECK(std::abs(plain[k] - dot(unit, x)) < 2e-3 * (1 + std::abs(plain[k])));
    }
    conv.backward_data(e, diff_dst.data(), weights.data(), copy.data(), diff_src.data());
    layout const in{n, s.in};
    for (int t = 0; t < 4; ++t) {
        reference::image unit{n, s.in};
        auto const i = static_cast<int>(pick.below(std::uint64_t(n)));
        auto const c = static_cast<int>(pick.below(std::uint64_t(s.in.c)));
        auto const p = static_cast<int>(pick.below(std::uint64_t(s.in.pixels())));
        unit.at(i, c, p / s.in.w, p % s.in.w) = 1;
        CHECK(std::abs(diff_src.data()[in.at(i, c, p)] - dot(linear, unit)) < 1e-3);
    }
}

}  // namespace

TEST_CASE("convolutions in their three directions") {
    engine e;
    auto const check = [&](int in, int out, int size, int kernel, int stride, int groups,
                           bool bias = false) {
        slot const at{{in, size, size}, out, stride};
        check_convolution(e,
                          {.op = kind::conv,
                           .bias = bias,
                           .kernel = kernel,
                           .stride = stride,
                           .groups = groups,
                           .in = at.in,
                           .out = at.result()},
                          2);
    };
    for (int size : {1, 2, 5, 8, 33})
        for (int stride : {1, 2}) {
            if (stride > size) continue;
            for (int k : {3, 5, 7})
                for (int c : {3, 8, 12, 20, 58}) check(c, c, size, k, stride, c);
            for (int in : {1, 3, 12, 20, 58})
                for (int out : {1, 3, 12, 20, 58}) check(in, out, size, 1, stride, 1, in == out);
            for (int in : {1, 3, 12})
                for (int k : {3, 5, 7}) check(in, 20, size, k, stride, 1, k == 5);
            for (int groups : {2, 4}) {
                check(12, 20, size, 1, stride, groups);
                check(12, 20, size, 3, stride, groups);
            }
        }
}

TEST_CASE("linear layers in their three directions") {
    engine e;
    for (int in : {1, 3, 20, 64})
        for (int out : {1, 10, 58}) {
            step const s{.op = kind::linear, .bias = true, .in = {in, 1, 1}, .out = {out, 1, 1}};
            inner_product fc{e, s, 3, directions::forward_and_backward};
            auto const x = random_image(3, s.in, 1);
            auto const d = random_image(3, s.out, 2);
            step_weights w;
            w.weights = random_floats(std::size_t(in * out), 3);
            w.bias = random_floats(std::size_t(out), 4);
            auto src = to_floats(x);
            auto diff_dst = to_floats(d);
            std::vector<float> dst(std::size_t(3 * out));
            std::vector<float> weights(fc.weights_floats());
            std::vector<float> diff_w(fc.weights_floats());
            std::vector<float> diff_b(static_cast<std::size_t>(out));
            std::vector<float> diff_src(src.size());
            fc.pack(e, w.weights.data(), weights.data());
            fc.forward(e, src.data(), weights.data(), w.bias.data(), dst.data());
            CHECK(largest_difference(reference::run(s, x, x, w, {}), dst.data()) < 1e-4);
            fc.backward_weights(e, src.data(), diff_dst.data(), diff_w.data(), diff_b.data());
            fc.backward_data(e, diff_dst.data(), weights.data(), nullptr, diff_src.data());
            double b = 0;
            double ww = 0;
            double ds = 0;
            for (int i = 0; i < 3; ++i) {
                b += d.at(i, 0, 0, 0);
                ww += d.at(i, 0, 0, 0) * x.at(i, in - 1, 0, 0);
            }
            for (int o = 0; o < out; ++o) ds += d.at(1, o, 0, 0) * w.weights[std::size_t(o * in)];
            CHECK(diff_b[0] == doctest::Approx(b).epsilon(1e-4));
            CHECK(std::abs(diff_w[std::size_t(in - 1)] - ww) < 1e-4);
            CHECK(std::abs(diff_src[std::size_t(in)] - ds) < 1e-4);
        }
}
