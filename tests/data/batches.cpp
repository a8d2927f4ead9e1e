// SPDX-License-Identifier: MIT
// Tests data/batches.hpp, data/augment.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/data/batches.hpp>

using namespace hurricane;

TEST_CASE("batches are the same for any number of threads, and mixup mixes pairs") {
    dataset d{.name = "d", .images = {}, .labels = {}, .classes = 5};
    d.images.resize({40, 3, 8, 8});
    rng random{4, "pixels"};
    for (auto& x : d.images) x = static_cast<std::uint8_t>(random.below(256));
    for (int i = 0; i < 40; ++i) d.labels.push_back(i % 5);
    auto const norm = measure(d, all_indices(40));
    augmentation const a{
        .padding = 1, .flip = true, .least_area = 0.3, .jitter = 0.2, .cutout = 2, .mixup = 0.5};
    auto const run = [&](int threads, augmentation const& how) {
        batch_maker make{d, norm, how, 8, threads};
        std::vector<float> all;
        for (int epoch = 0; epoch < 3; ++epoch) {
            make.start(all_indices(40), 7, "epoch " + std::to_string(epoch));
            for (int b = 0; b < (epoch == 1 ? 2 : 5); ++b) {  // one epoch is left early
                auto const& batch = make.next();
                all.insert(all.end(), batch.images.data(), batch.images.data() + 8 * 192);
                for (int i = 0; i < 8; ++i) CHECK(batch.labels[std::size_t(i)] == (b * 8 + i) % 5);
                all.push_back(float(batch.share));
            }
        }
        return all;
    };
    auto const one = run(1, a);
    CHECK(run(2, a) == one);
    CHECK(run(5, a) == one);
    auto const plain = run(1, {});
    for (augmentation const& each : {augmentation{.padding = 1},
                                     {.flip = true},
                                     {.least_area = 0.3},
                                     {.jitter = 0.2},
                                     {.cutout = 2},
                                     {.mixup = 0.5}})
        CHECK(run(1, each) != plain);
    std::vector<float> gathered(8 * 192);
    auto const forty = all_indices(40);
    gather(d, norm, std::span{forty}.first(8), gathered.data());
    CHECK(std::equal(gathered.begin(), gathered.end(), plain.begin()));
    batch_maker make{d, norm, {.mixup = 0.5}, 8, 2};
    make.start(all_indices(40), 7, "mixup");
    auto const& batch = make.next();
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(batch.others[i] == batch.labels[7 - i]);
        for (std::size_t k = 0; k < 192; ++k)
            CHECK(batch.images.data()[i * 192 + k] ==
                  doctest::Approx(batch.share * gathered[i * 192 + k] +
                                  (1 - batch.share) * gathered[(7 - i) * 192 + k])
                      .epsilon(1e-4));
    }
}
