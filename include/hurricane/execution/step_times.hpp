// SPDX-License-Identifier: MIT
// What a worker's time goes to, by the kind of work.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include <hurricane/core/step.hpp>

namespace hurricane::inline v0::kernels {

/// What a worker's time is spent on.
enum class op_class : unsigned char {
    pointwise_forward,
    pointwise_backward_data,
    pointwise_backward_weights,
    depthwise_forward,
    depthwise_backward,
    dense_forward,
    dense_backward_data,
    dense_backward_weights,
    norm_statistics,
    norm_apply,
    norm_reduce,
    norm_back,
    rest,    ///< sums, gates, shuffles, pools, linear layers
    waiting  ///< for other workers, at norms of the whole batch
};
inline constexpr int op_classes = static_cast<int>(op_class::waiting) + 1;

constexpr std::string_view name_of(op_class c) {
    constexpr std::string_view names[op_classes] = {"pointwise forward",
                                                    "pointwise backward data",
                                                    "pointwise backward weights",
                                                    "depthwise forward",
                                                    "depthwise backward",
                                                    "dense forward",
                                                    "dense backward data",
                                                    "dense backward weights",
                                                    "norm statistics",
                                                    "norm apply",
                                                    "norm reduce",
                                                    "norm back",
                                                    "rest",
                                                    "waiting"};
    return names[static_cast<int>(c)];
}

/// Of convolutions that run through oneDNN. `direction` 0 forward, 1 backward data, 2 backward
/// weights.
constexpr op_class class_of(step const& s, int direction) {
    if (s.op != kind::conv) return op_class::rest;
    auto const first = s.pointwise() ? op_class::pointwise_forward : op_class::dense_forward;
    return static_cast<op_class>(static_cast<int>(first) + direction);
}

/// Seconds by op_class. Of one thread.
struct step_times {
    std::array<double, op_classes> seconds{};

    /// Runs f and adds its time.
    template <class F>
    void timed(op_class c, F f) {
        auto const start = std::chrono::steady_clock::now();
        f();
        seconds[static_cast<std::size_t>(c)] +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
};

}  // namespace hurricane::inline v0::kernels
