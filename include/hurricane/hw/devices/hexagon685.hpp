// SPDX-License-Identifier: MIT
// Qualcomm Hexagon 685, the DSP of the Snapdragon 845, running int8. Modelled; nothing here was
// measured on the device.
#pragma once

#include <hurricane/hw/modelled.hpp>

namespace hurricane::inline v0::targets {

/// Constants: vectors of 32 channels are the layout of Qualcomm's hexagon-nn library; energies
/// Horowitz 2014; memory of the Snapdragon 845 is 29.9 GB/s (product brief), half of it taken here.
/// All others are estimates of ours, set so that the model shows what is reported of the device:
/// large depthwise kernels cost little more than small ones (Zhang et al. 2020 as surveyed by
/// Benmeziane et al. 2021). Swish is taken as unsupported in 8 bits: EfficientNet-Lite (Google
/// 2020) left it out for such devices.
struct hexagon685 : modelled<device_model{
                        .gmacs_per_s = 300,  // estimate: two 1024-bit HVX contexts near 1.2 GHz
                        .bytes_per_value = 1,
                        .gbytes_per_s = 15,
                        .on_chip_mbytes = 1,         // estimate: second-level cache
                        .on_chip_gbytes_per_s = 60,  // estimate
                        .vector_channels = 32,
                        .start_us = 12,             // estimate
                        .leave_us = 10,             // estimate
                        .moves_gbytes_per_s = 0.5,  // estimate: out of vectors of 32 and back
                        .dense = 0.4,
                        .pointwise = 0.5,  // estimates
                        .depthwise3 = 0.02,
                        .depthwise5 = 0.05,
                        .depthwise7 = 0.09,           // estimates
                        .linear = 0.05,               // estimate
                        .gvalues_per_s = 4,           // estimate
                        .pj_per_mac = 0.23,           // 8-bit multiply 0.2, add 0.03
                        .pj_per_byte = 160,           // DRAM 1.3 nJ for 64 bits
                        .pj_per_byte_on_chip = 12.5,  // 1 MB SRAM 100 pJ for 64 bits
                        .cannot = bits_of({kind::swish, kind::hard_swish})}>  // estimate, see above
{
    static constexpr fixed_string name = "hexagon685";
};

}  // namespace hurricane::inline v0::targets
