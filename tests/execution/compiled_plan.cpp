// SPDX-License-Identifier: MIT
// Tests execution/compiled_plan.hpp, execution/executor.hpp, execution/fusion.hpp,
// execution/planner.hpp, execution/schedule.hpp, execution/tiling.hpp, kernels/depthwise.hpp,
// kernels/dropout.hpp.
// Whole operators: the compiled plan of every operator of pool32 against the reference forward pass
// and against finite differences of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/execution/compiled_plan.hpp>
#include <hurricane/kernels/reference.hpp>
#include <hurricane/ops/pool32.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

namespace {

/// A unit with random parameters and all the memory of one run.
struct bench {
    kernel_cache cache;
    plan p;
    int n;
    compiled_plan u;
    std::vector<step_weights> weights;
    float_buffer src;
    float_buffer saved;
    float_buffer params;
    float_buffer copies;
    float_buffer gradients;
    float_buffer diff_dst;
    float_buffer diff_src;
    float_buffer tile;
    float_buffer shard;

    bench(plan const& lowered, int images, std::int64_t budget = tile_budget)
        : p{lowered}, n{images}, u{cache, p, n, input_gradient::computed, budget},
          weights(static_cast<std::size_t>(p.size())), src{u.input().floats()},
          saved{u.saved_floats()}, params{u.parameter_floats()}, copies{u.copy_floats()},
          gradients{u.parameter_floats()}, diff_dst{u.output().floats()},
          diff_src{u.input().floats()}, tile{u.tile_floats()}, shard{u.shard_floats()} {
        std::uint64_t seed = 100;
        for (auto const& q : u.parameters()) {
            auto values =
                random_floats(q.plain, ++seed,
                              q.what == role::weights
                                  ? std::sqrt(2.0 * p[q.step].out.c / static_cast<double>(q.plain))
                                  : 0.3);
            if (q.what == role::gamma || q.what == role::variance)
                for (auto& v : values) v = 0.7f + std::abs(v);
            array(q) = values;
            if (q.owner)
                q.owner->pack(cache.engine, values.data(), params.data() + q.offset);
            else
                std::copy(values.begin(), values.end(), params.data() + q.offset);
            if (q.owner)
                q.owner->refresh(cache.engine, params.data() + q.offset,
                                 copies.data() + q.copy_offset);
        }
    }

    std::vector<float>& array(parameter const& q) {
        auto& w = weights[static_cast<std::size_t>(q.step)];
        std::vector<float>* const all[] = {&w.weights, &w.bias, &w.gamma,
                                           &w.beta,    &w.mean, &w.variance};
        return *all[static_cast<int>(q.what)];
    }

    shard_buffers memory() {
        return {.src = src.data(),
                .saved = saved.data(),
                .params = params.data(),
                .copies = copies.data(),
                .partial = gradients.data(),
                .tile = tile.data(),
                .gradients = gradients.data(),
                .diff_dst = diff_dst.data(),
                .diff_src = diff_src.data(),
                .shard = shard.data()};
    }
};

/// Forward and every kind of gradient of one plan.
void check_plan(std::string_view name, plan const& p, std::int64_t budget = tile_budget) {
    CAPTURE(name);
    CAPTURE(p.in().c);
    CAPTURE(p.in().h);
    REQUIRE(p.legal());
    bench b{p, 3, budget};
    auto const x = random_image(3, p.in(), 1);
    auto const d = random_image(3, p.out(), 2);
    auto const xs = to_floats(x);
    auto const ds = to_floats(d);
    std::copy(xs.begin(), xs.end(), b.src.data());
    std::copy(ds.begin(), ds.end(), b.diff_dst.data());
    auto const f = b.memory();
    float const* y = b.u.forward(f);
    CHECK(largest_difference(reference::run(p, x, b.weights, reference::statistics::batch), y) <
          2e-3);
    b.u.backward(f);

    auto const loss = [&](reference::image const& input) {
        auto const out = reference::run(p, input, b.weights, reference::statistics::batch);
        double sum = 0;
        for (std::size_t i = 0; i < out.x.size(); ++i) sum += out.x[i] * d.x[i];
        return sum;
    };
    // Central differences of two widths: where they disagree an activation has its kink inside, and
    // the point says nothing.
    auto const slope = [&](auto set, auto reset) {
        double both[2];
        for (int w = 0; w < 2; ++w) {
            double const e = w == 0 ? 1e-3 : 2.5e-4;
            set(+e);
            double const up = loss(x);
            reset();
            set(-e);
            both[w] = (up - loss(x)) / (2 * e);
            reset();
        }
        return std::pair{both[1], std::abs(both[0] - both[1]) < 1e-3 * (1 + std::abs(both[1]))};
    };
    rng pick{7, name};
    int checked = 0;
    double scale = 0;  // gradients are compared relative to the largest of their array
    for (auto const& q : b.u.parameters()) {
        if (!trained(q.what)) continue;
        std::vector<float> got(b.gradients.data() + q.offset,
                               b.gradients.data() + q.offset + q.plain);
        if (q.owner) q.owner->unpack(b.cache.engine, b.gradients.data() + q.offset, got.data());
        for (float g : got) scale = std::max(scale, static_cast<double>(std::abs(g)));
        auto& held = b.array(q);
        for (int t = 0; t < 2; ++t) {
            auto const k = pick.below(q.plain);
            float const before = held[k];
            double moved = 0;
            auto const [wanted, smooth] = slope(
                [&](double e) {
                    held[k] = before + static_cast<float>(e);
                    moved = static_cast<double>(held[k]) - before;
                    (void)moved;
                },
                [&] { held[k] = before; });
            if (!smooth) continue;
            ++checked;
            CAPTURE(q.step);
            CAPTURE(std::string{name_of(q.what)});
            CHECK(std::abs(got[k] - wanted) < 5e-3 * (1 + std::abs(wanted)) + 1e-3 * scale);
        }
    }
    auto input = x;
    auto const loss_of_input = [&](std::size_t k, double e) {
        input.x[k] = x.x[k] + e;
        double const l = loss(input);
        input.x[k] = x.x[k];
        return l;
    };
    for (int t = 0; t < 6; ++t) {
        auto const i = static_cast<int>(pick.below(3));
        auto const c = static_cast<int>(pick.below(std::uint64_t(p.in().c)));
        auto const s = static_cast<int>(pick.below(std::uint64_t(p.in().pixels())));
        auto const k = static_cast<std::size_t>((i * p.in().c + c) * p.in().pixels() + s);
        double const wide = (loss_of_input(k, 1e-3) - loss_of_input(k, -1e-3)) / 2e-3;
        double const wanted = (loss_of_input(k, 1e-4) - loss_of_input(k, -1e-4)) / 2e-4;
        if (std::abs(wide - wanted) > 1e-3 * (1 + std::abs(wanted))) continue;
        ++checked;
        CHECK(std::abs(b.diff_src.data()[b.u.input().at(i, c, s)] - wanted) <
              5e-3 * (1 + std::abs(wanted)));
    }
    CHECK(checked >= 4);
}

}  // namespace

TEST_CASE("every operator of pool32 computes its plan and its gradients") {
    for (auto const& c : pool32::candidates)
        for (slot const at : {slot{{8, 6, 6}, 8, 1}, slot{{8, 5, 5}, 16, 2},
                              slot{{12, 4, 4}, 12, 1}, slot{{6, 3, 3}, 20, 2}})
            check_plan(c.name, c.lower(at));
}

TEST_CASE(
    "depthwise convolutions with norms before and behind, before only, behind only, and bare") {
    for (int size : {1, 2, 3, 8, 33})
        for (int stride : {1, 2})
            for (int k : {3, 5, 7})
                for (int c : {3, 12, 20, 58}) {
                    if (stride > size || (size == 33 && c > 3)) continue;
                    for (int norms = 0; norms < 4; ++norms) {
                        plan p{shape{c, size, size}};
                        auto x = p.input();
                        if (norms & 1)
                            x = p.swish(p.batch_norm(x));  // smooth, so that differences are exact
                        x = p.depthwise(x, k, stride);
                        if (norms & 2) p.swish(p.batch_norm(x));
                        // Three images of one pixel: a norm behind another one leaves nothing but
                        // rounding.
                        if (norms == 3 && p.out().pixels() == 1) continue;
                        check_plan("depthwise " + std::to_string(k) + " by " +
                                       std::to_string(stride) + ", norms " + std::to_string(norms),
                                   p);
                    }
                }
}

TEST_CASE("the same in tiles of one image and of few pixels") {
    for (auto const& c : pool32::candidates)
        for (slot const at : {slot{{8, 6, 6}, 8, 1}, slot{{12, 5, 5}, 20, 2}})
            check_plan(c.name, c.lower(at), 1);
    plan p{shape{8, 4, 4}};
    auto x = p.relu(p.batch_norm(p.pointwise(p.input(), 8)));
    p.linear(p.global_pool(p.batch_norm(p.add(p.max_pool(x, 3, 1), p.input()))), 5);
    check_plan("pools", p, 1);
    bench b{ops::mb<3, 3>::lower({{8, 6, 6}, 8, 1}), 3, 1};
    int most = 0;
    for (auto const& s : b.u.code().backward) most = std::max(most, s.tiles);
    CHECK(most > 3);
}

TEST_CASE("dropout inside a plan: the gradient passes where the value did, in any tiles") {
    for (std::int64_t budget : {std::int64_t{1}, tile_budget}) {
        plan p{shape{8, 4, 4}};
        p.dropout(p.input(), 0.5);
        bench b{p, 3, budget};
        for (auto& v : b.src.all()) v = 1;
        for (auto& v : b.diff_dst.all()) v = 3;
        auto f = b.memory();
        f.drops = 77;
        float const* const y = b.u.forward(f);
        b.u.backward(f);
        int kept = 0;
        for (std::size_t i = 0; i < b.src.size(); ++i) {
            CHECK((y[i] == 0 || y[i] == 2));
            CHECK(b.diff_src.data()[i] == 3 * y[i]);
            kept += y[i] > 0;
        }
        CHECK(std::abs(kept - 192) < 60);
        static std::vector<float> first;
        if (budget == 1) first.assign(y, y + b.src.size());
        CHECK(std::equal(first.begin(), first.end(), y));
    }
}

TEST_CASE("gradients of plans with shared values") {
    auto const built = [](auto f) {
        plan p{shape{8, 4, 4}};
        f(p);
        return p;
    };
    check_plan("x + x", built([](plan& p) { p.add(p.input(), p.input()); }));
    check_plan("residual in the middle", built([](plan& p) {
                   auto x = p.relu(p.batch_norm(p.pointwise(p.input(), 8)));
                   auto y = p.add(x, p.pointwise(x, 8));
                   p.batch_norm(p.add(y, p.add(x, p.input())));
               }));
    check_plan("overlapping slices", built([](plan& p) {
                   auto x = p.pointwise(p.input(), 12);
                   p.concat(p.slice(x, 0, 8), p.slice(x, 5, 7));
               }));
    check_plan("slices of the input", built([](plan& p) {
                   p.concat(p.slice(p.input(), 4, 4), p.slice(p.input(), 0, 4));
               }));
    check_plan("swish alone, twice read", built([](plan& p) {
                   auto x = p.batch_norm(p.pointwise(p.input(), 8));
                   p.add(p.swish(x), p.hard_swish(x));
               }));
    check_plan("gate of the input", built([](plan& p) {
                   p.scale(p.input(), p.sigmoid(p.linear(p.global_pool(p.input()), 8)));
               }));
}

TEST_CASE("every activation in a plan: behind a convolution, a norm, a sum, and in tiles") {
    for (kind k : all_activations())
        for (auto const budget : {std::int64_t{1}, tile_budget}) {
            plan p{shape{8, 4, 4}};
            auto const x = p.activation(k, p.pointwise(p.input(), 8));
            auto const sum = p.activation(k, p.add(x, p.activation(k, p.input())));
            p.activation(k, p.batch_norm(p.depthwise(sum, 3, 1)));
            check_plan(name_of(k), p, budget);
        }
}

TEST_CASE("the identity passes values and gradients through") {
    bench b{plan{shape{8, 4, 4}}, 2};
    CHECK(b.u.forward(b.memory()) == b.src.data());
    for (std::size_t i = 0; i < b.diff_dst.size(); ++i)
        b.diff_dst.data()[i] = static_cast<float>(i);
    b.u.backward(b.memory());
    CHECK(std::equal(b.diff_src.data(), b.diff_src.data() + b.diff_src.size(), b.diff_dst.data()));
}

TEST_CASE("max pooling and sums of it inside a plan") {
    for (int stride : {1, 2}) {
        plan p{shape{12, 5, 5}};
        auto const x = p.max_pool(p.relu(p.batch_norm(p.pointwise(p.input(), 20))), 3, stride);
        p.add(p.batch_norm(p.pointwise(x, 20)), x);
        check_plan("max_pool", p);
    }
}

TEST_CASE("a step that nobody reads is refused with a sentence") {
    plan p{shape{8, 4, 4}};
    p.relu(p.input());
    p.pointwise(p.input(), 8);
    kernel_cache cache;
    CHECK_THROWS_WITH_AS((compiled_plan{cache, p, 2, input_gradient::computed}),
                         doctest::Contains("nobody reads the result of step 0 (relu)"), error);
}
