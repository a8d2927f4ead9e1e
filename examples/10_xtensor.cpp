// SPDX-License-Identifier: MIT
// xtensor is the door: images of one's own go in as an array, a loss of one's own is an expression
// that gives its gradient back, and logits come out as an array.
#include <cmath>
#include <cstdio>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/supernet.hpp>
#include <xtensor/xadapt.hpp>
#include <xtensor/xrandom.hpp>
#include <xtensor/xsort.hpp>
#include <xtensor/xview.hpp>

using namespace hurricane;

struct mine : network_of<backbones::fashion, repeat<12, ops::sep<3>>> {};

/// A column beside an axis of columns; evaluated, for xtensor 0.24 misreads a lazy one.
auto const column = xt::keep_dims | xt::evaluation_strategy::immediate;

/// Focal loss (Lin et al. 2017): -(1 - p)^2 log p, where p is the probability of the label.
loss_value focal(tensor<2> const& logits, kernels::class_targets const& wanted) {
    std::array const shape{wanted.labels.size(), std::size_t{1}};
    auto const labels = xt::adapt(wanted.labels.data(), shape[0], xt::no_ownership(), shape);
    tensor<2> const is_label = xt::equal(labels, xt::arange<int>(10));
    tensor<2> const e = xt::exp(logits - xt::amax(logits, {1}, column));
    tensor<2> const all = e / xt::sum(e, {1}, column);
    tensor<2> const p = xt::maximum(xt::sum(is_label * all, {1}, column), 1e-12f);
    auto const by_logit = (2 * p * xt::log(p) - (1 - p)) * (1 - p);
    return {-xt::sum(xt::square(1 - p) * xt::log(p))(), by_logit * (is_label - all)};
}

/// How far the gradient of one logit is from a difference of losses.
double error_of_gradient() {
    tensor<2> x = xt::random::randn<float>({4, 10});
    std::array const labels{3, 1, 4, 1};
    float const by_hand = focal(x, {.labels = labels}).gradient(2, 4);
    x(2, 4) += 0.01f;
    double const above = focal(x, {.labels = labels}).sum;
    x(2, 4) -= 0.02f;
    return std::abs((above - focal(x, {.labels = labels}).sum) / 0.02 - by_hand);
}

/// Noisy waves of 1 to 10 periods, to be told apart.
dataset waves(int n) {
    dataset d{.name = "waves", .images = {}, .labels = all_indices(n), .classes = 10};
    for (int& label : d.labels) label %= 10;
    tensor<4> const periods =
        xt::adapt(d.labels, std::array<std::size_t, 4>{d.labels.size(), 1, 1, 1}) + 1;
    tensor<4> const noise = xt::random::randn<float>({n, 1, 28, 28}, 0, 40);
    d.images = xt::clip(128 + 80 * xt::sin(6.2832f / 28 * periods * xt::arange<float>(28)) + noise,
                        0, 255);
    return d;
}

int main() {
    auto const train = waves(2000);
    auto const test = waves(500);
    task const t{.data = &train,
                 .train = all_indices(train.size()),
                 .validation = {},
                 .norm = measure(train, all_indices(train.size()))};
    auto const space = network_view<mine>();
    genotype const g{space.size()};
    supernet net{space, fixed_mask(g), t, {.loss = focal}};
    net.fit([&](rng&) { return g; }, {.epochs = 3});

    frozen_network frozen{network(space, g), net.extract_weights(g), test.size()};
    tensor<4> const images = (xt::cast<float>(test.images) / 255 - t.norm.mean[0]) / t.norm.std[0];
    tensor<2> logits = xt::empty<float>({test.size(), test.classes});
    frozen({images.data(), images.size()}, {logits.data(), logits.size()});
    auto const right = xt::equal(xt::argmax(logits, 1), xt::adapt(test.labels));
    std::printf("gradient off by %.1g, focal loss %.4f, top-1 %.3f\n", error_of_gradient(),
                focal(logits, {.labels = test.labels}).sum / test.size(),
                xt::mean(xt::cast<double>(right))());
    return std::fflush(stdout) == 0 ? 0 : 2;
}
