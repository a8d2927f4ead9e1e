// SPDX-License-Identifier: MIT
// Tests core/step.hpp.
#include <hurricane/core/step.hpp>

using namespace hurricane;

namespace {

constexpr step conv{
    .op = kind::conv, .bias = true, .kernel = 3, .groups = 2, .in = {8, 5, 5}, .out = {6, 5, 5}};
static_assert(conv.macs() == 6 * 25 * 4 * 9 && conv.params() == 6 * 4 * 9 + 6);
static_assert(conv.bytes() == 4 * (8 * 25 + 6 * 25 + conv.params()));
static_assert(!conv.depthwise() && !conv.pointwise());
static_assert(step{.op = kind::conv, .groups = 8, .in = {8, 5, 5}}.depthwise());
static_assert(step{.op = kind::conv, .in = {8, 5, 5}}.pointwise());

constexpr step linear{.op = kind::linear, .bias = true, .in = {8, 1, 1}, .out = {6, 1, 1}};
static_assert(linear.macs() == 48 && linear.params() == 54);
constexpr step norm{.op = kind::batch_norm, .in = {8, 5, 5}, .out = {8, 5, 5}};
static_assert(norm.macs() == 0 && norm.params() == 16);

// Both inputs of a sum are read; of a gate one value a channel; a concat reads what it writes.
constexpr shape same{8, 5, 5};
static_assert(step{.op = kind::add, .in = same, .out = same}.bytes() == 4 * 3 * 200);
static_assert(step{.op = kind::scale, .in = same, .out = same}.bytes() == 4 * (2 * 200 + 8));
static_assert(step{.op = kind::concat, .in = same, .out = {20, 5, 5}}.bytes() == 4 * 2 * 500);

}  // namespace
