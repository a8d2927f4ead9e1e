// SPDX-License-Identifier: MIT
// A classified set of images in memory, its split by class, and the gathering of normalised batches.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/core/shape.hpp>
#include <hurricane/tensor/tensor.hpp>

namespace hurricane::inline v0 {

struct dataset {
    std::string name;
    byte_images images;       ///< (N, C, H, W)
    std::vector<int> labels;  ///< 0 .. classes - 1
    int classes{};

    int size() const { return static_cast<int>(labels.size()); }
    shape of() const {
        auto const& s = images.shape();
        return {static_cast<int>(s[1]), static_cast<int>(s[2]), static_cast<int>(s[3])};
    }
};

/// Per-channel mean and standard deviation of images scaled to 0..1.
struct normalisation {
    std::vector<float> mean, std;
};

/// Over the given images only, so that held-out images do not leak in.
inline normalisation measure(dataset const& d, std::span<int const> which) {
    auto const of = d.of();
    auto const pixels = static_cast<std::size_t>(of.pixels());
    normalisation out;
    for (int c = 0; c < of.c; ++c) {
        std::int64_t sum = 0, square = 0;
        for (int i : which) {
            auto const* x =
                d.images.data() +
                (static_cast<std::size_t>(i) * static_cast<std::size_t>(of.c) + static_cast<std::size_t>(c)) * pixels;
            for (std::size_t p = 0; p < pixels; ++p) sum += x[p], square += x[p] * x[p];
        }
        double const n = static_cast<double>(which.size()) * static_cast<double>(pixels);
        double const mean = static_cast<double>(sum) / n, var = static_cast<double>(square) / n - mean * mean;
        out.mean.push_back(static_cast<float>(mean / 255));
        out.std.push_back(static_cast<float>(std::sqrt(std::max(var, 1.0)) / 255));
    }
    return out;
}

/// Two disjoint sets of image numbers.
struct holdout {
    std::vector<int> rest, held;
};

/// Takes `count` images of `from`, the same share of every class, shuffled by seed. The rest keeps its order.
inline holdout hold_out(dataset const& d, std::span<int const> from, int count, std::uint64_t seed) {
    std::vector<std::vector<int>> by_class(static_cast<std::size_t>(d.classes));
    for (int i : from) by_class[static_cast<std::size_t>(d.labels[static_cast<std::size_t>(i)])].push_back(i);
    std::vector<bool> taken(static_cast<std::size_t>(d.size()));
    holdout out;
    std::int64_t due = 0;
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        auto& all = by_class[c];
        rng{seed, "holdout " + std::to_string(c)}.shuffle(std::span{all});
        due += static_cast<std::int64_t>(all.size()) * count;
        while (!all.empty() &&
               static_cast<std::int64_t>(out.held.size() + 1) * static_cast<std::int64_t>(from.size()) <= due) {
            taken[static_cast<std::size_t>(all.back())] = true;
            out.held.push_back(all.back());
            all.pop_back();
        }
    }
    for (int i : from)
        if (!taken[static_cast<std::size_t>(i)]) out.rest.push_back(i);
    rng{seed, "holdout order"}.shuffle(std::span{out.held});
    return out;
}

/// 0 .. n-1.
inline std::vector<int> everything(int n) {
    std::vector<int> all(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) all[static_cast<std::size_t>(i)] = i;
    return all;
}

/// Writes the normalised images `which` to dst, channels last (n, H, W, C).
inline void gather(dataset const& d, normalisation const& norm, std::span<int const> which, float* dst) {
    auto const of = d.of();
    auto const pixels = static_cast<std::size_t>(of.pixels()), channels = static_cast<std::size_t>(of.c);
    for (std::size_t c = 0; c < channels; ++c) {
        float table[256];  // of a byte
        for (int v = 0; v < 256; ++v)
            table[v] = std::fma(static_cast<float>(v), 1.0f / (255.0f * norm.std[c]), -norm.mean[c] / norm.std[c]);
        float* to = dst + c;
        for (int i : which) {
            auto const* x = d.images.data() + (static_cast<std::size_t>(i) * channels + c) * pixels;
            for (std::size_t p = 0; p < pixels; ++p, to += channels) *to = table[x[p]];
        }
    }
}

}  // namespace hurricane::inline v0
