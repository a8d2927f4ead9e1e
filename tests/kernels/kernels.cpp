// SPDX-License-Identifier: MIT
// Single kernels against their formulas (kernels/reference.hpp).
#include <doctest/doctest.h>

#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/convolution.hpp>
#include <hurricane/kernels/dropout.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/kernels/max_pool.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/pixels.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("plain and channels-last orders carry the same values") {
    for (int c : {1, 3, 8, 12, 20}) {
        auto const x = random_image(3, {c, 5, 4}, 1);
        layout const l{3, {c, 5, 4}};
        std::vector<float> const plain(x.x.begin(), x.x.end());
        std::vector<float> last(l.floats()), back(l.floats());
        to_channels_last(l, plain.data(), last.data());
        CHECK(largest_difference(x, last.data()) == 0);
        from_channels_last(l, last.data(), back.data());
        CHECK(back == plain);
    }
}

TEST_CASE("activations and their slopes follow the formulas") {
    std::vector<float> x;
    for (double v = -8; v < 9; v += 0.0137) x.push_back(static_cast<float>(v));
    std::vector<float> y(x.size()), ones(x.size(), 1.0f), slope(x.size());
    for (auto k : {kind::relu, kind::relu6, kind::swish, kind::hard_swish, kind::sigmoid,
                   kind::hard_sigmoid}) {
        activate(activation_of(k), x.data(), y.data(), x.size());
        activate_backward(activation_of(k), x.data(), ones.data(), slope.data(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            double const e = 1e-6, v = x[i];
            CHECK(y[i] == doctest::Approx(reference::activation(k, v)).epsilon(1e-5));
            bool const kink =
                std::abs(v) < 1e-4 || std::abs(v - 6) < 1e-4 || std::abs(std::abs(v) - 3) < 1e-4;
            double const wanted =
                (reference::activation(k, v + e) - reference::activation(k, v - e)) / (2 * e);
            if (!kink) CHECK(std::abs(slope[i] - wanted) < 1e-5);
        }
    }
}

namespace {

/// All of one batch norm on tiles of `tile` images.
struct norm_bench {
    layout l;
    int tile;
    activation a;
    std::vector<float> src, dst, numbers, mean, variance, temporary;
    norm_values v;

    norm_bench(reference::image const& x, int tile_images, activation act)
        : l{x.n, x.of}, tile{tile_images}, a{act}, src{to_floats(x)}, dst(src.size()),
          numbers(std::size_t(norm_values::arrays * x.of.c)), mean(std::size_t(x.of.c)),
          variance(mean.size()), temporary(4 * mean.size()), v{numbers.data(), x.of.c} {}

    template <class F>
    void tiles(F f) {
        for (int i = 0; i < l.n; i += tile)
            f(layout{tile, l.of}, i, std::size_t(i) * std::size_t(l.of.size()));
    }

    void statistics() {
        tiles([&](layout t, int first, std::size_t at) {
            norm_statistics(t, src.data() + at, first, mean.data(), variance.data(),
                            temporary.data());
        });
    }

    void apply(step_weights const& w, float const* mu, float const* var) {
        norm_finish(l.of.c, mu, var, 1e-5, w.gamma.data(), w.beta.data(), v);
        tiles([&](layout t, int, std::size_t at) {
            norm_apply(a, t, src.data() + at, v, dst.data() + at);
        });
    }
};

}  // namespace

TEST_CASE(
    "batch norm with its activation follows the formula, in both modes, forward and back, by "
    "tiles") {
    for (int c : {1, 3, 8, 12, 20, 58, 70})
        for (int size : {1, 4, 7, 33})
            for (auto k : {kind::dropout, kind::relu, kind::relu6, kind::swish, kind::hard_swish,
                           kind::hard_sigmoid, kind::sigmoid}) {
                if (size == 33 && c > 3) continue;
                auto const act = k == kind::dropout ? activation::none : activation_of(k);
                auto const x = random_image(6, {c, size, size}, 2),
                           d = random_image(6, {c, size, size}, 5);
                auto w = random_norm(c, 3);
                norm_bench b{x, size == 4 ? 2 : 6, act};
                step const s{.op = kind::batch_norm, .attribute = 1e-5, .in = x.of, .out = x.of};
                auto const wanted = [&](reference::image const& input, reference::statistics mode) {
                    auto y = reference::run(s, input, input, w, mode);
                    for (auto& v : y.x) v = reference::activation(k, v);
                    return y;
                };
                b.apply(w, w.mean.data(), w.variance.data());
                CHECK(largest_difference(wanted(x, reference::statistics::frozen), b.dst.data()) <
                      2e-4);
                b.statistics();
                for (int ch = 0; ch < c; ++ch) {
                    auto const m = reference::of_channel(x, ch);
                    CHECK(b.mean[std::size_t(ch)] == doctest::Approx(m.mean).epsilon(1e-4));
                    CHECK(b.variance[std::size_t(ch)] == doctest::Approx(m.variance).epsilon(1e-4));
                }
                b.apply(w, b.mean.data(), b.variance.data());
                CHECK(largest_difference(wanted(x, reference::statistics::batch), b.dst.data()) <
                      2e-4);

                auto const diff_dst = to_floats(d);
                std::vector<float> sum(std::size_t(c), 0.0f), dot(std::size_t(c), 0.0f),
                    diff_src(b.src.size());
                b.tiles([&](layout t, int, std::size_t at) {
                    norm_reduce(act, t, b.src.data() + at, diff_dst.data() + at, b.v, sum.data(),
                                dot.data());
                });
                norm_finish_backward(c, double(b.l.rows()), sum.data(), dot.data(), b.v);
                b.tiles([&](layout t, int, std::size_t at) {
                    norm_back(act, t, b.src.data() + at, diff_dst.data() + at, b.v,
                              diff_src.data() + at);
                });
                auto const loss = [&](reference::image const& input) {
                    auto const y = wanted(input, reference::statistics::batch);
                    double total = 0;
                    for (std::size_t i = 0; i < y.x.size(); ++i) total += y.x[i] * d.x[i];
                    return total;
                };
                rng pick{11, "norm"};
                auto const smooth = [](double wide, double narrow) {
                    return std::abs(wide - narrow) < 1e-3 * (1 + std::abs(narrow));
                };
                for (int t = 0; t < 3; ++t) {
                    int const i = int(pick.below(6)), ch = int(pick.below(std::uint64_t(c))),
                              p = int(pick.below(std::uint64_t(x.of.pixels())));
                    auto moved = x;
                    double& at = moved.at(i, ch, p / size, p % size);
                    double const here = at;
                    auto const slope = [&](double e) {
                        at = here + e;
                        double const up = loss(moved);
                        at = here - e;
                        return (up - loss(moved)) / (2 * e);
                    };
                    double const wide = slope(1e-3), narrow = slope(1e-4);
                    if (smooth(wide, narrow))
                        CHECK(std::abs(diff_src[b.l.at(i, ch, p)] - narrow) <
                              2e-3 * (1 + std::abs(narrow)));
                    auto const k2 = std::size_t(ch);
                    for (auto [array, got] :
                         {std::pair{&w.gamma, dot[k2]}, std::pair{&w.beta, sum[k2]}}) {
                        float& g = (*array)[k2];
                        float const before = g;
                        double slopes[2];
                        for (int e = 0; e < 2; ++e) {
                            g = before + (e ? 1e-2f : 1e-3f);
                            double const up = loss(x), high = g;
                            g = before - (e ? 1e-2f : 1e-3f);
                            slopes[e] = (up - loss(x)) / (high - double(g));
                            g = before;
                        }
                        if (smooth(slopes[1], slopes[0]))
                            CHECK(std::abs(got - slopes[0]) < 2e-3 * (1 + std::abs(slopes[0])));
                    }
                }
            }
}

TEST_CASE("the variance is accurate far from zero") {
    auto x = random_image(4, {8, 16, 16}, 9);
    for (auto& v : x.x) v += 1000;
    norm_bench b{x, 1, activation::none};
    b.statistics();
    for (int c = 0; c < 8; ++c)
        CHECK(b.variance[std::size_t(c)] ==
              doctest::Approx(reference::of_channel(x, c).variance).epsilon(1e-3));
}

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
                    auto const src = to_floats(x), diff_dst = to_floats(d);
                    std::vector<float> dst(diff_dst.size()), diff_src(src.size());
                    max_pool(s, 2, src.data(), dst.data());
                    CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data()) == 0);
                    reference::image wanted{2, s.in};
                    reference::for_each(d, [&](int i, int ch, int h, int w) {
                        int by = -1, bx = -1;
                        for (int y = h * stride - k / 2; y < h * stride - k / 2 + k; ++y)
                            for (int z = w * stride - k / 2; z < w * stride - k / 2 + k; ++z)
                                if (y >= 0 && z >= 0 && y < size && z < size &&
                                    (by < 0 || x.at(i, ch, y, z) > x.at(i, ch, by, bx)))
                                    by = y, bx = z;
                        wanted.at(i, ch, by, bx) += d.at(i, ch, h, w);
                    });
                    max_pool_backward(s, 2, src.data(), diff_dst.data(), diff_src.data());
                    CHECK(largest_difference(wanted, diff_src.data()) < 1e-5);
                }
}

TEST_CASE("a value that is not a number passes through activations, norms and max pools") {
    float const nan = std::nanf("");
    for (int lane : {0, 7, 12}) {
        std::vector<float> x(5 * 5 * 13, 1.0f), y(3 * 3 * 13);
        x[std::size_t(2 * 5 + 2) * 13 + std::size_t(lane)] = nan;
        step const s{
            .op = kind::max_pool, .kernel = 3, .stride = 2, .in = {13, 5, 5}, .out = {13, 3, 3}};
        max_pool(s, 1, x.data(), y.data());
        CHECK(std::isnan(y[std::size_t(1 * 3 + 1) * 13 + std::size_t(lane)]));
        CHECK(y[0 + std::size_t(lane == 0)] == 1);
        for (auto a : {activation::relu, activation::relu6, activation::swish,
                       activation::hard_swish, activation::sigmoid, activation::hard_sigmoid}) {
            std::vector<float> z(13, 1.0f);
            z[std::size_t(lane)] = nan;
            activate(a, z.data(), z.data(), 13);
            CHECK(std::isnan(z[std::size_t(lane)]));
        }
        std::vector<float> mean(13), variance(13), temporary(26);
        norm_statistics({1, {13, 5, 5}}, x.data(), 0, mean.data(), variance.data(),
                        temporary.data());
        CHECK(std::isnan(mean[std::size_t(lane)]));
        CHECK(std::isnan(variance[std::size_t(lane)]));
    }
}

TEST_CASE(
    "dropout keeps the right share, scales it, and repeats its mask for any cut of the images") {
    std::vector<float> const ones(100'001, 1.0f);
    std::vector<float> whole(ones.size()), parts(ones.size()), other(ones.size());
    dropout(rng{1, 2}, 0.3, 0, ones.data(), whole.data(), ones.size());
    dropout(rng{1, 2}, 0.3, 0, ones.data(), parts.data(), 777);
    dropout(rng{1, 2}, 0.3, 777, ones.data() + 777, parts.data() + 777, ones.size() - 777);
    dropout(rng{1, 3}, 0.3, 0, ones.data(), other.data(), ones.size());
    CHECK(whole == parts);
    CHECK(whole != other);
    double kept = 0;
    for (float v : whole) {
        CHECK((v == 0 || v == doctest::Approx(1 / 0.7)));
        kept += v > 0;
    }
    CHECK(std::abs(kept / 100'001 - 0.7) < 4 * std::sqrt(0.21 / 100'001));
}

TEST_CASE("shuffle, slice and concat move the right channels, forward and back") {
    for (int c : {2, 6, 12, 16, 20, 32, 58, 64, 116})
        for (int size : {1, 4, 5, 33}) {
            layout const l{3, {c, size, size}};
            auto const x = random_image(3, l.of, 4);
            auto const src = to_floats(x);
            for (int groups : {2, c / 2}) {
                step const s{
                    .op = kind::channel_shuffle, .groups = groups, .in = l.of, .out = l.of};
                std::vector<float> dst(src.size()), back(src.size());
                channel_shuffle(l, groups, src.data(), dst.data());
                CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data()) == 0);
                channel_shuffle_backward(l, groups, dst.data(), back.data());
                CHECK(back == src);  // a permutation: its transpose is its inverse
            }
            layout const half{3, {c / 2, size, size}};
            std::vector<float> a(half.floats()), b(half.floats()), whole(l.floats());
            slice(l, src.data(), 0, half, a.data());
            slice(l, src.data(), c / 2, half, b.data());
            step const s{.op = kind::slice, .offset = c / 2, .in = l.of, .out = half.of};
            CHECK(largest_difference(reference::run(s, x, x, {}, {}), b.data()) == 0);
            concat(half, a.data(), half, b.data(), l, whole.data());
            CHECK(whole == src);
        }
}

TEST_CASE("pooling, scaling and their gradients") {
    for (int c : {1, 3, 8, 12, 20, 58})
        for (shape const of : {shape{c, 4, 5}, shape{c, 1, 1}, shape{c, 33, 33}}) {
            layout const l{3, of};
            double const pixels = of.pixels();
            auto const x = random_image(3, of, 5), g = random_image(3, {c, 1, 1}, 6),
                       d = random_image(3, of, 7);
            auto const src = to_floats(x), gate = to_floats(g), diff = to_floats(d);
            std::vector<float> pooled(std::size_t(3 * c)), dst(src.size()), diff_src(src.size()),
                diff_gate(std::size_t(3 * c));
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

namespace {

/// The three directions of one convolution against the formula and its transposes.
void check_convolution(engine& e, step const& s, int n) {
    auto const problem = std::to_string(s.in.c) + "->" + std::to_string(s.out.c) + " g" +
                         std::to_string(s.groups) + " k" + std::to_string(s.kernel) + " s" +
                         std::to_string(s.stride) + " at " + std::to_string(s.in.h);
    CAPTURE(problem);
    convolution conv{e, s, n, directions::forward_and_backward};
    auto const x = random_image(n, s.in, 1), d = random_image(n, s.out, 2);
    step_weights w;
    auto const outputs = static_cast<std::size_t>(s.out.c);
    w.weights = random_floats(static_cast<std::size_t>(s.params()) - (s.bias ? outputs : 0), 3);
    if (s.bias) w.bias = random_floats(outputs, 9);
    float_buffer weights{conv.weights_floats()}, copy{conv.copy_floats()},
        gradient{conv.weights_floats()};
    std::vector<float> diff_bias(outputs);
    float_buffer src{layout{n, s.in}.floats()}, dst{layout{n, s.out}.floats()},
        diff_dst{dst.size()}, diff_src{src.size()};
    auto const xs = to_floats(x), ds = to_floats(d);
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
        auto const i = static_cast<int>(pick.below(std::uint64_t(n))),
                   c = static_cast<int>(pick.below(std::uint64_t(s.in.c))),
                   p = static_cast<int>(pick.below(std::uint64_t(s.in.pixels())));
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
            for (int groups : {2, 4})
                check(12, 20, size, 1, stride, groups), check(12, 20, size, 3, stride, groups);
        }
}

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
        int const n = 2, taps = k * k;
        convolution conv{e, s, n, directions::forward_and_backward};
        auto const x = random_floats(layout{n, s.in}.floats(), 1),
                   d = random_floats(layout{n, s.out}.floats(), 2),
                   plain = random_floats(std::size_t(c * taps), 3);
        std::vector<float> ours(plain.size()), y(d.size()), diff_x(x.size()), diff_w(plain.size());
        for (int ch = 0; ch < c; ++ch)
            for (int t = 0; t < taps; ++t)
                ours[std::size_t(t * c + ch)] = plain[std::size_t(ch * taps + t)];
        float_buffer weights{conv.weights_floats()}, copy{conv.copy_floats()},
            gradient{conv.weights_floats()}, scratch{depthwise_scratch(s)};
        conv.pack(e, plain.data(), weights.data());
        conv.refresh(e, weights.data(), copy.data());
        std::vector<float> wanted_y(y.size()), wanted_x(x.size()), wanted_w(plain.size());
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

TEST_CASE("linear layers in their three directions") {
    engine e;
    for (int in : {1, 3, 20, 64})
        for (int out : {1, 10, 58}) {
            step const s{.op = kind::linear, .bias = true, .in = {in, 1, 1}, .out = {out, 1, 1}};
            inner_product fc{e, s, 3, directions::forward_and_backward};
            auto const x = random_image(3, s.in, 1), d = random_image(3, s.out, 2);
            step_weights w;
            w.weights = random_floats(std::size_t(in * out), 3),
            w.bias = random_floats(std::size_t(out), 4);
            auto src = to_floats(x), diff_dst = to_floats(d);
            std::vector<float> dst(std::size_t(3 * out)), weights(fc.weights_floats()),
                diff_w(fc.weights_floats()), diff_b(static_cast<std::size_t>(out)),
                diff_src(src.size());
            fc.pack(e, w.weights.data(), weights.data());
            fc.forward(e, src.data(), weights.data(), w.bias.data(), dst.data());
            CHECK(largest_difference(reference::run(s, x, x, w, {}), dst.data()) < 1e-4);
            fc.backward_weights(e, src.data(), diff_dst.data(), diff_w.data(), diff_b.data());
            fc.backward_data(e, diff_dst.data(), weights.data(), nullptr, diff_src.data());
            double b = 0, ww = 0, ds = 0;
            for (int i = 0; i < 3; ++i)
                b += d.at(i, 0, 0, 0), ww += d.at(i, 0, 0, 0) * x.at(i, in - 1, 0, 0);
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
    double const loss = cross_entropy({.labels = labels}, 4, 0.1, logits.data(), diff.data(), 0.5);
    double by_hand = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < 4; ++c) sum += std::exp(logits[4 * i + c]);
        for (std::size_t c = 0; c < 4; ++c)
            by_hand -= (static_cast<int>(c) == labels[i] ? 0.925 : 0.025) *
                       (logits[4 * i + c] - std::log(sum));
    }
    CHECK(loss == doctest::Approx(by_hand));
    for (std::size_t k = 0; k < 12; ++k) {
        auto up = logits, down = logits;
        up[k] += 1e-2f, down[k] -= 1e-2f;
        double const slope =
            (cross_entropy({.labels = labels}, 4, 0.1, up.data(), unused.data(), 1) -
             cross_entropy({.labels = labels}, 4, 0.1, down.data(), unused.data(), 1)) /
            (static_cast<double>(up[k]) - down[k]);
        CHECK(diff[k] == doctest::Approx(0.5 * slope).epsilon(1e-3));
    }
    // Mixup: the share of two labels.
    std::vector<int> const others{1, 0, 2};
    std::vector<float> of_others(12), mixed(12);
    double const other =
        cross_entropy({.labels = others}, 4, 0.1, logits.data(), of_others.data(), 0.5);
    CHECK(cross_entropy({.labels = labels, .others = others, .share = 0.3}, 4, 0.1, logits.data(),
                        mixed.data(), 0.5) == doctest::Approx(0.3 * loss + 0.7 * other));
    for (std::size_t k = 0; k < 12; ++k)
        CHECK(mixed[k] == doctest::Approx(0.3 * diff[k] + 0.7 * of_others[k]).epsilon(1e-4));
    // Soft labels of one class are labels without smoothing.
    std::vector<float> const rows{0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0};
    std::vector<float const*> const soft{rows.data(), rows.data() + 4, rows.data() + 8};
    std::vector<float> hard(12), of_soft(12);
    double const alone = cross_entropy({.labels = others}, 4, 0, logits.data(), hard.data(), 0.5);
    CHECK(cross_entropy({.labels = labels, .soft = soft, .soft_share = 0.4}, 4, 0.1, logits.data(),
                        of_soft.data(), 0.5) == doctest::Approx(0.6 * loss + 0.4 * alone));
    for (std::size_t k = 0; k < 12; ++k)
        CHECK(of_soft[k] == doctest::Approx(0.6 * diff[k] + 0.4 * hard[k]).epsilon(1e-4));
    float const ties[] = {1, 1, 0};
    CHECK(rank_of(0, 3, ties) == 0);
    CHECK(rank_of(1, 3, ties) == 1);
    CHECK(rank_of(2, 3, ties) == 2);
    float const nan = std::nanf(""), sick[] = {nan, nan, nan}, one_sick[] = {1, nan, 0};
    CHECK(rank_of(0, 3, sick) == 3);
    CHECK(rank_of(0, 3, one_sick) == 1);
}
