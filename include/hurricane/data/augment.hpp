// SPDX-License-Identifier: MIT
// What training does to pictures. Everything random comes from the generator that is passed in, so
// that the same image of the same epoch looks the same for any number of threads.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/data/dataset.hpp>

namespace hurricane::inline v0 {

struct augmentation {
    int padding{};  ///< random crop out of a picture with this border of zeros (4 at 32x32: He et
                    ///< al. 2016)
    bool flip{};    ///< left and right, half of the time
    double least_area{1};  ///< RandomResizedCrop (Szegedy et al. 2015): area from this share up,
                           ///< aspect 3/4 to 4/3; 1: off
    double jitter{};  ///< brightness, contrast and saturation each by a factor of 1 - jitter to 1 +
                      ///< jitter
    int cutout{};     ///< side of a square set to the mean (DeVries and Taylor 2017)
    double mixup{};   ///< alpha of the Beta distribution of the share (Zhang et al. 2018), up to 1;
                      ///< 0: off

    bool any() const {
        return padding > 0 || flip || least_area < 1 || jitter > 0 || cutout > 0 || mixup > 0;
    }
};

namespace detail {

/// RandomResizedCrop's box: ten tries, then the largest in the middle of an allowed aspect.
inline box random_box(shape of, double least_area, rng& random) {
    double const area = double(of.h) * of.w;
    for (int tries = 0; tries < 10; ++tries) {
        double const share = area * (least_area + (1 - least_area) * random.uniform());
        double const aspect = std::exp(std::log(4.0 / 3) * (2 * random.uniform() - 1));
        double const w = std::round(std::sqrt(share * aspect));
        double const h = std::round(std::sqrt(share / aspect));
        if (w < 1 || h < 1 || w > of.w || h > of.h) continue;
        double const top = double(random.below(static_cast<std::uint64_t>(of.h - h) + 1));
        return {top, double(random.below(static_cast<std::uint64_t>(of.w - w) + 1)), h, w};
    }
    double const w = std::min(double(of.w), of.h * 4.0 / 3);
    double const h = std::min(double(of.h), of.w * 4.0 / 3);
    return {0.5 * (of.h - h), 0.5 * (of.w - w), h, w};
}

/// The picture moved by up to `padding` pixels in each direction, zeros where nothing was.
inline picture shifted(picture const& p, int padding, rng& random) {
    auto const span = static_cast<std::uint64_t>(2 * padding + 1);
    int const down = static_cast<int>(random.below(span)) - padding;
    int const right = static_cast<int>(random.below(span)) - padding;
    picture out{p.of, std::vector<std::uint8_t>(p.bytes.size())};
    for (int c = 0; c < p.of.c; ++c)
        for (int y = std::max(0, -down); y < std::min(p.of.h, p.of.h - down); ++y)
            for (int x = std::max(0, -right); x < std::min(p.of.w, p.of.w - right); ++x)
                out.bytes[static_cast<std::size_t>((c * p.of.h + y) * p.of.w + x)] =
                    p.bytes[static_cast<std::size_t>((c * p.of.h + y + down) * p.of.w + x + right)];
    return out;
}

inline void mirror(picture& p) {
    for (auto row = p.bytes.begin(); row != p.bytes.end(); row += p.of.w)
        std::reverse(row, row + p.of.w);
}

/// The grey of a picture's pixels as in ITU-R BT.601; of one channel, as if it were all three.
class grey_pixels {
public:
    explicit grey_pixels(picture const& p) : count_{static_cast<std::size_t>(p.of.pixels())} {
        for (std::size_t c = 0; c < channel_.size(); ++c)
            channel_[c] = p.bytes.data() + (p.of.c == 3 ? c * count_ : 0);
    }

    float operator[](std::size_t i) const {
        return 0.299f * float(*(channel_[0] + i)) + 0.587f * float(*(channel_[1] + i)) +
               0.114f * float(*(channel_[2] + i));
    }

    float mean() const {
        double sum = 0;
        for (std::size_t i = 0; i < count_; ++i) sum += (*this)[i];
        return static_cast<float>(sum / double(count_));
    }

private:
    std::size_t count_;
    std::array<std::uint8_t const*, 3> channel_{};
};

/// Brightness, contrast against the mean grey, saturation against each pixel's grey.
inline void jitter(picture& p, double by, rng& random) {
    auto const factor = [&] { return static_cast<float>(1 + by * (2 * random.uniform() - 1)); };
    float const brightness = factor();
    float const contrast = factor();
    float const saturation = factor();
    auto const n = static_cast<std::size_t>(p.of.pixels());
    grey_pixels const grey{p};
    float const mean = brightness * grey.mean();
    for (std::size_t i = 0; i < n; ++i) {
        float const own = mean + contrast * (brightness * grey[i] - mean);
        for (std::size_t c = 0; c < static_cast<std::size_t>(p.of.c); ++c) {
            auto& x = p.bytes[c * n + i];
            float const y = mean + contrast * (brightness * float(x) - mean);
            x = static_cast<std::uint8_t>(
                std::clamp(own + saturation * (y - own) + 0.5f, 0.0f, 255.0f));
        }
    }
}

}  // namespace detail

/// A picture for training, of the input's shape; mixup is the batch's, cutout the normalised
/// image's.
inline picture augmented(picture p, shape input_shape, augmentation const& a, rng& random) {
    if (a.least_area < 1)
        p = scaled(p, detail::random_box(p.of, a.least_area, random), input_shape.h, input_shape.w);
    else
        p = framed(std::move(p), input_shape);
    if (a.padding > 0) p = detail::shifted(p, a.padding, random);
    if (a.flip && random.uniform() < 0.5) detail::mirror(p);
    if (a.jitter > 0) detail::jitter(p, a.jitter, random);
    return p;
}

/// Zeros (the mean, after normalisation) in a square around a random pixel, cut at the edges; x is
/// (H, W, C).
inline void cut_out(float* x, shape s, int side, rng& random) {
    int const y0 = static_cast<int>(random.below(static_cast<std::uint64_t>(s.h))) - side / 2;
    int const x0 = static_cast<int>(random.below(static_cast<std::uint64_t>(s.w))) - side / 2;
    for (int y = std::max(0, y0); y < std::min(s.h, y0 + side); ++y)
        for (int i = std::max(0, x0) * s.c; i < std::min(s.w, x0 + side) * s.c; ++i)
            x[static_cast<std::size_t>(y * s.w * s.c + i)] = 0;
}

/// Beta(alpha, alpha) of 0 < alpha <= 1 by Johnk's method (Devroye 1986, IX.3.5).
inline double beta(double alpha, rng& random) {
    for (;;) {
        double const x = std::pow(random.uniform(), 1 / alpha);
        double const y = std::pow(random.uniform(), 1 / alpha);
        if (x + y > 0 && x + y <= 1) return x / (x + y);
    }
}

}  // namespace hurricane::inline v0
