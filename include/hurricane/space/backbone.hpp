// SPDX-License-Identifier: MIT
// A backbone is what a search leaves alone: input, stem, the stages' widths and strides, head. All of it is data;
// derive from one and hide a member to change it.
#pragma once

#include <concepts>
#include <string_view>

#include <hurricane/core/plan.hpp>
#include <hurricane/core/text.hpp>

namespace hurricane::inline v0 {

/// `blocks` searchable layers of `width` channels; the first one has stride `stride`, the others 1.
struct stage {
    int width{}, blocks{}, stride{1};
};

template <class B>
concept Backbone = requires(shape s) {
    { B::name } -> std::convertible_to<std::string_view>;
    { B::input } -> std::convertible_to<shape>;
    { B::classes } -> std::convertible_to<int>;
    { B::split } -> std::convertible_to<int>;
    { B::stages.size() } -> std::convertible_to<std::size_t>;
    { B::stem(s) } -> std::same_as<plan>;
    { B::head(s) } -> std::same_as<plan>;
};

namespace backbones {

/// 28x28x1 (Fashion-MNIST, MNIST), of our own making: 12 searchable layers, most networks of pool32 between 1 and
/// 9 million multiply-adds, so that two cores train one in a minute.
struct fashion {
    static constexpr text name = "fashion";
    static constexpr shape input{1, 28, 28};
    static constexpr int classes = 10;
    static constexpr std::array stages{stage{16, 3, 2}, stage{32, 5, 2}, stage{64, 4, 2}};
    static constexpr int split = 5;  ///< stage 1 searches layers 6 to 12, stage 2 layers 1 to 5

    static constexpr plan stem(shape in) {
        plan p{in};
        p.relu(p.batch_norm(p.conv(p.input(), {.out = 8, .kernel = 3})));
        return p;
    }
    static constexpr plan head(shape in) {
        plan p{in};
        auto x = p.relu(p.batch_norm(p.pointwise(p.input(), 128)));
        p.linear(p.global_pool(x), classes);
        return p;
    }
};

}  // namespace backbones
}  // namespace hurricane::inline v0
