// SPDX-License-Identifier: MIT
// Tests cost/batch.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/rng.hpp>
#include <hurricane/cost/batch.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE(
    "a batch has the costs of its genotypes, in blocks of any size and for any number of layers") {
    for (int layers : {1, 3, 4, 9, 20})
        for (std::size_t n :
             {std::size_t{1}, std::size_t{1023}, std::size_t{1024}, std::size_t{3000}}) {
            auto const space = toy_space(layers);
            auto const& c = space["latency_ms"];
            genotype_block all{layers, n};
            rng random{1, "batch"};
            for (auto& g : all.genes) g = std::uint8_t(random.below(3));
            std::vector<double> out(n);
            price_batch(c, all, out);
            for (std::size_t i = 0; i < n; ++i)
                CHECK(out[i] == doctest::Approx(c.of(all[i])).epsilon(1e-12));
        }
    std::vector<double> out(1);
    CHECK_THROWS_WITH_AS(price_batch(toy_space()["peak"], genotype_block{5, 1}, out),
                         doctest::Contains("sum"), error);
}

TEST_CASE(
    "after each of many mutations the new price is that of the new genotype, with pairs too") {
    auto space = toy_space(7);
    for (bool pairs : {false, true}) {
        auto& c = space.costs[0];
        rng random{2, "reprice"};
        std::vector<double> of_pairs;
        for (int i = 0; i < 6 * 9; ++i) of_pairs.push_back(random.normal());
        if (pairs) c.states = states_of_pairs(of_pairs, 3);
        genotype g{7};
        double price = c.of(g);
        for (int i = 0; i < 1000; ++i) {
            price = reprice(c, price, g, int(random.below(7)), std::uint8_t(random.below(3)));
            CHECK(price == doctest::Approx(c.of(g)).epsilon(1e-9));
        }
    }
    genotype g{5};
    CHECK_THROWS_AS((void)reprice(space["peak"], 0, g, 0, 1), error);
}
