// SPDX-License-Identifier: MIT
// A learnable little data set and a space for it, so that training tests take moments.
#pragma once

#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/space.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/supernet.hpp>

struct tiny_backbone
    : hurricane::conv_ends<hurricane::ends{.stem = 8, .stem_stride = 1, .head = 0}> {
    static constexpr hurricane::fixed_string name = "tiny";
    static constexpr hurricane::shape input{1, 8, 8};
    static constexpr int classes = 4;
    static constexpr std::array stages{hurricane::stage{16, 2, 2}, hurricane::stage{24, 2, 1}};
    static constexpr int split = 2;
};

struct tiny_space
    : hurricane::space<tiny_backbone,
                       hurricane::pool<hurricane::ops::sep<3>, hurricane::ops::mb<3, 5>,
                                       hurricane::ops::se<hurricane::ops::mb<1, 3>>,
                                       hurricane::ops::choice<3>>> {};

/// Images whose class is the quadrant of a bright spot.
inline hurricane::dataset tiny_images(int n, std::uint64_t seed) {
    hurricane::dataset d{.name = "spots", .images = {}, .labels = {}, .classes = 4};
    d.images.resize({std::size_t(n), std::size_t{1}, std::size_t{8}, std::size_t{8}});
    hurricane::rng random{seed, "spots"};
    for (int i = 0; i < n; ++i) {
        auto* x = d.images.data() + i * 64;
        for (int p = 0; p < 64; ++p) x[p] = static_cast<std::uint8_t>(random.below(100));
        int const label = i % 4;
        int const row = (label / 2) * 4 + static_cast<int>(random.below(3));
        int const column = (label % 2) * 4 + static_cast<int>(random.below(3));
        for (int p : {0, 1, 8, 9}) x[row * 8 + column + p] = 250;
        d.labels.push_back(label);
    }
    return d;
}

inline hurricane::choice_mask all_four() { return hurricane::choice_mask(4, {0, 1, 2, 3}); }

/// The spots as a task: 512 images to train on, 128 to validate.
struct tiny_task {
    hurricane::dataset images = tiny_images(640, 1);
    hurricane::task t{.data = &images, .train = {}, .validation = {}, .norm = {}};
    hurricane::space_view space = hurricane::view<tiny_space>();

    tiny_task() {
        auto const h = hurricane::hold_out(images, hurricane::all_indices(640), 128, 3);
        t.train = h.rest;
        t.validation = h.held;
        t.norm = hurricane::measure(images, t.train);
    }
};

/// Any path of the tiny space.
inline hurricane::path_sampler any_path() {
    return [](hurricane::rng& r) {
        hurricane::genotype g{4};
        for (auto& c : g) c = static_cast<std::uint8_t>(r.below(4));
        return g;
    };
}

/// The weights as they are kept.
inline std::string saved(hurricane::supernet const& net) {
    hurricane::archive_writer out{"weights", 1, 1};
    net.save(out);
    return std::string{out.bytes()};
}
