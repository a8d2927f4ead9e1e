// SPDX-License-Identifier: MIT
// A classified set of images, in memory or behind a source that decodes them when asked; its split
// by class, and the gathering of normalised batches.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/core/shape.hpp>
#include <hurricane/data/picture.hpp>
#include <hurricane/tensor/tensor.hpp>

namespace hurricane::inline v0 {

struct dataset {
    std::string name;
    byte_images images;       ///< (N, C, H, W); empty with a source
    std::vector<int> labels;  ///< 0 .. classes - 1
    int classes{};
    std::shared_ptr<picture_source const> source{};  ///< of pictures of any size
    shape input_shape{};                             ///< what networks take of them

    int size() const { return static_cast<int>(labels.size()); }

    shape of() const {
        if (source) return input_shape;
        auto const& s = images.shape();
        return {static_cast<int>(s[1]), static_cast<int>(s[2]), static_cast<int>(s[3])};
    }

    /// The image as it is; nothing where a source finds it damaged.
    std::optional<picture> raw(int i) const {
        if (source) return source->read(i);
        auto const n = static_cast<std::size_t>(of().size());
        auto const* from = images.data() + static_cast<std::size_t>(i) * n;
        return picture{of(), {from, from + n}};
    }
};

/// A training and a test set.
struct train_and_test {
    dataset train;
    dataset test;
};

/// Per-channel mean and standard deviation of images scaled to 0..1.
struct normalisation {
    std::vector<float> mean;
    std::vector<float> std;
};

/// Calls f(pointer to the (C, H, W) bytes of an image in the set's input shape) for each; the
/// pointer is null where the image is damaged.
template <class F>
void for_each_image(dataset const& d, std::span<int const> which, F f) {
    auto const n = static_cast<std::size_t>(d.of().size());
    for (int i : which) {
        if (!d.source) {
            f(d.images.data() + static_cast<std::size_t>(i) * n);
            continue;
        }
        auto const whole = d.source->read(i);
        f(whole ? framed(*whole, d.input_shape).bytes.data() : nullptr);
    }
}

namespace detail {

/// By channel, the sum of the bytes of images and of their squares.
class byte_sums {
public:
    explicit byte_sums(shape of)
        : pixels_{static_cast<std::size_t>(of.pixels())}, sum_(static_cast<std::size_t>(of.c)),
          square_(sum_.size()) {}

    /// (C, H, W) bytes.
    void add(std::uint8_t const* x) {
        ++images_;
        for (std::size_t c = 0; c < sum_.size(); ++c)
            for (std::size_t p = 0; p < pixels_; ++p, ++x) {
                sum_[c] += *x;
                square_[c] += *x * *x;
            }
    }

    /// Of the bytes scaled to 0..1.
    normalisation statistics() const {
        normalisation out;
        double const n =
            static_cast<double>(std::max<std::int64_t>(images_, 1)) * static_cast<double>(pixels_);
        for (std::size_t c = 0; c < sum_.size(); ++c) {
            double const mean = static_cast<double>(sum_[c]) / n;
            double const var = static_cast<double>(square_[c]) / n - mean * mean;
            out.mean.push_back(static_cast<float>(mean / 255));
            out.std.push_back(static_cast<float>(std::sqrt(std::max(var, 1.0)) / 255));
        }
        return out;
    }

private:
    std::size_t pixels_;
    std::vector<std::int64_t> sum_;
    std::vector<std::int64_t> square_;
    std::int64_t images_{};
};

}  // namespace detail

/// Over the given images only, so that held-out images do not leak in; of a source over ten
/// thousand of them at most.
inline normalisation measure(dataset const& d, std::span<int const> which) {
    constexpr std::size_t enough = 10'000;
    std::vector<int> some;
    auto const stride = d.source ? (which.size() + enough - 1) / enough : 1;
    for (std::size_t i = 0; i < which.size(); i += std::max<std::size_t>(stride, 1))
        some.push_back(which[i]);
    detail::byte_sums sums{d.of()};
    for_each_image(d, some, [&](std::uint8_t const* x) {
        if (x) sums.add(x);
    });
    return sums.statistics();
}

/// Normalised values of the 256 bytes, by channel.
struct byte_tables {
    std::vector<std::array<float, 256>> of;

    explicit byte_tables(normalisation const& norm) {
        for (std::size_t c = 0; c < norm.mean.size(); ++c) {
            auto& table = of.emplace_back();
            for (int v = 0; v < 256; ++v)
                table[static_cast<std::size_t>(v)] =
                    std::fma(static_cast<float>(v), 1.0f / (255.0f * norm.std[c]),
                             -norm.mean[c] / norm.std[c]);
        }
    }

    /// (C, H, W) bytes to (H, W, C) floats; returns the end of what was written.
    float* apply(std::uint8_t const* x, shape s, float* dst) const {
        auto const channels = static_cast<std::size_t>(s.c);
        auto const pixels = static_cast<std::size_t>(s.pixels());
        for (std::size_t c = 0; c < channels; ++c) {
            float* to = dst + c;
            for (std::size_t p = 0; p < pixels; ++p, to += channels) *to = of[c][*x++];
        }
        return dst + channels * pixels;
    }
};

/// Two disjoint sets of image numbers.
struct holdout {
    std::vector<int> rest;
    std::vector<int> held;
};

/// Takes `count` images of `from`, the same share of every class, shuffled by seed. The rest keeps
/// its order.
inline holdout hold_out(dataset const& d, std::span<int const> from, int count,
                        std::uint64_t seed) {
    std::vector<std::vector<int>> by_class(static_cast<std::size_t>(d.classes));
    for (int i : from)
        by_class[static_cast<std::size_t>(d.labels[static_cast<std::size_t>(i)])].push_back(i);
    std::vector<bool> taken(static_cast<std::size_t>(d.size()));
    holdout out;
    std::int64_t due = 0;
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        auto& all = by_class[c];
        rng{seed, "holdout " + std::to_string(c)}.shuffle(std::span{all});
        due += static_cast<std::int64_t>(all.size()) * count;
        while (!all.empty() && static_cast<std::int64_t>(out.held.size() + 1) *
                                       static_cast<std::int64_t>(from.size()) <=
                                   due) {
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
inline std::vector<int> all_indices(int n) {
    std::vector<int> all(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) all[static_cast<std::size_t>(i)] = i;
    return all;
}

[[deprecated("its name is all_indices")]] inline std::vector<int> everything(int n) {
    return all_indices(n);
}

/// Writes the normalised images `which` to dst, channels last (n, H, W, C). Returns the places of
/// those that are damaged: there the image before stands once more, or zeros.
inline std::vector<std::size_t> gather(dataset const& d, byte_tables const& tables,
                                       std::span<int const> which, float* dst) {
    auto const each = static_cast<std::size_t>(d.of().size());
    std::vector<std::size_t> damaged;
    std::size_t row = 0;
    for_each_image(d, which, [&](std::uint8_t const* x) {
        float* const to = dst + row * each;
        if (x)
            tables.apply(x, d.of(), to);
        else if (damaged.push_back(row); row > 0)
            std::copy_n(to - each, each, to);
        else
            std::fill_n(to, each, 0.0f);
        ++row;
    });
    return damaged;
}

inline std::vector<std::size_t> gather(dataset const& d, normalisation const& norm,
                                       std::span<int const> which, float* dst) {
    return gather(d, byte_tables{norm}, which, dst);
}

}  // namespace hurricane::inline v0
