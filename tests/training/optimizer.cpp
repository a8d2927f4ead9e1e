// SPDX-License-Identifier: MIT
// Tests training/optimizer.hpp, kernels/optimizer.hpp.
// Optimisers against their formulas, one value at a time.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/training/optimizer.hpp>

#include "optimizer_state.hpp"

using namespace hurricane;
using namespace tests;

namespace {

void advance(optimizer_options const& o, optimizer_state& s, double rate, bool decays,
             double factor, long updates) {
    optimize(o, rate, decays, factor, updates, s.g.data(), shards, stride, s.w.data(), s.v.data(),
             s.u.data(), size);
}

}  // namespace

TEST_CASE("momentum, Nesterov and both forms of weight decay") {
    for (auto how : {method::momentum, method::nesterov})
        for (auto form : {weight_decay_form::coupled, weight_decay_form::decoupled})
            for (bool decays : {false, true}) {
                optimizer_state s;
                auto const before = s;
                advance({.how = how, .momentum = 0.8, .weight_decay = 0.01, .decay = form}, s, 0.1,
                        decays, 0.5, 1);
                for (std::size_t i = 0; i < size; ++i) {
                    double const decay = decays ? 0.01 : 0;
                    double const coupled = form == weight_decay_form::coupled ? decay : 0;
                    double const d = 0.5 * before.gradient(i) + coupled * before.w[i];
                    double const v = 0.8 * before.v[i] + d;
                    double const shrunk = before.w[i] * (1 - 0.1 * (decay - coupled));
                    double const move = how == method::nesterov ? d + 0.8 * v : v;
                    CHECK(s.v[i] == doctest::Approx(v).epsilon(1e-5));
                    CHECK(std::abs(s.w[i] - (shrunk - 0.1 * move)) < 1e-6 * (1 + std::abs(move)));
                }
            }
}

TEST_CASE("Adam corrects its bias by the array's own number of updates") {
    for (long updates : {1L, 7L}) {
        optimizer_state s;
        auto const before = s;
        advance({.how = method::adam, .weight_decay = 0.01}, s, 0.01, true, 1, updates);
        for (std::size_t i = 0; i < size; ++i) {
            double const d = before.gradient(i) + 0.01 * before.w[i];
            double const t = static_cast<double>(updates);
            double const v = 0.9 * before.v[i] + 0.1 * d;
            double const u = 0.999 * before.u[i] + 0.001 * d * d;
            double const move =
                v / (1 - std::pow(0.9, t)) / (std::sqrt(u / (1 - std::pow(0.999, t))) + 1e-8);
            CHECK(s.v[i] == doctest::Approx(v).epsilon(1e-5));
            CHECK(s.u[i] == doctest::Approx(u).epsilon(1e-5));
            CHECK(std::abs(s.w[i] - (before.w[i] - 0.01 * move)) < 1e-5 * (1 + std::abs(move)));
        }
    }
}
