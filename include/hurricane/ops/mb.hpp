// SPDX-License-Identifier: MIT
// Inverted residuals (Sandler et al. 2018, MobileNetV2, figure 4d): 1x1 expansion, k x k depthwise,
// linear 1x1 projection, residual where the shapes agree.
#pragma once

#include <hurricane/ops/variation.hpp>

namespace hurricane::inline v0 {

enum class expansion : unsigned char {
    always,
    when_wider
};  ///< the 1x1 convolution to a width the input has already

/// What published networks change in the inverted residual; the defaults are those of pool32.
struct mb_form {
    kind activation{kind::relu6};
    attention gate{};
    expansion expand{};
    int project_groups{1};  ///< of the last 1x1 convolution; with more than one, a shuffle stands
                            ///< before the depthwise
    bool bias{};            ///< of the convolutions
    double eps{1e-5};       ///< of the batch norms
};

/// "inverted<6,5" becomes "inverted<6,5,swish,se4in:swish:sigmoid,lean>".
constexpr fixed_string name_of(fixed_string family, mb_form f) {
    if (f.activation != kind::relu6) family.append(",").append(name_of(f.activation));
    if (f.gate.width != attention::inner::none) family.append(",").append(name_of(f.gate));
    if (f.expand == expansion::when_wider) family.append(",lean");
    if (f.project_groups != 1) family.append(",g").append(f.project_groups);
    if (f.bias) family.append(",bias");
    if (f.eps != 1e-5)
        family.append(",eps")
            .append(f.eps < 1 ? static_cast<int>(f.eps * 1e9 + 0.5) : 1'000'000'000)
            .append("e-9");
    return family.append(">");
}

constexpr plan inverted_residual(slot s, int inner, int kernel, mb_form f) {
    plan p{s.in};
    auto const norm = [&](value x) { return p.batch_norm(x, f.eps); };
    auto const active = [&](value x) { return p.activation(f.activation, norm(x)); };
    auto x = p.input();
    if (f.expand == expansion::always || inner != s.in.c)
        x = active(p.conv(x, {.out = inner, .bias = f.bias}));
    if (f.project_groups > 1) x = p.channel_shuffle(x, f.project_groups);
    x = active(p.conv(
        x, {.out = inner, .kernel = kernel, .stride = s.stride, .groups = inner, .bias = f.bias}));
    x = attend(p, x, f.gate);
    x = norm(p.conv(x, {.out = s.out, .groups = f.project_groups, .bias = f.bias}));
    if (s.stride == 1 && s.in.c == s.out) p.add(x, p.input());
    return p;
}

namespace ops {

/// mb<e,k> of pool32: inner width e times the input's, ReLU6. The expansion is kept for e = 1, so
/// that mb<1,k> is not sep<k>.
template <int Expand, int Kernel>
struct mb {
    static constexpr fixed_string name = parameters("mb", Expand, Kernel);

    static constexpr plan lower(slot s, variation v = {}) {
        return inverted_residual(s, v.scale(saturating_multiply(s.in.c, Expand)), Kernel,
                                 {.gate = v.gate});
    }
};

/// The same in a form of one's own.
template <int Expand, int Kernel, mb_form Form>
struct inverted {
    static constexpr fixed_string name =
        name_of(fixed_string{"inverted<"}.append(Expand).append(",").append(Kernel), Form);

    static constexpr plan lower(slot s, variation v = {}) {
        return inverted_residual(s, v.scale(saturating_multiply(s.in.c, Expand)), Kernel,
                                 v.gated(Form));
    }
};

/// The same with the inner width given outright (Howard et al. 2019, MobileNetV3, table 1: "bneck"
/// of an "exp size").
template <int Inner, int Kernel, mb_form Form>
struct bneck {
    static constexpr fixed_string name =
        name_of(fixed_string{"bneck<"}.append(Inner).append(",").append(Kernel), Form);

    static constexpr plan lower(slot s, variation v = {}) {
        return inverted_residual(s, v.scale(Inner), Kernel, v.gated(Form));
    }
};

}  // namespace ops
}  // namespace hurricane::inline v0
