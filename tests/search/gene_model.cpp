// SPDX-License-Identifier: MIT
// Tests search/gene_model.hpp, cost/ridge.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/search/gene_model.hpp>

#include "planted_table.hpp"

using namespace hurricane;

TEST_CASE("a model of genes predicts sums of choices and pairs, and leaves out what is no score") {
    auto const t = planted(pairwise);
    std::vector<evaluated> known;
    rng random{2, "model"};
    for (int i = 0; i < 400; ++i) {
        genotype g{positions};
        for (auto& choice : g) choice = static_cast<std::uint8_t>(random.below(choices));
        known.push_back({g, {pairwise(g), 0}});
    }
    known.push_back({genotype{positions}, {-std::numeric_limits<double>::infinity(), 0}});
    known.push_back({genotype{positions, 1}, {std::numeric_limits<double>::lowest(), 0}});
    choice_mask const mask(positions, {0, 1, 2, 3});
    gene_model const single{mask, known, gene_terms::choices};
    gene_model const paired{mask, known, gene_terms::choices_and_pairs};
    CHECK(!single.paired());
    CHECK(paired.paired());
    double single_error = 0;
    double paired_error = 0;
    for (int i = 0; i < 500; ++i) {
        genotype g{positions};
        for (auto& choice : g) choice = static_cast<std::uint8_t>(random.below(choices));
        single_error += std::abs(single.of(g) - pairwise(g)) / 500;
        paired_error += std::abs(paired.of(g) - pairwise(g)) / 500;
        CHECK(single.as_cost().of(g) == doctest::Approx(single.of(g)));
    }
    CHECK(single_error > 1);
    CHECK(paired_error < 0.2);
}
