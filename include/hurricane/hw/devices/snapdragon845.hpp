// SPDX-License-Identifier: MIT
// One big core of the Snapdragon 845 (Kryo 385 Gold, after Arm's Cortex-A75), running f32.
// Modelled; nothing here was measured on the device.
#pragma once

#include <hurricane/hw/modelled.hpp>

namespace hurricane::inline v0::targets {

/// Constants: 2.8 GHz (product brief) times two 128-bit multiply-add pipes (Arm's optimisation
/// guide of the A75) are 22.4 GMAC/s; 2 MB third-level cache (product brief); energies Horowitz
/// 2014. All others are estimates of ours, set so that the model shows what is reported of such
/// CPUs: depthwise convolutions are dear for their multiply-adds.
struct snapdragon845
    : modelled<device_model{.gmacs_per_s = 22.4,
                            .bytes_per_value = 4,
                            .gbytes_per_s = 10,  // estimate: what one core reads
                            .on_chip_mbytes = 2,
                            .on_chip_gbytes_per_s = 25,  // estimate
                            .vector_channels = 4,
                            .start_us = 2,            // estimate
                            .leave_us = 1,            // estimate
                            .moves_gbytes_per_s = 5,  // estimate
                            .dense = 0.6,
                            .pointwise = 0.7,  // estimates
                            .depthwise3 = 0.12,
                            .depthwise5 = 0.14,
                            .depthwise7 = 0.15,  // estimates
                            .linear = 0.2,       // estimate: weights are read once
                            .gvalues_per_s = 2,  // estimate
                            .pj_per_mac = 4.6,   // 32-bit float multiply 3.7, add 0.9
                            .pj_per_byte = 160,
                            .pj_per_byte_on_chip = 12.5}> {
    static constexpr fixed_string name = "snapdragon845";
};

}  // namespace hurricane::inline v0::targets
