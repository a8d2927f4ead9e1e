// SPDX-License-Identifier: MIT
// Squeeze-and-excitation (Hu et al. 2018, section 3) as a value that an operator applies at the place of its choice,
// and ops::se<Op>, the same operator with it switched on.
#pragma once

#include <hurricane/ops/operator.hpp>

namespace hurricane::inline v0 {

/// What stands between the last depthwise convolution of a main branch and the convolution after it: nothing, or an
/// SE gate of width max(1, (c + 2) / 4) with ReLU inside and a hard sigmoid outside.
enum class attention : unsigned char { none, squeeze };

constexpr value attend(plan& p, value x, attention a) {
    if (a == attention::none) return x;
    int const c = p.of(x).c;
    int const width = (c + 2) / 4 > 1 ? (c + 2) / 4 : 1;
    auto gate = p.global_pool(x);
    gate = p.relu(p.linear(gate, width));
    gate = p.hard_sigmoid(p.linear(gate, c));
    return p.scale(x, gate);
}

namespace ops {

/// Op with squeeze-and-excitation. Op::lower must take the attention as its second argument.
template <Operator Op>
struct se {
    static constexpr text name = text{Op::name}.append("_se");
    static constexpr plan lower(slot s) { return Op::lower(s, attention::squeeze); }
};

}  // namespace ops
}  // namespace hurricane::inline v0
