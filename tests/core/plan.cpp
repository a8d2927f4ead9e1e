// SPDX-License-Identifier: MIT
// Tests core/plan.hpp, core/step.hpp, core/shape.hpp.
#include <doctest/doctest.h>

#include <hurricane/core/plan.hpp>
#include <hurricane/ops/mb.hpp>

using namespace hurricane;

namespace {

constexpr plan built(auto f) {
    plan p{shape{8, 6, 6}};
    f(p);
    return p;
}

static_assert(plan{shape{8, 6, 6}}.out() == shape{8, 6, 6});  // no steps: the identity
static_assert(built([](plan& p) { p.concat(p.input(), p.max_pool(p.input(), 3, 2)); }).why() ==
              reason::inputs_must_have_the_same_shape);
static_assert(built([](plan& p) { p.add(p.input(), p.pointwise(p.input(), 4)); }).why() ==
              reason::inputs_must_have_the_same_shape);
static_assert(built([](plan& p) { p.scale(p.input(), p.input()); }).why() ==
              reason::scale_must_be_one_value_per_channel);
static_assert(built([](plan& p) { p.linear(p.input(), 4); }).why() ==
              reason::linear_needs_a_pooled_input);
static_assert(built([](plan& p) { p.slice(p.input(), 6, 3); }).why() ==
              reason::slice_is_outside_the_channels);
static_assert(built([](plan& p) { p.channel_shuffle(p.input(), 3); }).why() ==
              reason::groups_must_divide_channels);
static_assert(built([](plan& p) { p.conv(p.input(), {.out = 9, .groups = 2}); }).why() ==
              reason::groups_must_divide_channels);
static_assert(built([](plan& p) {
                  p.conv(p.input(), {.out = 8, .kernel = 3, .stride = 7});
              }).why() == reason::stride_is_larger_than_the_image);
static_assert(built([](plan& p) { p.relu(9); }).why() == reason::value_does_not_exist);
static_assert(built([](plan& p) {
                  for (int i = 0; i < 33; ++i) p.relu(i);
              }).why() == reason::too_many_steps);
static_assert(built([](plan& p) { p.relu(p.linear(p.input(), 4)); }).size() ==
              0);  // later calls do nothing
static_assert(built([](plan& p) { p.add(p.input(), p.relu(p.input())); }).readers(0) == 2);

}  // namespace

TEST_CASE("constant evaluation and run time agree on plans") {
    slot volatile_slot{{16, 14, 14}, 24, 2};
    constexpr plan at_compile_time = ops::mb<3, 5>::lower({{16, 14, 14}, 24, 2});
    CHECK(ops::mb<3, 5>::lower(volatile_slot) == at_compile_time);
    CHECK(at_compile_time.macs() == 14 * 14 * 16 * 48 + 7 * 7 * (25 * 48 + 48 * 24));
    CHECK(at_compile_time.params() == 16 * 48 + 2 * 48 + 25 * 48 + 2 * 48 + 48 * 24 + 2 * 24);
}
