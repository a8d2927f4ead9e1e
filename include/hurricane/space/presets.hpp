// SPDX-License-Identifier: MIT
// The spaces that come with the library.
#pragma once

#include <hurricane/ops/identity.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/ops/scaled_pool.hpp>
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

namespace hurricane::inline v0::spaces {

struct fashion : space<backbones::fashion, pool32> {};

struct cifar : space<backbones::cifar, pool32> {};

struct spos : space<backbones::spos, pool32> {};

struct spos_cifar : space<backbones::spos_cifar, pool32> {};

/// The operators of MobileNetV2 and of ShuffleNetV2, which networks by hand are made of.
using hand_made_pool = pool<ops::mb<6, 3>, ops::choice<3>>;

/// The same with depth: layers of stride 1 may be left out. Networks by hand of any depth are among
/// them, and the generator keeps their operators for every device. Rows measured for the space
/// without depth are enough.
struct fashion_depth : space<backbones::fashion, with_skip<pool32>> {
    static constexpr fixed_string name = "fashion_depth";
    using always_kept = hand_made_pool;
};

struct cifar_depth : space<backbones::cifar, with_skip<pool32>> {
    static constexpr fixed_string name = "cifar_depth";
    using always_kept = hand_made_pool;
};

/// The space of the SPOS paper: four choice units at each of 20 layers.
struct spos_blocks : space<backbones::spos, choice_pool> {
    static constexpr fixed_string name = "spos_blocks";
};

/// The same with eight scales of the inner width at each layer.
struct spos_blocks_and_channels : space<backbones::spos, spos_scaled_pool<choice_pool>> {
    static constexpr fixed_string name = "spos_blocks_and_channels";
};

/// The 6,561 networks of NAS-Bench-Macro, whose accuracies on CIFAR-10 are published: digit 0
/// identity, 1 and 2 inverted residuals with ReLU.
struct nasbench_macro
    : space<backbones::nasbench_macro, pool<ops::identity, ops::inverted<3, 3, mb_form{kind::relu}>,
                                            ops::inverted<6, 5, mb_form{kind::relu}>>> {};

}  // namespace hurricane::inline v0::spaces
