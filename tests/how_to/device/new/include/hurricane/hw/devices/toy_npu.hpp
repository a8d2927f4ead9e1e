// SPDX-License-Identifier: MIT
// A neural processor that nobody builds, for the test of the how-to.
#pragma once

#include <hurricane/hw/modelled.hpp>

namespace hurricane::inline v0::targets {

/// All constants are invented.
struct toy_npu : modelled<device_model{.gmacs_per_s = 100,
                                       .bytes_per_value = 1,
                                       .gbytes_per_s = 10,
                                       .on_chip_mbytes = 1,
                                       .on_chip_gbytes_per_s = 40,
                                       .vector_channels = 16,
                                       .start_us = 5,
                                       .leave_us = 20,
                                       .moves_gbytes_per_s = 1,
                                       .dense = 0.5,
                                       .pointwise = 0.5,
                                       .depthwise3 = 0.05,
                                       .depthwise5 = 0.05,
                                       .depthwise7 = 0.05,
                                       .linear = 0.1,
                                       .gvalues_per_s = 2,
                                       .pj_per_mac = 0.2,
                                       .pj_per_byte = 160,
                                       .pj_per_byte_on_chip = 12,
                                       .cannot = bits_of({kind::scale})}> {
    static constexpr fixed_string name = "toy_npu";
};

}  // namespace hurricane::inline v0::targets
