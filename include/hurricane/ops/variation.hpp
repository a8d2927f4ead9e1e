// SPDX-License-Identifier: MIT
// What a wrapper changes in an operator. ops::se<Op> and ops::scaled<Op, Tenths> call Op::lower
// with a variation as second argument, so wrappers compose, and an operator says in one place what
// they mean to it.
#pragma once

#include <hurricane/ops/operator.hpp>
#include <hurricane/ops/squeeze.hpp>

namespace hurricane::inline v0 {

struct variation {
    attention gate{};
    int tenths{10};  ///< of the inner width

    /// The inner width after scaling, truncated (SPOS's released code).
    constexpr int scale(int width) const { return saturating_multiply(width, tenths, 10); }

    /// A form whose gate this variation replaces, if it has one.
    template <class Form>
    constexpr Form gated(Form form) const {
        if (gate != attention{}) form.gate = gate;
        return form;
    }
};

namespace ops {

/// Op with squeeze-and-excitation. Op::lower must take a variation as its second argument.
template <Operator Op>
struct se {
    static constexpr fixed_string name = fixed_string{Op::name}.append("_se");

    static constexpr plan lower(slot s, variation v = {}) requires requires { Op::lower(s, v); }

    {
        v.gate = squeeze;
        return Op::lower(s, v);
    }
};

/// Op with its inner width scaled to Tenths / 10: the second factor of SPOS's choice (Guo et al.
/// 2020, section 3.4).
template <Operator Op, int Tenths>
struct scaled {
    static constexpr fixed_string name =
        fixed_string{Op::name}.append("x").append(Tenths / 10).append(".").append(Tenths % 10);

    static constexpr plan lower(slot s, variation v = {}) requires requires { Op::lower(s, v); }

    {
        v.tenths = Tenths;
        return Op::lower(s, v);
    }
};

}  // namespace ops
}  // namespace hurricane::inline v0
