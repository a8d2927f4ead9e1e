// SPDX-License-Identifier: MIT
// Tests data/dataset.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <vector>

#include <hurricane/data/dataset.hpp>

using namespace hurricane;

TEST_CASE("a holdout takes the same share of every class, by seed") {
    dataset d{.name = "d", .images = {}, .labels = {}, .classes = 3};
    for (int i = 0; i < 300; ++i) d.labels.push_back(i % 6 == 0 ? 2 : i % 2);
    auto const all = all_indices(300);
    auto const h = hold_out(d, all, 60, 1);
    CHECK(h.held.size() == 60);
    CHECK(h.rest.size() == 240);
    std::set<int> both(h.held.begin(), h.held.end());
    both.insert(h.rest.begin(), h.rest.end());
    CHECK(both.size() == 300);
    std::vector<int> whole(3);
    std::vector<int> held(3);
    for (int i : all) ++whole[std::size_t(d.labels[std::size_t(i)])];
    for (int i : h.held) ++held[std::size_t(d.labels[std::size_t(i)])];
    for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(held[c] - whole[c] / 5.0) <= 1);
    CHECK(hold_out(d, all, 60, 1).held == h.held);
    CHECK(hold_out(d, all, 60, 2).held != h.held);
}

TEST_CASE("gathered images have mean 0 and deviation 1 by channel") {
    dataset d{.name = "d", .images = {}, .labels = std::vector<int>(50), .classes = 1};
    d.images.resize({std::size_t{50}, std::size_t{2}, std::size_t{4}, std::size_t{4}});
    rng random{1, "pixels"};
    for (std::size_t i = 0; i < 50; ++i)
        for (std::size_t p = 0; p < 32; ++p)
            d.images.data()[i * 32 + p] =
                static_cast<std::uint8_t>(p < 16 ? random.below(256) : 100 + random.below(20));
    auto const all = all_indices(50);
    auto const norm = measure(d, all);
    std::vector<float> x(50 * 32);
    gather(d, norm, all, x.data());
    for (std::size_t c = 0; c < 2; ++c) {
        double mean = 0;
        double square = 0;
        for (std::size_t i = 0; i < 50; ++i)
            for (std::size_t p = 0; p < 16; ++p) {
                mean += x[i * 32 + p * 2 + c] / 800;
                square += x[i * 32 + p * 2 + c] * x[i * 32 + p * 2 + c] / 800;
            }
        CHECK(std::abs(mean) < 1e-4);
        CHECK(square == doctest::Approx(1).epsilon(1e-3));
    }
}
