// SPDX-License-Identifier: MIT
// The operator without steps.
#pragma once

#include <hurricane/ops/operator.hpp>

namespace hurricane::inline v0::ops {

/// Depth as a choice: nothing at all where the shapes agree, a plan of no steps. Else 1x1
/// convolution and batch norm without an activation (Su et al. 2021, NAS-Bench-Macro, released
/// code), where ops::skip has one.
struct identity {
    static constexpr fixed_string name = "identity";

    static constexpr plan lower(slot s) {
        plan p{s.in};
        if (s.stride != 1 || s.in.c != s.out)
            p.batch_norm(p.conv(p.input(), {.out = s.out, .stride = s.stride}));
        return p;
    }
};

}  // namespace hurricane::inline v0::ops
