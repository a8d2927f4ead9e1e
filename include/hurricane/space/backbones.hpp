// SPDX-License-Identifier: MIT
// The backbones that come with the library.
#pragma once

#include <hurricane/space/backbone.hpp>

namespace hurricane::inline v0::backbones {

/// 28x28x1 (Fashion-MNIST, MNIST), of our own making: 12 searchable layers, nine of ten random
/// networks of pool32 between 2.2 and 5.8 million multiply-adds, so that two cores train one in a
/// minute.
struct fashion : conv_ends<ends{.stem = 8, .stem_stride = 1, .head = 128}> {
    static constexpr fixed_string name = "fashion";
    static constexpr shape input{1, 28, 28};
    static constexpr int classes = 10;
    static constexpr std::array stages{stage{16, 3, 2}, stage{32, 5, 2}, stage{64, 4, 2}};
    static constexpr int split = 5;  ///< stage 1 searches layers 6 to 12, stage 2 layers 1 to 5
};

/// 32x32x3 (CIFAR), of our own making, for experiments on two cores: 12 searchable layers, nine of
/// ten random networks of pool32 between 4.5 and 11.7 million multiply-adds.
struct cifar : conv_ends<ends{.stem = 8, .stem_stride = 1, .head = 256}> {
    static constexpr fixed_string name = "cifar";
    static constexpr shape input{3, 32, 32};
    static constexpr int classes = 10;
    static constexpr std::array stages{stage{16, 4, 2}, stage{48, 4, 2}, stage{96, 4, 2}};
    static constexpr int split = 5;
};

/// 224x224x3, 20 searchable layers (SPOS, Guo et al. 2020, table 1; dropout and the classifier
/// without bias as in the released code). HURRICANE's split is not public; 8 is ours.
struct spos : conv_ends<ends{.stem = 16, .head = 1024, .dropout = 0.1, .classifier_bias = false}> {
    static constexpr fixed_string name = "spos";
    static constexpr shape input{3, 224, 224};
    static constexpr int classes = 1000;
    static constexpr std::array stages{stage{64, 4, 2}, stage{160, 4, 2}, stage{320, 8, 2},
                                       stage{640, 4, 2}};
    static constexpr int split = 8;
};

/// The same layers on 32x32x3, down-sampled twice only.
struct spos_cifar
    : conv_ends<ends{.stem = 16, .stem_stride = 1, .head = 1024, .classifier_bias = false}> {
    static constexpr fixed_string name = "spos_cifar";
    static constexpr shape input{3, 32, 32};
    static constexpr int classes = 10;
    static constexpr std::array stages{stage{64, 4, 1}, stage{160, 4, 2}, stage{320, 8, 2},
                                       stage{640, 4, 1}};
    static constexpr int split = 8;
};

/// 32x32x3, 8 searchable layers, of the networks that NAS-Bench-Macro trained (Su et al. 2021,
/// "Prioritized Architecture Sampling with Monto-Carlo Tree Search", section 4.1 and released
/// code). The split is ours.
struct nasbench_macro : conv_ends<ends{.stem = 32, .stem_stride = 1, .head = 1280}> {
    static constexpr fixed_string name = "nasbench_macro";
    static constexpr shape input{3, 32, 32};
    static constexpr int classes = 10;
    static constexpr std::array stages{stage{64, 2, 2}, stage{128, 3, 2}, stage{256, 3, 2}};
    static constexpr int split = 3;
};

}  // namespace hurricane::inline v0::backbones
