// SPDX-License-Identifier: MIT
// Intel Movidius Myriad X, a VPU, running fp16. Modelled; nothing here was measured on the device.
#pragma once

#include <hurricane/hw/modelled.hpp>

namespace hurricane::inline v0::targets {

/// Constants: 1 TOPS of the neural compute engine, 2.5 MB on chip at 450 GB/s are Intel's product
/// brief; energies Horowitz 2014. All others are estimates of ours, set so that the model shows
/// what is reported of the device: squeeze-and-excitation is dear, since its pooling, linear layers
/// and gate leave the engine (Zhang et al. 2020 as surveyed by Benmeziane et al. 2021).
struct myriad_x
    : modelled<device_model{.gmacs_per_s = 500,
                            .bytes_per_value = 2,
                            .gbytes_per_s = 8,  // estimate: LPDDR4 in the package
                            .on_chip_mbytes = 2.5,
                            .on_chip_gbytes_per_s = 450,
                            .vector_channels = 16,     // estimate
                            .start_us = 20,            // estimate
                            .leave_us = 120,           // estimate
                            .moves_gbytes_per_s = 20,  // estimate: addresses alone change
                            .dense = 0.3,
                            .pointwise = 0.3,  // estimates
                            .depthwise3 = 0.03,
                            .depthwise5 = 0.04,
                            .depthwise7 = 0.04,  // estimates
                            .linear = 0.02,      // estimate
                            .gvalues_per_s = 1,  // estimate: 16 vector processors
                            .pj_per_mac = 1.5,   // 16-bit float multiply 1.1, add 0.4
                            .pj_per_byte = 160,
                            .pj_per_byte_on_chip = 12.5}> {
    static constexpr fixed_string name = "myriad_x";
};

}  // namespace hurricane::inline v0::targets
