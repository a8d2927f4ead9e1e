// SPDX-License-Identifier: MIT
// Why a plan is illegal. Reasons are values: an illegal plan never stops constant evaluation, and
// one leaf (space/check.hpp) turns the first of them into one static_assert. Compilers print the
// enumerator's name.
#pragma once

#include <cstdint>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

enum class reason : std::uint8_t {
    none,
    channels_must_be_positive,
    groups_must_divide_channels,
    kernel_must_be_odd,
    stride_must_be_positive,
    stride_is_larger_than_the_image,
    inputs_must_have_the_same_shape,
    scale_must_be_one_value_per_channel,
    linear_needs_a_pooled_input,
    slice_is_outside_the_channels,
    channels_must_be_even,
    projection_needs_more_output_channels,
    operator_has_no_inner_width,
    kind_is_not_an_activation,
    value_does_not_exist,
    too_many_steps,
    count_overflows,
    output_is_not_the_one_of_the_slot,
};

/// The reason as a sentence for run-time messages.
constexpr std::string_view sentence(reason why) {
    switch (why) {
        case reason::none: return "legal";
        case reason::channels_must_be_positive:
            return "every channel count and image size must be positive";
        case reason::groups_must_divide_channels:
            return "the groups must divide the input and the output channels";
        case reason::kernel_must_be_odd: return "the kernel size must be odd and positive";
        case reason::stride_must_be_positive: return "the stride must be positive";
        case reason::stride_is_larger_than_the_image: return "the stride is larger than the image";
        case reason::inputs_must_have_the_same_shape: return "both inputs must have the same shape";
        case reason::scale_must_be_one_value_per_channel:
            return "the second input of scale must be C x 1 x 1";
        case reason::linear_needs_a_pooled_input: return "linear takes C x 1 x 1; pool first";
        case reason::slice_is_outside_the_channels: return "the slice is outside the channels";
        case reason::channels_must_be_even:
            return "the unit splits its input, so the channels must be even";
        case reason::projection_needs_more_output_channels:
            return "the projection form needs more output than input channels";
        case reason::operator_has_no_inner_width: return "the operator has no inner width to scale";
        case reason::kind_is_not_an_activation:
            return "the step kind given as an activation is none";
        case reason::value_does_not_exist:
            return "a step reads a value that no earlier step produced";
        case reason::too_many_steps: return "the plan has more steps than it can hold";
        case reason::count_overflows:
            return "sizes, multiply-adds, parameters or bytes are too large to count";
        case reason::output_is_not_the_one_of_the_slot:
            return "the output has not the shape that the slot asks for";
    }
    return "unknown reason";
}

}  // namespace hurricane::inline v0
