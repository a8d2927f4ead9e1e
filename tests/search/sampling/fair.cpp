// SPDX-License-Identifier: MIT
// Tests search/sampling/fair.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include <hurricane/search/sampling/fair.hpp>

using namespace hurricane;

TEST_CASE(
    "strictly fair: every choice of a layer once in each round, in random order, from any position "
    "on") {
    choice_mask const mask{{0, 1, 2}, {4}, {1, 2, 5, 7}, {0, 3}};
    fair_sampler const sample{mask, 9};
    rng random{1, "paths"};
    std::vector<genotype> all;
    std::set<std::vector<int>> orders;
    for (int i = 0; i < 120; ++i) all.push_back(sample(random));
    for (int layer = 0; layer < 4; ++layer) {
        auto const n = static_cast<int>(mask[std::size_t(layer)].size());
        for (int from = 0; from < 120; from += n) {
            std::vector<int> order;
            for (int i = from; i < from + n; ++i) order.push_back(all[std::size_t(i)][layer]);
            if (layer == 2) orders.insert(order);
            std::sort(order.begin(), order.end());
            CHECK(std::equal(order.begin(), order.end(), mask[std::size_t(layer)].begin()));
        }
    }
    CHECK(orders.size() > 10);  // of 24 permutations
    rng later{1, "paths"};
    later.seek(50);
    CHECK(sample(later) == all[50]);
    CHECK(fair_sampler{mask, 10}(later) != sample(later));
}
