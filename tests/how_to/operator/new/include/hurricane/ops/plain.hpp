// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/operator.hpp>

namespace hurricane::inline v0::ops {

/// A plain convolution (Simonyan and Zisserman 2015, VGG): k x k, a norm, ReLU.
template <int Kernel>
struct plain {
    static constexpr fixed_string name = parameters("plain", Kernel);

    static constexpr plan lower(slot s) {
        plan p{s.in};
        auto const x = p.conv(p.input(), {.out = s.out, .kernel = Kernel, .stride = s.stride});
        p.relu(p.batch_norm(x));
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
