// SPDX-License-Identifier: MIT
// Single kernels against their formulas (kernels/reference.hpp).
#include <doctest/doctest.h>

#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/convolution.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/pixels.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("blocked and plain orders carry the same values") {
    for (int c : {1, 3, 8, 12, 20}) {
        auto const x = random_image(3, {c, 5, 4}, 1);
        auto const blocked = to_floats(x, order::blocked);
        CHECK(largest_difference(x, blocked.data(), order::blocked) == 0);
        layout const l{3, {c, 5, 4}};
        for (int lane = c; lane < padded(c); ++lane) CHECK(blocked[l.at(1, lane, 7)] == 0);  // padding is zero
    }
}

TEST_CASE("activations and their slopes follow the formulas") {
    std::vector<float> x;
    for (double v = -8; v < 9; v += 0.0137) x.push_back(static_cast<float>(v));
    std::vector<float> y(x.size()), ones(x.size(), 1.0f), slope(x.size());
    for (auto k : {kind::relu, kind::relu6, kind::swish, kind::hard_swish, kind::sigmoid, kind::hard_sigmoid}) {
        activate(activation_of(k), x.data(), y.data(), x.size());
        activate_backward(activation_of(k), x.data(), ones.data(), slope.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            double const e = 1e-6, v = x[i];
            CHECK(y[i] == doctest::Approx(reference::activation(k, v)).epsilon(1e-5));
            bool const kink = std::abs(v) < 1e-4 || std::abs(v - 6) < 1e-4 || std::abs(std::abs(v) - 3) < 1e-4;
            double const wanted = (reference::activation(k, v + e) - reference::activation(k, v - e)) / (2 * e);
            if (!kink) CHECK(std::abs(slope[i] - wanted) < 1e-5);
        }
    }
}

TEST_CASE("batch norm with its activation follows the formula, in both modes") {
    for (int c : {1, 3, 8, 12, 20, 58})
        for (int size : {1, 4, 7})
            for (auto k : {kind::dropout, kind::relu, kind::relu6, kind::swish, kind::hard_swish, kind::hard_sigmoid,
                           kind::sigmoid}) {
                layout const l{5, {c, size, size}};
                auto const a = k == kind::dropout ? activation::none : activation_of(k);
                auto const x = random_image(l.n, l.of, 2);
                auto w = random_norm(c, 3);
                auto const src = to_floats(x, order::blocked);
                std::vector<float> dst(src.size()), inv(std::size_t(padded(c)));
                auto gamma = pad(w.gamma), beta = pad(w.beta), mean = pad(w.mean), variance = pad(w.variance);
                step s{.op = kind::batch_norm, .number = 1e-5, .in = l.of, .out = l.of};
                for (auto mode : {reference::statistics::frozen, reference::statistics::batch}) {
                    norm_args const args{gamma.data(), beta.data(), mean.data(), variance.data(), inv.data(), 1e-5};
                    if (mode == reference::statistics::frozen)
                        norm_frozen(a, l, src.data(), args, dst.data());
                    else
                        norm_forward(a, l, src.data(), args, dst.data());
                    auto wanted = reference::run(s, x, x, w, mode);
                    for (auto& v : wanted.x) v = reference::activation(k, v);
                    CHECK(largest_difference(wanted, dst.data(), order::blocked) < 2e-4);
                    for (int i = 0; i < l.n; ++i)
                        for (int lane = c; lane < padded(c); ++lane) CHECK(dst[l.at(i, lane, 0)] == 0);
                }
                double const m = l.n * static_cast<double>(l.of.pixels());
                for (int ch = 0; ch < c; ++ch) {
                    auto const wanted = reference::of_channel(x, ch);
                    CHECK(mean[std::size_t(ch)] == doctest::Approx(wanted.mean).epsilon(1e-4));
                    CHECK(variance[std::size_t(ch)] == doctest::Approx(wanted.variance * m / (m - 1)).epsilon(1e-4));
                }
            }
}

TEST_CASE("the variance is accurate far from zero") {
    layout const l{4, {8, 16, 16}};
    auto x = random_image(4, l.of, 9);
    for (auto& v : x.x) v += 1000;
    auto const src = to_floats(x, order::blocked);
    std::vector<float> ones(8, 1.0f), zeros(8), mean(8), variance(8), inv(8), dst(src.size());
    norm_forward(activation::none, l, src.data(),
                 {ones.data(), zeros.data(), mean.data(), variance.data(), inv.data(), 1e-5}, dst.data());
    for (int c = 0; c < 8; ++c)
        CHECK(variance[std::size_t(c)] ==
              doctest::Approx(reference::of_channel(x, c).variance * 1024 / 1023).epsilon(1e-3));
}

TEST_CASE("shuffle, slice and concat move the right channels, forward and back") {
    for (int c : {2, 6, 12, 16, 20, 32, 58, 64})
        for (int size : {1, 4, 5}) {
            layout const l{3, {c, size, size}};
            auto const x = random_image(3, l.of, 4);
            auto const src = to_floats(x, order::blocked);
            for (int groups : {2, c / 2}) {
                step const s{.op = kind::channel_shuffle, .groups = groups, .in = l.of, .out = l.of};
                std::vector<float> dst(src.size()), back(src.size());
                channel_shuffle(l, groups, src.data(), dst.data());
                CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data(), order::blocked) == 0);
                channel_shuffle_backward(l, groups, dst.data(), back.data());
                CHECK(back == src);  // a permutation: its transpose is its inverse
            }
            layout const half{3, {c / 2, size, size}};
            std::vector<float> a(half.floats()), b(half.floats()), whole(l.floats());
            slice(l, src.data(), 0, half, a.data());
            slice(l, src.data(), c / 2, half, b.data());
            step const s{.op = kind::slice, .offset = c / 2, .in = l.of, .out = half.of};
            CHECK(largest_difference(reference::run(s, x, x, {}, {}), b.data(), order::blocked) == 0);
            concat(half, a.data(), half, b.data(), l, whole.data());
            CHECK(whole == src);
        }
}

TEST_CASE("pooling, scaling and their gradients") {
    for (int c : {1, 3, 8, 20}) {
        layout const l{3, {c, 4, 5}};
        auto const x = random_image(3, l.of, 5), g = random_image(3, {c, 1, 1}, 6), d = random_image(3, l.of, 7);
        auto const src = to_floats(x, order::blocked), gate = to_floats(g, order::plain),
                   diff = to_floats(d, order::blocked);
        std::vector<float> pooled(std::size_t(3 * c)), dst(src.size()), diff_src(src.size()),
            diff_gate(std::size_t(3 * c));
        global_pool(l, src.data(), pooled.data());
        step const pool{.op = kind::global_pool, .in = l.of, .out = {c, 1, 1}};
        CHECK(largest_difference(reference::run(pool, x, x, {}, {}), pooled.data(), order::plain) < 1e-6);
        global_pool_backward(l, gate.data(), diff_src.data());
        CHECK(diff_src[l.at(2, c - 1, 11)] == doctest::Approx(g.at(2, c - 1, 0, 0) / 20));
        scale(l, src.data(), gate.data(), dst.data());
        step const times{.op = kind::scale, .in = l.of, .out = l.of};
        CHECK(largest_difference(reference::run(times, x, g, {}, {}), dst.data(), order::blocked) < 1e-6);
        scale_backward(l, src.data(), gate.data(), diff.data(), diff_src.data(), diff_gate.data());
        for (int i = 0; i < 3; ++i)
            for (int k = 0; k < c; ++k) {
                double sum = 0;
                for (int h = 0; h < 4; ++h)
                    for (int w = 0; w < 5; ++w) {
                        sum += d.at(i, k, h, w) * x.at(i, k, h, w);
                        CHECK(diff_src[l.at(i, k, h * 5 + w)] == doctest::Approx(d.at(i, k, h, w) * g.at(i, k, 0, 0)));
                    }
                CHECK(diff_gate[std::size_t(i * c + k)] == doctest::Approx(sum).epsilon(1e-4));
            }
    }
}

namespace {

/// The three directions of one convolution against the formula and its transposes.
void check_convolution(engine& e, step const& s, int n, order src_order) {
    auto const problem = std::to_string(s.in.c) + "->" + std::to_string(s.out.c) + " g" + std::to_string(s.groups) +
                         " k" + std::to_string(s.kernel) + " s" + std::to_string(s.stride) + " at " +
                         std::to_string(s.in.h);
    CAPTURE(problem);
    convolution conv{e, s, n, src_order,
                     src_order == order::plain ? directions::without_diff_src : directions::forward_and_backward};
    auto const x = random_image(n, s.in, 1), d = random_image(n, s.out, 2);
    step_weights w;
    w.weights = random_floats(static_cast<std::size_t>(s.params()), 3);
    float_buffer weights{conv.weights_floats()}, copy{conv.copy_floats()}, gradient{conv.weights_floats()};
    float_buffer src{layout{n, s.in, src_order}.floats()}, dst{layout{n, s.out}.floats()}, diff_dst{dst.size()},
        diff_src{src.size()};
    auto const xs = to_floats(x, src_order), ds = to_floats(d, order::blocked);
    std::copy(xs.begin(), xs.end(), src.data());
    std::copy(ds.begin(), ds.end(), diff_dst.data());
    conv.pack(e, w.weights.data(), weights.data());
    conv.refresh(e, weights.data(), copy.data());
    conv.forward(e, src.data(), weights.data(), nullptr, dst.data());
    auto const wanted = reference::run(s, x, x, w, {});
    CHECK(largest_difference(wanted, dst.data(), order::blocked) < 1e-3);

    // <d, conv(x)> is linear in x and in w: its gradients are the backward passes.
    conv.backward_weights(e, src.data(), diff_dst.data(), gradient.data(), nullptr);
    std::vector<float> plain(w.weights.size());
    conv.unpack(e, gradient.data(), plain.data());
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
        unit.weights.assign(plain.size(), 0);
        unit.weights[k] = 1;
        CHECK(std::abs(plain[k] - dot(unit, x)) < 2e-3 * (1 + std::abs(plain[k])));
    }
    if (src_order == order::plain) return;
    conv.backward_data(e, diff_dst.data(), weights.data(), copy.data(), diff_src.data());
    layout const in{n, s.in};
    for (int t = 0; t < 4; ++t) {
        reference::image unit{n, s.in};
        auto const i = static_cast<int>(pick.below(std::uint64_t(n))),
                   c = static_cast<int>(pick.below(std::uint64_t(s.in.c))),
                   p = static_cast<int>(pick.below(std::uint64_t(s.in.pixels())));
        unit.at(i, c, p / s.in.w, p % s.in.w) = 1;
        CHECK(std::abs(diff_src.data()[in.at(i, c, p)] - dot(w, unit)) < 1e-3);
    }
}

}  // namespace

TEST_CASE("convolutions in their three directions") {
    engine e;
    for (int size : {1, 2, 5, 8, 33})
        for (int stride : {1, 2}) {
            if (stride > size) continue;
            for (int k : {3, 5, 7})
                for (int c : {1, 3, 8, 12, 20}) {
                    slot const at{{c, size, size}, c, stride};
                    if (c > 1)
                        check_convolution(e,
                                          {.op = kind::conv,
                                           .kernel = k,
                                           .stride = stride,
                                           .groups = c,
                                           .in = at.in,
                                           .out = at.result()},
                                          2, order::blocked);
                }
            for (int in : {3, 8, 20})
                for (int out : {8, 12, 58}) {
                    slot const at{{in, size, size}, out, stride};
                    check_convolution(e, {.op = kind::conv, .stride = stride, .in = at.in, .out = at.result()}, 2,
                                      order::blocked);
                }
            for (int in : {1, 2, 3})
                for (int k : {1, 3, 5}) {
                    slot const at{{in, size, size}, 12, stride};
                    check_convolution(
                        e, {.op = kind::conv, .kernel = k, .stride = stride, .in = at.in, .out = at.result()}, 2,
                        order::plain);
                }
        }
}

TEST_CASE("linear layers in their three directions") {
    engine e;
    for (int in : {1, 3, 20, 64})
        for (int out : {1, 10, 58}) {
            step const s{.op = kind::linear, .bias = true, .in = {in, 1, 1}, .out = {out, 1, 1}};
            inner_product fc{e, s, 3, directions::forward_and_backward};
            auto const x = random_image(3, s.in, 1), d = random_image(3, s.out, 2);
            step_weights w;
            w.weights = random_floats(std::size_t(in * out), 3), w.bias = random_floats(std::size_t(out), 4);
            auto src = to_floats(x, order::plain), diff_dst = to_floats(d, order::plain);
            std::vector<float> dst(std::size_t(3 * out)), weights(fc.weights_floats()), diff_w(fc.weights_floats()),
                diff_b(static_cast<std::size_t>(out)), diff_src(src.size());
            fc.pack(e, w.weights.data(), weights.data());
            fc.forward(e, src.data(), weights.data(), w.bias.data(), dst.data());
            CHECK(largest_difference(reference::run(s, x, x, w, {}), dst.data(), order::plain) < 1e-4);
            fc.backward_weights(e, src.data(), diff_dst.data(), diff_w.data(), diff_b.data());
            fc.backward_data(e, diff_dst.data(), weights.data(), nullptr, diff_src.data());
            double b = 0, ww = 0, ds = 0;
            for (int i = 0; i < 3; ++i) b += d.at(i, 0, 0, 0), ww += d.at(i, 0, 0, 0) * x.at(i, in - 1, 0, 0);
            for (int o = 0; o < out; ++o) ds += d.at(1, o, 0, 0) * w.weights[std::size_t(o * in)];
            CHECK(diff_b[0] == doctest::Approx(b).epsilon(1e-4));
            CHECK(std::abs(diff_w[std::size_t(in - 1)] - ww) < 1e-4);
            CHECK(std::abs(diff_src[std::size_t(in)] - ds) < 1e-4);
        }
}

TEST_CASE("cross-entropy with label smoothing, and its gradient") {
    auto logits = random_floats(12, 8);
    std::vector<int> const labels{2, 0, 3};
    std::vector<float> diff(12), unused(12);
    double const loss = cross_entropy(labels, 4, 0.1, logits.data(), diff.data(), 0.5);
    double by_hand = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < 4; ++c) sum += std::exp(logits[4 * i + c]);
        for (std::size_t c = 0; c < 4; ++c)
            by_hand -= (static_cast<int>(c) == labels[i] ? 0.925 : 0.025) * (logits[4 * i + c] - std::log(sum));
    }
    CHECK(loss == doctest::Approx(by_hand));
    for (std::size_t k = 0; k < 12; ++k) {
        auto up = logits, down = logits;
        up[k] += 1e-2f, down[k] -= 1e-2f;
        double const slope = (cross_entropy(labels, 4, 0.1, up.data(), unused.data(), 1) -
                              cross_entropy(labels, 4, 0.1, down.data(), unused.data(), 1)) /
                             (static_cast<double>(up[k]) - down[k]);
        CHECK(diff[k] == doctest::Approx(0.5 * slope).epsilon(1e-3));
    }
    float const ties[] = {1, 1, 0};
    CHECK(rank_of(0, 3, ties) == 0);
    CHECK(rank_of(1, 3, ties) == 1);
    CHECK(rank_of(2, 3, ties) == 2);
}
