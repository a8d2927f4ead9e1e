// SPDX-License-Identifier: MIT
// A device for tests: its figures are invented.
#pragma once

#include <hurricane/hw/roofline.hpp>

namespace tests {

struct phone : hurricane::roofline<hurricane::machine{
                   .gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr auto name = "phone";
};

/// The same, which cannot run squeeze-and-excitation.
struct phone_without_gates : phone {
    static constexpr bool supports(hurricane::step const& s) {
        return s.op != hurricane::kind::global_pool;
    }
};

}  // namespace tests
