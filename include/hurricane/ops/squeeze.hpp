// SPDX-License-Identifier: MIT
// Squeeze-and-excitation (Hu et al. 2018, section 3) as a value that an operator applies at the
// place of its choice.
#pragma once

#include <hurricane/core/fixed_string.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

/// What stands between the last depthwise convolution of a main branch and the convolution after
/// it: nothing, or a gate: global pool, linear to the inner width, an activation, linear back, an
/// activation, scale.
struct attention {
    enum class inner : unsigned char {
        none,              ///< no gate
        quarter,           ///< max(1, (c + 2) / 4) of the c channels that are gated
        quarter_of_input,  ///< max(1, c / 4) of the block's input (MnasNet, EfficientNet)
        quarter_by_eight,  ///< a quarter of the gated channels, rounded to a multiple of 8
                           ///< (MobileNetV3)
    };
    inner width{};
    kind inside{kind::relu};
    kind outside{kind::hard_sigmoid};

    friend constexpr bool operator==(attention const&, attention const&) = default;
};

inline constexpr attention squeeze{.width = attention::inner::quarter};

/// The multiple of 8 nearest to size / 4, at least 8, and never more than 10 % below it
/// (MobileNetV3's released code).
constexpr int quarter_by_eight(int size) {
    int const quarter = size / 4;
    int const nearest = (quarter + 4) / 8 * 8;
    int const rounded = nearest > 8 ? nearest : 8;
    return 10 * rounded < 9 * quarter ? rounded + 8 : rounded;
}

/// Inner width of a gate on `gated` channels in a block whose input has `input` channels.
constexpr int inner_width(attention::inner width, int gated, int input) {
    if (width == attention::inner::quarter_by_eight) return quarter_by_eight(gated);
    int const quarter = width == attention::inner::quarter ? (gated + 2) / 4 : input / 4;
    return quarter > 1 ? quarter : 1;
}

constexpr value attend(plan& p, value x, attention a) {
    if (a.width == attention::inner::none) return x;
    int const c = p.of(x).c;
    auto gate = p.linear(p.global_pool(x), inner_width(a.width, c, p.in().c));
    gate = p.activation(a.outside, p.linear(p.activation(a.inside, gate), c));
    return p.scale(x, gate);
}

/// "se4", "se4in", "se4by8", with the activations where they are not ReLU and hard sigmoid.
constexpr fixed_string name_of(attention a) {
    constexpr std::string_view widths[] = {"", "se4", "se4in", "se4by8"};
    fixed_string t{widths[static_cast<int>(a.width)]};
    if (a.inside != kind::relu || a.outside != kind::hard_sigmoid)
        t.append(":").append(name_of(a.inside)).append(":").append(name_of(a.outside));
    return t;
}

}  // namespace hurricane::inline v0
