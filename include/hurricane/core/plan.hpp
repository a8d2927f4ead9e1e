// SPDX-License-Identifier: MIT
// A plan: the straight-line program of primitives that an operator lowers to. Everything else
// (shapes, multiply-adds, parameters, kernels, prices, reports) is read from it. Building is total:
// a mistake is kept as a reason.
#pragma once

#include <array>
#include <cstdint>

#include <hurricane/core/reason.hpp>
#include <hurricane/core/step.hpp>

namespace hurricane::inline v0 {

struct conv_args {
    int out{};
    int kernel{1};
    int stride{1};
    int groups{1};
    bool bias{false};
};

class plan {
public:
    static constexpr int capacity = 32;

    constexpr plan() = default;

    constexpr explicit plan(shape in) : in_{in} {
        if (in.c <= 0 || in.h <= 0 || in.w <= 0) fail(reason::channels_must_be_positive);
        if (!in.countable()) fail(reason::count_overflows);
    }

    // --- building: each returns the new value
    // ------------------------------------------------------------

    constexpr value input() const { return 0; }

    constexpr value conv(value x, conv_args a) {
        shape const in = of(x);
        if (a.out <= 0) return fail(reason::channels_must_be_positive);
        if (a.groups <= 0 || in.c % a.groups || a.out % a.groups)
            return fail(reason::groups_must_divide_channels);
        if (auto const bad = window(in, a.kernel, a.stride); bad != reason::none) return fail(bad);
        if (a.out > largest_size) return fail(reason::count_overflows);
        return push({.op = kind::conv,
                     .bias = a.bias,
                     .src = to_src(x),
                     .kernel = a.kernel,
                     .stride = a.stride,
                     .groups = a.groups,
                     .in = in,
                     .out = slot{in, a.out, a.stride}.result()});
    }

    constexpr value pointwise(value x, int out) { return conv(x, {.out = out}); }

    constexpr value depthwise(value x, int kernel, int stride) {
        return conv(x, {.out = of(x).c, .kernel = kernel, .stride = stride, .groups = of(x).c});
    }

    constexpr value linear(value x, int out, bool bias = true) {
        shape const in = of(x);
        if (out <= 0) return fail(reason::channels_must_be_positive);
        if (in.h != 1 || in.w != 1) return fail(reason::linear_needs_a_pooled_input);
        return push(
            {.op = kind::linear, .bias = bias, .src = to_src(x), .in = in, .out = {out, 1, 1}});
    }

    constexpr value batch_norm(value x, double eps = 1e-5) {
        return push({.op = kind::batch_norm,
                     .src = to_src(x),
                     .attribute = eps,
                     .in = of(x),
                     .out = of(x)});
    }

    constexpr value activation(kind k, value x) {
        if (!is_activation(k)) return fail(reason::kind_is_not_an_activation);
        return push({.op = k, .src = to_src(x), .in = of(x), .out = of(x)});
    }

    constexpr value relu(value x) { return activation(kind::relu, x); }

    constexpr value relu6(value x) { return activation(kind::relu6, x); }

    constexpr value swish(value x) { return activation(kind::swish, x); }

    constexpr value hard_swish(value x) { return activation(kind::hard_swish, x); }

    constexpr value sigmoid(value x) { return activation(kind::sigmoid, x); }

    constexpr value hard_sigmoid(value x) { return activation(kind::hard_sigmoid, x); }

    constexpr value channel_shuffle(value x, int groups) {
        shape const in = of(x);
        if (groups <= 0 || in.c % groups) return fail(reason::groups_must_divide_channels);
        return push(
            {.op = kind::channel_shuffle, .src = to_src(x), .groups = groups, .in = in, .out = in});
    }

    constexpr value slice(value x, int offset, int count) {
        shape const in = of(x);
        if (offset < 0 || count <= 0 || offset > in.c - count)
            return fail(reason::slice_is_outside_the_channels);
        return push({.op = kind::slice,
                     .src = to_src(x),
                     .offset = offset,
                     .in = in,
                     .out = {count, in.h, in.w}});
    }

    constexpr value concat(value a, value b) {
        shape const in = of(a);
        shape const in2 = of(b);
        if (!legal()) return 0;
        if (in.h != in2.h || in.w != in2.w) return fail(reason::inputs_must_have_the_same_shape);
        return push({.op = kind::concat,
                     .src = to_src(a),
                     .src2 = to_src(b),
                     .in = in,
                     .out = {in.c + in2.c, in.h, in.w}});
    }

    constexpr value max_pool(value x, int kernel, int stride) {
        shape const in = of(x);
        if (auto const bad = window(in, kernel, stride); bad != reason::none) return fail(bad);
        return push({.op = kind::max_pool,
                     .src = to_src(x),
                     .kernel = kernel,
                     .stride = stride,
                     .in = in,
                     .out = slot{in, in.c, stride}.result()});
    }

    constexpr value global_pool(value x) {
        return push(
            {.op = kind::global_pool, .src = to_src(x), .in = of(x), .out = {of(x).c, 1, 1}});
    }

    /// x (C, H, W) times s (C, 1, 1).
    constexpr value scale(value x, value s) {
        if (of(s) != shape{of(x).c, 1, 1}) return fail(reason::scale_must_be_one_value_per_channel);
        return push(
            {.op = kind::scale, .src = to_src(x), .src2 = to_src(s), .in = of(x), .out = of(x)});
    }

    constexpr value add(value a, value b) {
        if (of(a) != of(b)) return fail(reason::inputs_must_have_the_same_shape);
        return push(
            {.op = kind::add, .src = to_src(a), .src2 = to_src(b), .in = of(a), .out = of(a)});
    }

    constexpr value dropout(value x, double rate) {
        return push(
            {.op = kind::dropout, .src = to_src(x), .attribute = rate, .in = of(x), .out = of(x)});
    }

    /// Keeps the first reason; the plan stays a value and later calls do nothing.
    constexpr value fail(reason why) {
        if (legal()) why_ = why;
        return 0;
    }

    // --- reading
    // ------------------------------------------------------------

    constexpr bool legal() const { return why_ == reason::none; }

    constexpr reason why() const { return why_; }

    constexpr int size() const { return size_; }

    constexpr step const* begin() const { return steps_.data(); }

    constexpr step const* end() const { return steps_.data() + size_; }

    constexpr step const& operator[](int i) const { return steps_[static_cast<std::size_t>(i)]; }

    constexpr shape in() const { return in_; }

    /// The output is the last value; a plan without steps is the identity.
    constexpr shape out() const { return of(size_); }

    constexpr shape of(value v) const {
        if (v < 0 || v > size_) return {};
        return v == 0 ? in_ : (*this)[v - 1].out;
    }

    constexpr std::int64_t macs() const { return macs_; }

    constexpr std::int64_t params() const { return params_; }

    constexpr std::int64_t bytes() const {
        std::int64_t sum = 0;
        for (auto const& s : *this) sum += s.bytes();
        return sum;
    }

    /// How many steps read a value (the output of the plan counts as one more reader).
    constexpr int readers(value v) const {
        int n = v == size_ ? 1 : 0;
        for (auto const& s : *this) n += (s.src == v) + (s.src2 == v);
        return n;
    }

    friend constexpr bool operator==(plan const&, plan const&) = default;

private:
    /// A value that no step produced becomes -1 and is refused by push.
    constexpr std::int8_t to_src(value v) const {
        return static_cast<std::int8_t>(v >= 0 && v <= size_ ? v : -2);
    }

    static constexpr reason window(shape in, int kernel, int stride) {
        if (kernel <= 0 || kernel % 2 == 0) return reason::kernel_must_be_odd;
        if (stride <= 0) return reason::stride_must_be_positive;
        if (stride > in.h || stride > in.w) return reason::stride_is_larger_than_the_image;
        return reason::none;
    }

    /// True when the counts of the whole plan with this step stay far below 2^63 (so that networks
    /// can be summed too).
    static constexpr bool countable(step const& s, double before) {
        double const out = double(s.out.c) * s.out.h * s.out.w;
        double const in = double(s.in.c) * s.in.h * s.in.w;
        double const work = s.op == kind::conv     ? out * (s.in.c / s.groups) * s.kernel * s.kernel
                            : s.op == kind::linear ? double(s.in.c) * s.out.c
                                                   : 0;
        return before + work + 16 * (in + out) < 1e15;
    }

    constexpr value push(step s) {
        if (!legal()) return 0;
        if (s.src == -2 || s.src2 == -2) return fail(reason::value_does_not_exist);
        if (size_ == capacity) return fail(reason::too_many_steps);
        if (!s.out.countable() || !countable(s, double(macs_)))
            return fail(reason::count_overflows);
        steps_[static_cast<std::size_t>(size_)] = s;
        macs_ += s.macs();
        params_ += s.params();
        return ++size_;
    }

    shape in_{};
    int size_{};
    // Sums, kept: compilers pay for every call in a constant expression.
    std::int64_t macs_{};
    std::int64_t params_{};
    reason why_{};
    std::array<step, capacity> steps_{};
};

/// A plan that is nothing but a reason.
constexpr plan illegal(shape in, reason why) {
    plan p{in};
    p.fail(why);
    return p;
}

}  // namespace hurricane::inline v0
