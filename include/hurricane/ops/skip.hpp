// SPDX-License-Identifier: MIT
// A layer that is left out.
#pragma once

#include <hurricane/ops/operator.hpp>

namespace hurricane::inline v0::ops {

/// Nothing at all where the shapes agree: a plan of no steps. Else 1x1 convolution, batch norm,
/// ReLU (Wu et al. 2019, FBNet, released code).
struct skip {
    static constexpr fixed_string name = "skip";

    static constexpr plan lower(slot s) {
        plan p{s.in};
        if (s.stride != 1 || s.in.c != s.out)
            p.relu(p.batch_norm(p.conv(p.input(), {.out = s.out, .stride = s.stride})));
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
