// SPDX-License-Identifier: MIT
// Means over seeds, with their 95 % intervals; of a single seed the interval of its test images.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>

namespace hurricane::app {

struct interval {
    double mean{};
    double deviation{};
    double half{};  ///< half the width of the 95 % interval of the mean; 0 with one value
    int n{};
    bool of_images{};  ///< the interval is of the test images, not of the seeds
};

inline interval interval_of(std::vector<double> const& x) {
    constexpr double t[] = {0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447,
                            2.365, 2.306,  2.262, 2.228, 2.201, 2.179, 2.160,
                            2.145, 2.131,  2.120, 2.110, 2.101, 2.093};  // Student, 97.5 %
    interval out{.n = static_cast<int>(x.size())};
    if (x.empty()) return out;
    for (double v : x) out.mean += (v - x.front()) / double(x.size());  // exact where all are equal
    out.mean += x.front();
    for (double v : x) out.deviation += (v - out.mean) * (v - out.mean);
    if (x.size() < 2) return out;
    out.deviation = std::sqrt(out.deviation / double(x.size() - 1));
    // Behind the table Student's quantile is the normal one's first correction: 1.96 + 2.37 /
    // degrees of freedom.
    double const quantile = x.size() <= 20 ? t[x.size() - 1] : 1.96 + 2.37 / double(x.size() - 1);
    out.half = quantile * out.deviation / std::sqrt(double(x.size()));
    return out;
}

/// Paired differences of accuracies. Of one pair the interval is that of two proportions of
/// `images` test images each, taken as independent: wider than a paired one.
inline interval difference_of(std::vector<double> const& a, std::vector<double> const& b,
                              double images) {
    std::vector<double> d;
    for (std::size_t i = 0; i < a.size(); ++i) d.push_back(a[i] - b[i]);
    auto out = interval_of(d);
    if (out.n != 1) return out;
    out.of_images = true;
    out.half = 1.96 * std::sqrt((a[0] * (1 - a[0]) + b[0] * (1 - b[0])) / images);
    return out;
}

/// Of one pair on the same `images`: the 95 % interval of the difference of two shares, from how
/// many images only one of the two got right (McNemar's counts).
inline interval paired_interval(std::int64_t only_first, std::int64_t only_second,
                                std::int64_t images) {
    interval out{.n = 1, .of_images = true};
    if (images == 0) return out;
    double const n = static_cast<double>(images);
    double const differ = static_cast<double>(only_first + only_second) / n;
    out.mean = static_cast<double>(only_first - only_second) / n;
    out.half = 1.96 * std::sqrt((differ - out.mean * out.mean) / n);
    return out;
}

inline std::string percent(double x) { return show(100 * x, 4) + " %"; }

inline std::string text_of(interval const& i) {
    return percent(i.mean) + " +- " + percent(i.half) +
           (i.of_images ? " (one seed: of its test images)" : "");
}

}  // namespace hurricane::app
