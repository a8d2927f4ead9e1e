// SPDX-License-Identifier: MIT
// Every step kind as its formula: plain (N, C, H, W), double precision, no cleverness. What the
// fast kernels are tested against, and what finite differences are taken of. Never used for
// training.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/networks/weights.hpp>

namespace hurricane::inline v0::reference {

/// Activations of n images, plain.
struct image {
    int n{};
    shape of{};
    std::vector<double> x;

    image() = default;

    image(int count, shape s)
        : n{count}, of{s}, x(static_cast<std::size_t>(count) * static_cast<std::size_t>(s.size())) {
    }

    double& at(int i, int c, int h, int w) { return x[index(i, c, h, w)]; }

    double at(int i, int c, int h, int w) const { return x[index(i, c, h, w)]; }

    /// 0 (or `outside`) beyond the border.
    double padded(int i, int c, int h, int w, double outside = 0) const {
        return h < 0 || w < 0 || h >= of.h || w >= of.w ? outside : at(i, c, h, w);
    }

private:
    std::size_t index(int i, int c, int h, int w) const {
        return static_cast<std::size_t>(((i * of.c + c) * of.h + h) * of.w + w);
    }
};

inline double activation(kind k, double x) {
    double const six = std::min(std::max(x + 3, 0.0), 6.0);
    switch (k) {
        case kind::relu: return std::max(x, 0.0);
        case kind::relu6: return std::min(std::max(x, 0.0), 6.0);
        case kind::swish: return x / (1 + std::exp(-x));
        case kind::hard_swish: return x * six / 6;
        case kind::sigmoid: return 1 / (1 + std::exp(-x));
        case kind::hard_sigmoid: return six / 6;
        default: return x;
    }
}

/// Calls f(i, c, h, w) over an image.
template <class F>
void for_each(image const& y, F f) {
    for (int i = 0; i < y.n; ++i)
        for (int c = 0; c < y.of.c; ++c)
            for (int h = 0; h < y.of.h; ++h)
                for (int w = 0; w < y.of.w; ++w) f(i, c, h, w);
}

/// Mean and biased variance of a channel.
struct moments {
    double mean{};
    double variance{};
};

inline moments of_channel(image const& x, int c) {
    double const m = static_cast<double>(x.n) * static_cast<double>(x.of.pixels());
    moments out;
    for_each(x, [&](int i, int k, int h, int w) { out.mean += k == c ? x.at(i, k, h, w) / m : 0; });
    for_each(x, [&](int i, int k, int h, int w) {
        out.variance +=
            k == c ? (x.at(i, k, h, w) - out.mean) * (x.at(i, k, h, w) - out.mean) / m : 0;
    });
    return out;
}

inline double convolve(step const& s, image const& x, step_weights const& weights, int i, int o,
                       int h, int w) {
    int const inputs = s.in.c / s.groups;
    int const first = o / (s.out.c / s.groups) * inputs;
    int const pad = s.kernel / 2;
    double sum = s.bias ? weights.bias[static_cast<std::size_t>(o)] : 0;
    for (int c = 0; c < inputs; ++c)
        for (int ky = 0; ky < s.kernel; ++ky)
            for (int kx = 0; kx < s.kernel; ++kx)
                sum += weights.weights[static_cast<std::size_t>(
                           ((o * inputs + c) * s.kernel + ky) * s.kernel + kx)] *
                       x.padded(i, first + c, h * s.stride + ky - pad, w * s.stride + kx - pad);
    return sum;
}

/// Output o of a linear layer for image i.
inline double linear(step const& s, image const& x, step_weights const& weights, int i, int o) {
    double sum = s.bias ? weights.bias[static_cast<std::size_t>(o)] : 0;
    for (int c = 0; c < s.in.c; ++c)
        sum += weights.weights[static_cast<std::size_t>(o * s.in.c + c)] * x.at(i, c, 0, 0);
    return sum;
}

/// Where channel c of a channel shuffle comes from.
inline int shuffled_from(step const& s, int c) {
    int const columns = s.in.c / s.groups;
    return c % s.groups * columns + c / s.groups;
}

/// The largest of the k x k window under an output; pixels outside do not count.
inline double window_maximum(step const& s, image const& x, int i, int c, int h, int w) {
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    int const pad = s.kernel / 2;
    double top = lowest;
    for (int ky = 0; ky < s.kernel; ++ky)
        for (int kx = 0; kx < s.kernel; ++kx)
            top = std::max(
                top, x.padded(i, c, h * s.stride + ky - pad, w * s.stride + kx - pad, lowest));
    return top;
}

/// The mean of one channel of one image.
inline double pixel_mean(image const& x, int i, int c) {
    double mean = 0;
    for (int h = 0; h < x.of.h; ++h)
        for (int w = 0; w < x.of.w; ++w)
            mean += x.at(i, c, h, w) / static_cast<double>(x.of.pixels());
    return mean;
}

enum class statistics : unsigned char { batch, frozen };

/// The moments by which a batch norm normalises each channel of x.
inline std::vector<moments> norm_moments(image const& x, step_weights const& weights,
                                         statistics mode) {
    std::vector<moments> all;
    for (int c = 0; c < x.of.c; ++c) {
        auto const k = static_cast<std::size_t>(c);
        all.push_back(mode == statistics::batch ? of_channel(x, c)
                                                : moments{weights.mean[k], weights.variance[k]});
    }
    return all;
}

inline image batch_norm(step const& s, image const& x, step_weights const& weights,
                        statistics mode) {
    auto const all = norm_moments(x, weights, mode);
    image y{x.n, s.out};
    for_each(y, [&](int i, int c, int h, int w) {
        auto const k = static_cast<std::size_t>(c);
        y.at(i, c, h, w) = weights.gamma[k] * (x.at(i, c, h, w) - all[k].mean) /
                               std::sqrt(all[k].variance + s.attribute) +
                           weights.beta[k];
    });
    return y;
}

/// The output of one step. `b` is the second input of concat, scale and add.
// NOLINTNEXTLINE(readability-function-size): a case for each kind
inline image run(step const& s, image const& a, image const& b, step_weights const& weights,
                 statistics mode) {
    auto const each = [&](auto value_at) {
        image y{a.n, s.out};
        for_each(y, [&](int i, int c, int h, int w) { y.at(i, c, h, w) = value_at(i, c, h, w); });
        return y;
    };
    switch (s.op) {
        case kind::conv:
            return each(
                [&](int i, int c, int h, int w) { return convolve(s, a, weights, i, c, h, w); });
        case kind::linear:
            return each([&](int i, int o, int, int) { return linear(s, a, weights, i, o); });
        case kind::batch_norm: return batch_norm(s, a, weights, mode);
        case kind::relu:
        case kind::relu6:
        case kind::swish:
        case kind::hard_swish:
        case kind::sigmoid:
        case kind::hard_sigmoid:
            return each(
                [&](int i, int c, int h, int w) { return activation(s.op, a.at(i, c, h, w)); });
        case kind::channel_shuffle:
            return each(
                [&](int i, int c, int h, int w) { return a.at(i, shuffled_from(s, c), h, w); });
        case kind::slice:
            return each([&](int i, int c, int h, int w) { return a.at(i, c + s.offset, h, w); });
        case kind::concat:
            return each([&](int i, int c, int h, int w) {
                return c < a.of.c ? a.at(i, c, h, w) : b.at(i, c - a.of.c, h, w);
            });
        case kind::max_pool:
            return each(
                [&](int i, int c, int h, int w) { return window_maximum(s, a, i, c, h, w); });
        case kind::global_pool:
            return each([&](int i, int c, int, int) { return pixel_mean(a, i, c); });
        case kind::scale:
            return each(
                [&](int i, int c, int h, int w) { return a.at(i, c, h, w) * b.at(i, c, 0, 0); });
        case kind::add:
            return each(
                [&](int i, int c, int h, int w) { return a.at(i, c, h, w) + b.at(i, c, h, w); });
        case kind::dropout: break;  // as in inference
    }
    return a;
}

/// The output of a plan.
inline image run(plan const& p, image const& in, std::vector<step_weights> const& weights,
                 statistics mode) {
    std::vector<image> values{in};
    for (int i = 0; i < p.size(); ++i) {
        step const& s = p[i];
        auto const& second = values[static_cast<std::size_t>(s.src2 >= 0 ? s.src2 : s.src)];
        values.push_back(run(s, values[static_cast<std::size_t>(s.src)], second,
                             weights[static_cast<std::size_t>(i)], mode));
    }
    return values.back();
}

}  // namespace hurricane::inline v0::reference
