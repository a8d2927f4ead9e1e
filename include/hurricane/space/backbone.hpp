// SPDX-License-Identifier: MIT
// A backbone is what a search leaves alone: input, stem, the stages' widths and strides, head. All
// of it is data; derive from one and hide a member to change it.
#pragma once

#include <array>
#include <concepts>
#include <string_view>

#include <hurricane/core/fixed_string.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

/// `blocks` searchable layers of `width` channels; the first one has stride `stride`, the others 1.
struct stage {
    int width{};
    int blocks{};
    int stride{1};
};

template <class B>
concept Backbone = requires(shape s, int classes) {
    { B::name } -> std::convertible_to<std::string_view>;
    { B::input } -> std::convertible_to<shape>;
    { B::classes } -> std::convertible_to<int>;
    { B::split } -> std::convertible_to<int>;
    { B::stages.size() } -> std::convertible_to<std::size_t>;
    { B::stem(s) } -> std::same_as<plan>;
    { B::head(s, classes) } -> std::same_as<plan>;
};

/// Searchable layers of a backbone. More than 63 are refused; a stage counts for at most 1000 here.
template <Backbone B>
inline constexpr int layers_of = [] {
    int n = 0;
    for (auto const& s : B::stages) n += s.blocks > 1000 ? 1000 : s.blocks > 0 ? s.blocks : 0;
    return n;
}();

/// The slot of each searchable layer.
template <Backbone B>
inline constexpr std::array<slot, layers_of<B>> slots_of = [] {
    std::array<slot, layers_of<B>> all{};
    shape in = B::stem(B::input).out();
    std::size_t layer = 0;
    for (auto const& s : B::stages)
        for (int b = 0; b < s.blocks && layer < all.size(); ++b, ++layer) {
            all[layer] = {in, s.width, b == 0 ? s.stride : 1};
            in = all[layer].result();
        }
    return all;
}();

/// The head on the last layer's output, with the promise checked that it gives one value for each
/// class.
template <Backbone B>
constexpr plan head_of() {
    if constexpr (layers_of<B> == 0)
        return plan{};
    else {
        plan p = B::head(slots_of<B>.back().result(), B::classes);
        if (p.legal() && p.out() != shape{B::classes, 1, 1})
            p.fail(reason::output_is_not_the_one_of_the_slot);
        return p;
    }
}

/// What most networks begin and end with: 3x3 convolution; 1x1 convolution, global pool,
/// classifier.
struct ends {
    int stem{32};
    int stem_stride{2};
    int head{1280};  ///< channels before the pool; 0: no 1x1 convolution
    kind activation{kind::relu};
    double dropout{};
    bool classifier_bias{true};
    double eps{1e-5};  ///< of the batch norms
};

/// struct mine : conv_ends<ends{.stem = 16}> { name, input, classes, stages, split };
template <ends E>
struct conv_ends {
    static constexpr plan stem(shape in) {
        plan p{in};
        auto const x = p.conv(p.input(), {.out = E.stem, .kernel = 3, .stride = E.stem_stride});
        p.activation(E.activation, p.batch_norm(x, E.eps));
        return p;
    }

    static constexpr plan head(shape in, int classes) {
        plan p{in};
        auto x = p.input();
        if (E.head > 0) x = p.activation(E.activation, p.batch_norm(p.pointwise(x, E.head), E.eps));
        x = p.global_pool(x);
        if (E.dropout > 0) x = p.dropout(x, E.dropout);
        p.linear(x, classes, E.classifier_bias);
        return p;
    }
};

}  // namespace hurricane::inline v0
