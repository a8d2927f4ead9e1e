// SPDX-License-Identifier: MIT
// Separable convolutions.
#pragma once

#include <hurricane/ops/variation.hpp>

namespace hurricane::inline v0::ops {

/// Depthwise separable convolution (Howard et al. 2017, MobileNetV1, section 3.1): k x k depthwise,
/// then 1x1.
template <int Kernel>
struct sep {
    static constexpr fixed_string name = parameters("sep", Kernel);

    static constexpr plan lower(slot s, variation v = {}) {
        plan p{s.in};
        if (v.tenths != 10) p.fail(reason::operator_has_no_inner_width);
        auto x = p.relu(p.batch_norm(p.depthwise(p.input(), Kernel, s.stride)));
        x = attend(p, x, v.gate);
        p.relu(p.batch_norm(p.pointwise(x, s.out)));
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
