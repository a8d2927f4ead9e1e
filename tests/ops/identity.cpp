// SPDX-License-Identifier: MIT
// Tests ops/identity.hpp, ops/with_skip.hpp, profiling/profile.hpp, training/supernet.hpp.
// Layers that may be left out: trained, scored, frozen and profiled as the others are.
#include <doctest/doctest.h>

#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/profiling/profile.hpp>

#include "tiny.hpp"

using namespace hurricane;

namespace {

/// Identities of no steps at layer 1 and at the last one, a convolution and norm at layer 2.
struct deep_space : space<tiny_backbone, with_skip<pool<ops::sep<3>, ops::mb<3, 5>>>> {};

static_assert(lowered<deep_space>::rows[0].size() == 2);
static_assert(lowered<deep_space>::rows[1][2].steps == 0);
static_assert(lowered<deep_space>::rows[2][2].steps == 2);

struct deep_fixture {
    dataset images = tiny_images(640, 1);
    dataset test = tiny_images(200, 2);
    task t{.data = &images, .train = {}, .validation = {}, .norm = {}};
    space_view space = view<deep_space>();
    choice_mask mask{{0, 1}, {0, 1, 2}, {0, 1, 2}, {0, 1, 2}};

    deep_fixture() {
        auto const h = hold_out(images, all_indices(640), 128, 3);
        t.train = h.rest;
        t.validation = h.held;
        t.norm = measure(images, t.train);
    }

    supernet make(int threads) const {
        return {space, mask, t, {.threads = threads, .batch = 32, .shard = 8, .calibration = 64}};
    }

    path_sampler any_path() const {
        return [this](rng& random) { return uniform_path(space, random); };
    }
};

}  // namespace

TEST_CASE("a supernet with depth learns, and its networks frozen predict the same") {
    deep_fixture f;
    auto net = f.make(2);
    net.reset(1);
    auto const made = net.primitives_made();
    net.fit(f.any_path(), {.epochs = 12});
    CHECK(net.primitives_made() == made);
    auto const all = all_indices(200);
    double right = 0;
    for (auto const* text : {"0-2-2-2", "1-2-0-2", "0-1-2-0", "0-2-1-1", "1-0-0-0"}) {
        CAPTURE(text);
        auto const g = parse_genotype(text, 4);
        right += net.accuracy(g, f.test, all).primary / 5;
        auto const unfolded = net.logits(g, f.test, all);
        frozen_network frozen{network(f.space, g), net.extract_weights(g)};
        float largest = 0;
        float off = 0;
        std::vector<float> image(64);
        std::vector<float> logits(4);
        for (int i = 0; i < 200; ++i) {
            gather(f.test, f.t.norm, std::span{&i, 1}, image.data());
            frozen(image, logits);
            for (std::size_t k = 0; k < 4; ++k) {
                float const same = unfolded[std::size_t(i) * 4 + k];
                largest = std::max(largest, std::abs(same));
                off = std::max(off, std::abs(same - logits[k]));
            }
        }
        CHECK(off <= 1e-4f * largest);
    }
    CHECK(right > 0.45);  // of four classes
}

TEST_CASE("training with depth gives the same bytes for any number of threads") {
    deep_fixture f;
    std::vector<std::string> bytes;
    for (int threads : {1, 2}) {
        auto net = f.make(threads);
        net.reset(5);
        net.fit(f.any_path(), {.epochs = 0.5});
        net.fit(f.any_path(), {.epochs = 0.5, .frozen_layers = {2, 3}});
        archive_writer out{"weights", 1, 1};
        net.save(out);
        bytes.emplace_back(out.bytes());
    }
    CHECK(bytes[0] == bytes[1]);
}

TEST_CASE("profiling asks for no row of a layer left out, and prices it at nothing") {
    auto const space = view<deep_space>();
    // Two operators at four places, the identity where it computes, stem and head.
    CHECK(rows_of(space).size() == 2 * 4 + 1 + 2);
    auto const table =
        profile(space, {.row = {.samples = 3, .sample_ms = 0.02, .cold_samples = 1, .repeats = 1},
                        .networks = 2,
                        .accept_noise = true});
    CHECK(table.rows.size() == 2 * 4 + 1 + 2);
    auto const priced = price(space, table);
    CHECK(priced["latency_ms"].at(1, 2) == 0);
    CHECK(priced["latency_ms"].at(2, 2) > 0);
    CHECK(priced["latency_ms"].at(3, 2) == 0);
    CHECK(priced.allowed[3].size() == 3);
}
