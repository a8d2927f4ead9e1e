// SPDX-License-Identifier: MIT
// Tests kernels/norm.hpp, kernels/walk.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

namespace {

/// All of one batch norm on tiles of `tile` images.
struct norm_bench {
    layout l;
    int tile;
    activation a;
    std::vector<float> src;
    std::vector<float> dst;
    std::vector<float> numbers;
    std::vector<float> mean;
    std::vector<float> variance;
    std::vector<float> temporary;
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
    auto kinds_behind = all_activations();
    kinds_behind.push_back(kind::dropout);  // stands for none
    for (int c : {1, 3, 8, 12, 20, 58, 70})
        for (int size : {1, 4, 7, 33})
            for (kind k : kinds_behind) {
                if (size == 33 && c > 3) continue;
                auto const act = k == kind::dropout ? activation::none : activation_of(k);
                auto const x = random_image(6, {c, size, size}, 2);
                auto const d = random_image(6, {c, size, size}, 5);
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
                std::vector<float> sum(std::size_t(c), 0.0f);
                std::vector<float> dot(std::size_t(c), 0.0f);
                std::vector<float> diff_src(b.src.size());
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
                    int const i = int(pick.below(6));
                    int const ch = int(pick.below(std::uint64_t(c)));
                    int const p = int(pick.below(std::uint64_t(x.of.pixels())));
                    auto moved = x;
                    double& at = moved.at(i, ch, p / size, p % size);
                    double const here = at;
                    auto const slope = [&](double e) {
                        at = here + e;
                        double const up = loss(moved);
                        at = here - e;
                        return (up - loss(moved)) / (2 * e);
                    };
                    double const wide = slope(1e-3);
                    double const narrow = slope(1e-4);
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
                            double const up = loss(x);
                            double const high = g;
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
