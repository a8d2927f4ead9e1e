// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/squeeze.hpp>

namespace hurricane::inline v0::ops {

/// Inverted residual (Sandler et al. 2018, MobileNetV2, figure 4d): 1x1 expansion, k x k depthwise, linear 1x1
/// projection, residual where the shapes agree. The expansion is kept for Expand = 1, so that mb<1,k> is not sep<k>.
template <int Expand, int Kernel>
struct mb {
    static constexpr text name = parameters("mb", Expand, Kernel);
    static constexpr plan lower(slot s, attention a = attention::none) {
        plan p{s.in};
        auto x = p.relu6(p.batch_norm(p.pointwise(p.input(), s.in.c * Expand)));
        x = p.relu6(p.batch_norm(p.depthwise(x, Kernel, s.stride)));
        x = attend(p, x, a);
        x = p.batch_norm(p.pointwise(x, s.out));
        if (s.stride == 1 && s.in.c == s.out) p.add(x, p.input());
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
