// SPDX-License-Identifier: MIT
// Tests inference/frozen_network.hpp, inference/folding.hpp, kernels/forward_step.hpp,
// networks/file.hpp, networks/weights.hpp, networks/frozen.hpp.
#include <doctest/doctest.h>

#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/kernels/reference.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/networks/frozen.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

#include "fuzz.hpp"
#include "images.hpp"

using namespace hurricane;

namespace {

void check_frozen(std::vector<plan> const& plans, int n) {
    auto weights = random_weights(plans, 5);
    for (auto& p : weights)
        for (auto& s : p)
            for (std::size_t k = 0; k < s.variance.size(); ++k) {
                s.variance[k] = 0.5f + 0.1f * static_cast<float>(k % 5);
                s.gamma[k] = 0.8f + 0.05f * static_cast<float>(k % 7);
            }
    frozen_network net{plans, weights, n};
    auto x = random_image(n, plans.front().in(), 6);
    std::vector<float> const src(x.x.begin(), x.x.end());
    for (std::size_t p = 0; p < plans.size(); ++p)
        x = reference::run(plans[p], x, weights[p], reference::statistics::frozen);
    double largest = 0;
    for (double v : x.x) largest = std::max(largest, std::abs(v));
    std::vector<float> out(x.x.size());
    for (int round = 0; round < 2;
         ++round) {  // a second run must not see the first one's leftovers
        net(src, out);
        double worst = 0;
        for (std::size_t k = 0; k < out.size(); ++k)
            worst = std::max(worst, std::abs(x.x[k] - out[k]));
        CHECK(worst < 1e-4 * largest);
    }
}

}  // namespace

TEST_CASE("frozen operators equal the formula with folded norms") {
    for (auto const& c : pool32::candidates)
        for (slot const at :
             {slot{{16, 7, 7}, 16, 1}, slot{{8, 8, 8}, 24, 2}, slot{{12, 5, 5}, 12, 1}}) {
            CAPTURE(c.name);
            check_frozen({c.lower(at)}, 1);
            check_frozen({c.lower(at)}, 3);
        }
}

TEST_CASE("frozen networks equal the formula, at any batch") {
    auto const space = view<spaces::fashion>();
    rng random{1, "nets"};
    for (int i = 0; i < 6; ++i) {
        genotype g{12};
        for (auto& c : g) c = static_cast<std::uint8_t>(random.below(32));
        CAPTURE(to_string(g));
        check_frozen(network(space, g), i % 2 ? 1 : 4);
    }
}

TEST_CASE("norms, activations and sums are fused") {
    auto const weights = [](plan const& p) { return random_weights({p}, 1); };
    plan const mb = ops::mb<6, 3>::lower({{16, 8, 8}, 16, 1});
    CHECK(frozen_network{{mb}, weights(mb)}.size() == 3);  // three convolutions, nothing else
    plan const se = ops::se<ops::mb<6, 3>>::lower({{16, 8, 8}, 16, 1});
    CHECK(frozen_network{{se}, weights(se)}.size() == 7);  // and pool, two linear, scale
}

TEST_CASE("a frozen network names what oneDNN runs of it") {
    auto const p = lower<ops::mb<6, 3>>({{16, 14, 14}, 16, 1});
    frozen_network net{{p}, random_weights({p}, 1)};
    auto const names = net.implementations();
    REQUIRE(names.size() == 3);
    CHECK(names[0].starts_with("pointwise "));
    CHECK(names[1].starts_with("depthwise "));
    CHECK(names[2].starts_with("pointwise "));
    for (auto const& name : names) CHECK(name.find("ref") == std::string::npos);
}

TEST_CASE("standing norms, shared values and identities") {
    auto const built = [](auto f) {
        plan p{shape{32, 6, 6}};
        f(p);
        return p;
    };
    check_frozen({built([](plan& p) { p.relu(p.batch_norm(p.input())); })}, 2);
    check_frozen({built([](plan& p) { p.add(p.input(), p.pointwise(p.input(), 32)); })}, 2);
    check_frozen({built([](plan& p) { p.add(p.pointwise(p.input(), 32), p.input()); }),
                  built([](plan&) {}), built([](plan& p) { p.relu6(p.input()); })},
                 2);
    check_frozen({built([](plan& p) {
                     auto x = p.batch_norm(p.pointwise(p.input(), 32));
                     auto y = p.relu(x);  // x is read twice: nothing may be fused into its producer
                     p.add(x, y);
                 })},
                 1);
    check_frozen({built([](plan& p) { p.add(p.input(), p.relu(p.input())); }),
                  built([](plan& p) { p.add(p.hard_swish(p.input()), p.input()); })},
                 1);
    check_frozen({built([](plan& p) { p.dropout(p.swish(p.pointwise(p.input(), 32)), 0.2); })}, 1);
    // Sums that must not work in place: two convolutions, the own source, a value read between.
    check_frozen(
        {built([](plan& p) { p.add(p.pointwise(p.input(), 24), p.pointwise(p.input(), 24)); })}, 2);
    check_frozen({built([](plan& p) { p.add(p.depthwise(p.input(), 3, 1), p.input()); })}, 2);
    check_frozen({built([](plan& p) {
                     auto v = p.relu(p.input());
                     auto x = p.pointwise(p.swish(v), 32);
                     auto between = p.depthwise(v, 5, 1);
                     p.concat(p.add(x, v), between);
                 })},
                 2);
    check_frozen({built([](plan& p) {  // the residual is made after the convolution
                     auto x = p.pointwise(p.input(), 16);
                     p.add(x, p.pointwise(p.input(), 16));
                 })},
                 1);
    check_frozen({built([](plan& p) { p.batch_norm(p.global_pool(p.input())); })},
                 2);  // vectors are images
    check_frozen({built([](plan& p) { p.max_pool(p.pointwise(p.input(), 12), 3, 2); })}, 2);
}

namespace {

struct deployed : frozen<spaces::fashion, "8-0-31-23-5-12-16-22-8-12-30-4"> {};

}  // namespace

TEST_CASE("a network type with weights from a file computes what its genotype does, bit for bit") {
    auto const plans = network<deployed>();
    auto const same = network(view<spaces::fashion>(), deployed::genes);
    auto const weights = random_weights(same, 3);
    scratch_folder const folder;
    save_network(folder / "w", same, {weights, {0.25f}, {0.5f}});
    auto const read = load_network(folder / "w", plans);
    CHECK(read.mean == std::vector{0.25f});
    CHECK(read.std == std::vector{0.5f});
    for (int n : {1, 3}) {
        frozen_network compiled{plans, read.weights, n};
        frozen_network at_run_time{same, weights, n};
        auto const x = random_image(n, plans.front().in(), 6);
        std::vector<float> const src(x.x.begin(), x.x.end());
        std::vector<float> a(std::size_t(n) * 10);
        std::vector<float> b(a.size());
        compiled(src, a);
        at_run_time(src, b);
        CHECK(a == b);
    }
    CHECK_THROWS_WITH_AS(load_network(folder / "w", {plans.front()}),
                         doctest::Contains("another space or network"), error);
    auto wrong = weights;
    wrong[0][0].weights.pop_back();
    CHECK_THROWS_WITH_AS((frozen_network{same, wrong}),
                         doctest::Contains("plan 0, step 0 has arrays of other sizes"), error);
    CHECK_THROWS_WITH_AS(save_network(folder / "x", same, {wrong, {0.25f}, {0.5f}}),
                         doctest::Contains("do not fit"), error);
    wrong.pop_back();
    CHECK_THROWS_WITH_AS((frozen_network{same, wrong}),
                         doctest::Contains("weights of 13 plans for 14"), error);
}
