// SPDX-License-Identifier: MIT
// Means over seeds, with their 95 % intervals.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>

namespace hurricane::app {

struct interval {
    double mean{}, deviation{}, half{};  ///< half the width of the 95 % interval of the mean; 0 with one value
    int n{};
};
inline interval interval_of(std::vector<double> const& x) {
    constexpr double t[] = {0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262,
                            2.228, 2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093};  // Student, 97.5 %
    interval out{.n = static_cast<int>(x.size())};
    for (double v : x) out.mean += v;
    if (!x.empty()) out.mean /= double(x.size());
    for (double v : x) out.deviation += (v - out.mean) * (v - out.mean);
    if (x.size() < 2) return out;
    out.deviation = std::sqrt(out.deviation / double(x.size() - 1));
    out.half = (x.size() <= 20 ? t[x.size() - 1] : 2.08) * out.deviation / std::sqrt(double(x.size()));
    return out;
}
inline std::string percent(double x) { return show(100 * x, 4) + " %"; }
inline std::string text_of(interval const& i) {
    return percent(i.mean) + (i.n > 1 ? " +- " + percent(i.half) : " (one seed, no interval)");
}

}  // namespace hurricane::app
