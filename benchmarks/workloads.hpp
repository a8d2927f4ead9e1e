// SPDX-License-Identifier: MIT
// The five training workloads: a space, the images it takes, and how many at once.
#pragma once

#include <string_view>

#include <hurricane/networks/published/mobilenet.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::workloads {

/// MobileNetV2 on 32x32 images: stem and second stage keep the size.
struct small_mobilenet_v2
    : conv_ends<ends{.stem = 32, .stem_stride = 1, .activation = kind::relu6, .dropout = 0.2}> {
    static constexpr fixed_string name = "mobilenet_v2_32";
    static constexpr shape input{3, 32, 32};
    static constexpr int classes = 10;
    static constexpr int split = 1;
    static constexpr std::array stages{stage{16, 1, 1}, stage{24, 2, 1}, stage{32, 3, 2},
                                       stage{64, 4, 2}, stage{96, 3, 1}, stage{160, 3, 2},
                                       stage{320, 1, 1}};
};

struct mobilenet_v2_32 : network_of<small_mobilenet_v2, ops::inverted<1, 3, nets::v2_form>,
                                    repeat<16, ops::inverted<6, 3, nets::v2_form>>> {};

/// SPOS's four choices on 32x32 images.
struct spos_32 : space<backbones::spos_cifar, choice_pool> {
    static constexpr fixed_string name = "spos_32";
};

struct workload {
    std::string_view name;
    space_view (*view)();
    int batch;
    int shard;
};

inline constexpr workload all[] = {{"mbv2-224", network_view<nets::mobilenet_v2>, 32, 8},
                                   {"mbv2-32", network_view<mobilenet_v2_32>, 128, 16},
                                   {"spos-224", view<spaces::spos_blocks>, 32, 8},
                                   {"spos-32", view<spos_32>, 128, 16},
                                   {"pool-fashion", view<spaces::fashion>, 128, 16}};

}  // namespace hurricane::workloads
