// SPDX-License-Identifier: MIT
// The ShuffleNetV2 units of SPOS's choice blocks (Guo et al. 2020, section 3.4; Ma et al. 2018,
// figure 3).
#pragma once

#include <hurricane/ops/variation.hpp>

namespace hurricane::inline v0 {

/// The two halves a unit works on: the untouched or projected branch, and the input of the main
/// branch.
struct unit_branches {
    value bypass{};
    value main{};
    int main_out{};
};

/// Same shape in and out: shuffle, split in halves, even channels pass. Otherwise the projection
/// form, in which a depthwise k x k and a 1x1 convolution carry the input across.
constexpr unit_branches open_unit(plan& p, slot s, int kernel) {
    if (s.stride == 1 && s.in.c == s.out) {
        if (s.out % 2) return {p.fail(reason::channels_must_be_even), 0, 0};
        int const half = s.out / 2;
        auto const x = p.channel_shuffle(p.input(), half);
        auto const bypass = p.slice(x, 0, half);
        return {bypass, p.slice(x, half, half), half};
    }
    if (s.out <= s.in.c) return {p.fail(reason::projection_needs_more_output_channels), 0, 0};
    auto y = p.batch_norm(p.depthwise(p.input(), kernel, s.stride));
    y = p.relu(p.batch_norm(p.pointwise(y, s.in.c)));
    return {y, p.input(), s.out - s.in.c};
}

namespace ops {

/// choice<k>: 1x1, k x k depthwise without activation, 1x1; the inner width is half the output.
template <int Kernel>
struct choice {
    static constexpr fixed_string name = parameters("choice", Kernel);

    static constexpr plan lower(slot s, variation v = {}) {
        plan p{s.in};
        auto const b = open_unit(p, s, Kernel);
        auto x = p.relu(p.batch_norm(p.pointwise(b.main, v.scale(s.out / 2))));
        x = p.batch_norm(p.depthwise(x, Kernel, s.stride));
        x = attend(p, x, v.gate);
        x = p.relu(p.batch_norm(p.pointwise(x, b.main_out)));
        p.concat(b.bypass, x);
        return p;
    }
};

/// choice_x: the Xception-like unit, three depthwise 3x3 each followed by a 1x1.
struct choice_x {
    static constexpr fixed_string name = "choice_x";

    static constexpr plan lower(slot s, variation v = {}) {
        plan p{s.in};
        auto const b = open_unit(p, s, 3);
        auto x = p.batch_norm(p.depthwise(b.main, 3, s.stride));
        x = p.relu(p.batch_norm(p.pointwise(x, v.scale(s.out / 2))));
        x = p.batch_norm(p.depthwise(x, 3, 1));
        x = p.relu(p.batch_norm(p.pointwise(x, v.scale(s.out / 2))));
        x = p.batch_norm(p.depthwise(x, 3, 1));
        x = attend(p, x, v.gate);
        x = p.relu(p.batch_norm(p.pointwise(x, b.main_out)));
        p.concat(b.bypass, x);
        return p;
    }
};

/// The stage unit of ShuffleNetV2 as torchvision has it: both branches give half of the output, the
/// shuffle in two groups stands last. The original form, in which the branch across keeps the
/// input's width, is choice<Kernel>.
template <int Kernel>
struct shuffle_unit {
    static constexpr fixed_string name = parameters("shuffle_unit", Kernel);

    static constexpr plan lower(slot s, variation v = {}) {
        plan p{s.in};
        if (s.out % 2) p.fail(reason::channels_must_be_even);
        int const half = s.out / 2;
        bool const same = s.stride == 1 && s.in.c == s.out;
        auto bypass = p.input();
        auto main = p.input();
        if (same) {
            bypass = p.slice(p.input(), 0, half);
            main = p.slice(p.input(), half, half);
        } else {
            bypass = p.batch_norm(p.depthwise(p.input(), Kernel, s.stride));
            bypass = p.relu(p.batch_norm(p.pointwise(bypass, half)));
        }
        auto x = p.relu(p.batch_norm(p.pointwise(main, v.scale(half))));
        x = attend(p, p.batch_norm(p.depthwise(x, Kernel, s.stride)), v.gate);
        x = p.relu(p.batch_norm(p.pointwise(x, half)));
        p.channel_shuffle(p.concat(bypass, x), 2);
        return p;
    }
};

}  // namespace ops
}  // namespace hurricane::inline v0
