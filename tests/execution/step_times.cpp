// SPDX-License-Identifier: MIT
// Tests execution/step_times.hpp.
#include <doctest/doctest.h>

#include <cstddef>

#include <hurricane/execution/step_times.hpp>

using namespace hurricane;
using namespace hurricane::kernels;

constexpr step pointwise{.op = kind::conv};
constexpr step dense{.op = kind::conv, .kernel = 3};
static_assert(class_of(pointwise, 0) == op_class::pointwise_forward);
static_assert(class_of(pointwise, 2) == op_class::pointwise_backward_weights);
static_assert(class_of(dense, 1) == op_class::dense_backward_data);
static_assert(class_of(step{.op = kind::linear}, 1) == op_class::rest);
static_assert(name_of(op_class::pointwise_forward) == "pointwise forward");
static_assert(name_of(op_class::waiting) == "waiting");

TEST_CASE("the time of what runs is added to its class alone") {
    step_times t;
    int runs = 0;
    t.seconds.fill(5);
    t.timed(op_class::rest, [&] { ++runs; });
    CHECK(runs == 1);
    for (int c = 0; c < op_classes; ++c) {
        double const seconds = t.seconds[static_cast<std::size_t>(c)];
        CHECK((c == static_cast<int>(op_class::rest) ? seconds >= 5 : seconds == 5));
    }
}
