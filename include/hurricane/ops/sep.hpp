// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/squeeze.hpp>

namespace hurricane::inline v0::ops {

/// Depthwise separable convolution (Howard et al. 2017, MobileNetV1, section 3.1): k x k depthwise, then 1x1.
template <int Kernel>
struct sep {
    static constexpr text name = parameters("sep", Kernel);
    static constexpr plan lower(slot s, attention a = attention::none) {
        plan p{s.in};
        auto x = p.relu(p.batch_norm(p.depthwise(p.input(), Kernel, s.stride)));
        x = attend(p, x, a);
        p.relu(p.batch_norm(p.pointwise(x, s.out)));
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
