// SPDX-License-Identifier: MIT
// Tests training/zero_cost.hpp, execution/schedule.hpp.
// Scores without training against the same computed value by value from reference kernels.
#include <hurricane/training/zero_cost.hpp>

#include "tiny.hpp"

#include <doctest/doctest.h>

#include <set>

#include <hurricane/kernels/reference.hpp>
#include <hurricane/ops/identity.hpp>

using namespace hurricane;

namespace {

constexpr int images = 12;

/// What the ReLUs of a network give, value by value: [unit][image].
std::vector<std::vector<bool>> activations(space_view const& space, genotype const& g,
                                           network_weights const& weights, reference::image x) {
    std::vector<std::vector<bool>> all;
    auto const plans = network(space, g);
    for (std::size_t p = 0; p < plans.size(); ++p) {
        std::vector<reference::image> values{x};
        for (int i = 0; i < plans[p].size(); ++i) {
            auto const& s = plans[p][i];
            auto const second = std::size_t(s.src2 >= 0 ? s.src2 : s.src);
            values.push_back(reference::run(s, values[std::size_t(s.src)], values[second],
                                            weights[p][std::size_t(i)],
                                            reference::statistics::batch));
            if (!is_rectifier(s.op)) continue;
            auto const& y = values.back();
            auto const units = y.x.size() / std::size_t(images);
            for (std::size_t u = 0; u < units; ++u) {
                auto& pattern = all.emplace_back();
                for (std::size_t n = 0; n < std::size_t(images); ++n)
                    pattern.push_back(y.x[n * units + u] > 0);
            }
        }
        x = values.back();
    }
    return all;
}

/// By the definition: rows of equal activations, LU without pivots on a positive definite matrix.
double log_determinant(std::vector<std::vector<bool>> const& units) {
    double k[images][images] = {};
    for (auto const& u : units)
        for (int i = 0; i < images; ++i)
            for (int j = 0; j < images; ++j) k[i][j] += u[std::size_t(i)] == u[std::size_t(j)];
    double sum = 0;
    for (int c = 0; c < images; ++c) {
        sum += std::log(k[c][c]);
        for (int r = c + 1; r < images; ++r)
            for (int j = images - 1; j >= c; --j) k[r][j] -= k[r][c] / k[c][c] * k[c][j];
    }
    return sum;
}

struct fixture {
    dataset d = tiny_images(64, 1);
    space_view space = view<tiny_space>();
    std::vector<int> which{1, 5, 8, 13, 21, 34, 40, 41, 43, 50, 57, 62};
    normalisation norm = measure(d, all_indices(64));

    std::vector<fitness> scores(zero_cost what, std::vector<genotype> const& networks,
                                int threads = 2) {
        zero_cost_evaluator e{
            space, all_four(), d,
            norm,  which,      {.what = what, .images = images, .threads = threads, .seed = 7}};
        std::vector<fitness> out(networks.size());
        e.score(networks, out);
        return out;
    }
};

static_assert(Evaluator<zero_cost_evaluator>);

struct linear_backbone : tiny_backbone {
    static constexpr fixed_string name = "linear";

    static constexpr plan stem(shape in) {
        plan p{in};
        p.batch_norm(p.conv(p.input(), {.out = 8, .kernel = 3}));
        return p;
    }
};

struct linear_space : space<linear_backbone, pool<ops::identity>> {};

}  // namespace

TEST_CASE("NASWOT, SWAP and ReLU units are what the reference kernels' activations say") {
    fixture f;
    task const t{.data = &f.d, .train = all_indices(64), .validation = {}, .norm = f.norm};
    supernet net{f.space, all_four(), t, {.threads = 1, .batch = 32}};
    net.reset(7);  // the same weights
    std::vector<float> pixels(images * 64);
    gather(f.d, f.norm, f.which, pixels.data());
    reference::image x{images, f.space.input};
    std::copy(pixels.begin(), pixels.end(), x.x.begin());
    std::vector<genotype> const networks{genotype(4, 0), genotype(4, 1), genotype(4, 2),
                                         genotype(4, 3), parse_genotype("0123", 4)};
    auto const units = f.scores(zero_cost::relu_units, networks);
    auto const naswot = f.scores(zero_cost::naswot, networks);
    auto const swap = f.scores(zero_cost::swap, networks);
    for (std::size_t i = 0; i < networks.size(); ++i) {
        CAPTURE(to_string(networks[i]));
        auto const wanted = activations(f.space, networks[i], net.extract_weights(networks[i]), x);
        std::set<std::vector<bool>> const patterns(wanted.begin(), wanted.end());
        CHECK(units[i].primary == double(wanted.size()));
        CHECK(naswot[i].primary == doctest::Approx(log_determinant(wanted)).epsilon(1e-3));
        CHECK(std::abs(swap[i].primary - double(patterns.size())) <=
              1);  // a value near 0 may fall either way
        CHECK(swap[i].tie == units[i].primary);
    }
    CHECK(f.scores(zero_cost::swap, networks, 1) == swap);
    CHECK(swap[0].primary != swap[1].primary);
}

TEST_CASE("what cannot be scored is told") {
    fixture f;
    CHECK_FALSE(always_has_relu(view<linear_space>(), choice_mask(4, {0})));
    CHECK(always_has_relu(f.space, all_four()));
    zero_cost_evaluator e{view<linear_space>(), choice_mask(4, {0}), f.d, f.norm, f.which,
                          {.images = images}};
    genotype const g(4, 0);
    fitness score;
    CHECK_THROWS_WITH_AS(e.score(std::span{&g, 1}, std::span{&score, 1}),
                         doctest::Contains("has no ReLU"), error);
    f.which.resize(4);
    CHECK_THROWS_WITH_AS(f.scores(zero_cost::swap, {g}),
                         doctest::Contains("4 images where 12 are asked for"), error);
    CHECK_THROWS_WITH_AS(
        (zero_cost_evaluator{f.space, all_four(), f.d, f.norm, all_indices(17), {.images = 17}}),
        doctest::Contains("use 2 to 16"), error);
    f.which.assign(images, 1);  // all images the same: the kernel is singular
    CHECK(f.scores(zero_cost::naswot, {g})[0].primary == std::numeric_limits<double>::lowest());
    CHECK(f.scores(zero_cost::swap, {g})[0].primary == 2);
}
