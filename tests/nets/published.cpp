// SPDX-License-Identifier: MIT
// Every published network trains a step, and its frozen form (norms folded, activations fused) gives the logits of the
// training kernels.
#include <doctest/doctest.h>

#include <hurricane/infer/frozen_network.hpp>
#include <hurricane/nn/supernet.hpp>

#include "models.hpp"

using namespace hurricane;

TEST_CASE("published networks train, and infer the same frozen") {
    for (auto const& m : models::all) {
        CAPTURE(m.name);
        auto const space = m.view();
        auto const in = space.input;
        dataset d{.name = "random", .images = {}, .labels = {3, 7}, .classes = space.classes};
        d.images.resize({std::size_t{2}, std::size_t(in.c), std::size_t(in.h), std::size_t(in.w)});
        rng random{1, m.name};
        for (std::size_t i = 0; i < d.images.size(); ++i)
            d.images.data()[i] = static_cast<std::uint8_t>(random.next() >> 56);
        task t{.data = &d, .train = {0, 1}, .validation = {}, .norm = {}};
        t.norm = measure(d, t.train);
        genotype const g{space.size()};
        supernet net{space,
                     only(g),
                     t,
                     {.threads = 1,
                      .batch = 2,
                      .shard = 2,
                      .optimizer = {.learning_rate = 1e-3},
                      .calibration = 2,
                      .norm_momentum = 1}};  // statistics of these images alone
        net.fit([&](rng&) { return g; }, {.epochs = 2});
        auto const wanted = net.logits(g, d, t.train);
        frozen_network frozen{network(space, g), net.take(g), 2};
        gather(d, t.norm, t.train, frozen.input());
        float const* const got = frozen.run();
        double largest = 0, worst = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            REQUIRE(std::isfinite(wanted[i]));
            largest = std::max(largest, std::abs(double(wanted[i])));
            worst = std::max(worst, std::abs(double(wanted[i]) - got[i]));
        }
        CHECK(largest > 1e-3);
        CHECK(worst < 1e-3 * largest);
    }
}
