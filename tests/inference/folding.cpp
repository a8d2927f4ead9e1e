// SPDX-License-Identifier: MIT
// Tests inference/folding.hpp, inference/frozen_network.hpp, training/supernet.hpp.
// Every published network trains a step, and its frozen form (norms folded, activations fused)
// gives the logits of the training kernels.
#include <doctest/doctest.h>

#include <hurricane/inference/frozen_network.hpp>

#include "trained.hpp"

using namespace hurricane;

TEST_CASE("published networks train, and infer the same frozen") {
    for (auto const& m : models::all) {
        CAPTURE(m.name);
        trained_for_two_steps t{m};
        auto const wanted = t.net.logits(t.genes, t.images, t.what.train);
        frozen_network frozen{network(t.space, t.genes), t.net.extract_weights(t.genes), 2};
        gather(t.images, t.what.norm, t.what.train, frozen.input());
        float const* const got = frozen.run();
        double largest = 0;
        double worst = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            REQUIRE(std::isfinite(wanted[i]));
            largest = std::max(largest, std::abs(double(wanted[i])));
            worst = std::max(worst, std::abs(double(wanted[i]) - got[i]));
        }
        CHECK(largest > 1e-3);
        CHECK(worst < 1e-4 * largest);
    }
}
