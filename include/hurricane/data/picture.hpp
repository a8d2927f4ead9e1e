// SPDX-License-Identifier: MIT
// Pictures: planar bytes of any size, cut and scaled to the input shape that a network takes.
// Scaling is a triangle filter as wide as the scale asks for, in each direction (what PIL and
// torchvision call antialiased bilinear).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hurricane/core/shape.hpp>

namespace hurricane::inline v0 {

struct picture {
    shape of{};                       ///< channels, height, width
    std::vector<std::uint8_t> bytes;  ///< (C, H, W)

    std::size_t index(int channel, int y, int x) const {
        auto const line = static_cast<std::size_t>(channel) * static_cast<std::size_t>(of.h) +
                          static_cast<std::size_t>(y);
        return line * static_cast<std::size_t>(of.w) + static_cast<std::size_t>(x);
    }
};

/// A part of a picture, in pixels; may have fractions.
struct box {
    double top{};
    double left{};
    double height{};
    double width{};
};

/// Pictures that are decoded when asked for. `read` is called from several threads; it throws error
/// for one that cannot be decoded.
struct picture_source {
    virtual ~picture_source() = default;
    /// Nothing where the picture is damaged. Throws error when too many are.
    virtual std::optional<picture> read(int i) const = 0;
    virtual std::string name_of(int i) const = 0;
};

namespace detail {

/// For each of `out` pixels along a line: the first pixel read and the weights of those from there
/// on.
struct resampler {
    std::vector<int> first;
    std::vector<std::vector<float>> weights;

    resampler(int size, double from, double length, int out) {
        double const scale = length / out;
        double const support = std::max(1.0, scale);
        for (int i = 0; i < out; ++i) {
            double const centre = from + (i + 0.5) * scale;
            int const low =
                std::clamp(static_cast<int>(std::floor(centre - support + 0.5)), 0, size - 1);
            int const high =
                std::clamp(static_cast<int>(std::floor(centre + support + 0.5)), low + 1, size);
            std::vector<float> w;
            double sum = 0;
            for (int p = low; p < high; ++p) {
                double const x = std::max(0.0, 1 - std::abs(p + 0.5 - centre) / support);
                w.push_back(static_cast<float>(x));
                sum += x;
            }
            if (sum <= 0) {
                w.assign(1, 1.0f);
                sum = 1;
            }  // beyond the edge
            for (auto& x : w) x = static_cast<float>(x / sum);
            first.push_back(low);
            weights.push_back(std::move(w));
        }
    }

    /// The first pixel that is read, and the one behind the last.
    int low() const { return first.front(); }

    int high() const { return first.back() + static_cast<int>(weights.back().size()); }
};

/// A channel's lines that `rows` reads, each scaled by `columns`: (lines, width).
inline void scale_lines(picture const& from, int channel, resampler const& rows,
                        resampler const& columns, std::vector<float>& lines) {
    auto const width = columns.first.size();
    int const low = rows.low();
    for (int y = low; y < rows.high(); ++y)
        for (std::size_t x = 0; x < width; ++x) {
            auto const* p = from.bytes.data() + from.index(channel, y, columns.first[x]);
            float sum = 0;
            for (float weight : columns.weights[x]) sum += weight * static_cast<float>(*p++);
            lines[static_cast<std::size_t>(y - low) * width + x] = sum;
        }
}

/// Those lines (lines, width) scaled by `rows`, as bytes (height, width).
inline void scale_columns(std::vector<float> const& lines, resampler const& rows, std::size_t width,
                          std::uint8_t* to) {
    int const low = rows.low();
    for (std::size_t y = 0; y < rows.first.size(); ++y)
        for (std::size_t x = 0; x < width; ++x) {
            float sum = 0.5f;
            auto const* p =
                lines.data() + static_cast<std::size_t>(rows.first[y] - low) * width + x;
            for (float weight : rows.weights[y]) {
                sum += weight * *p;
                p += width;
            }
            *to++ = static_cast<std::uint8_t>(std::clamp(sum, 0.0f, 255.0f));
        }
}

}  // namespace detail

/// The part of a picture, scaled to h x w. O(pixels read + written).
inline picture scaled(picture const& from, box const& part, int h, int w) {
    detail::resampler const rows{from.of.h, part.top, part.height, h};
    detail::resampler const columns{from.of.w, part.left, part.width, w};
    picture out{{from.of.c, h, w}, {}};
    out.bytes.resize(static_cast<std::size_t>(out.of.size()));
    auto const width = static_cast<std::size_t>(w);
    std::vector<float> lines(static_cast<std::size_t>(rows.high() - rows.low()) * width);
    for (int c = 0; c < from.of.c; ++c) {
        detail::scale_lines(from, c, rows, columns, lines);
        detail::scale_columns(lines, rows, width, out.bytes.data() + out.index(c, 0, 0));
    }
    return out;
}

/// What evaluation sees: the middle 7/8 of the shorter side (224 of 256, as ImageNet is tested),
/// scaled; a picture of the frame's size as it is.
inline picture framed(picture p, shape input_shape) {
    if (p.of.h == input_shape.h && p.of.w == input_shape.w) return p;
    double const scale =
        7.0 / 8 * std::min(double(p.of.h) / input_shape.h, double(p.of.w) / input_shape.w);
    double const h = scale * input_shape.h;
    double const w = scale * input_shape.w;
    return scaled(p, {0.5 * (p.of.h - h), 0.5 * (p.of.w - w), h, w}, input_shape.h, input_shape.w);
}

}  // namespace hurricane::inline v0
