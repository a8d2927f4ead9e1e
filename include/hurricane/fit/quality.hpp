// SPDX-License-Identifier: MIT
// How well predictions agree with measurements.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include <hurricane/base/ranking.hpp>

namespace hurricane::inline v0::fit {

struct quality {
    double r2{};
    double mape{};  ///< mean absolute error as a fraction of what was measured
    double spearman{};
    double kendall{};
    double within5{};   ///< fraction of the predictions that are within 5 %
    double within10{};  ///< and 10 %
    bool ordered{};  ///< the measurements differ: R2 and ranks are 0 and mean nothing where they do
                     ///< not
    double attainable{1};  ///< the Spearman that predictions without ties can reach
};

namespace detail {

inline double mean_of(std::span<double const> all) {
    double mean = 0;
    for (double x : all) mean += x / double(all.size());
    return mean;
}

}  // namespace detail

inline quality judge(std::span<double const> predicted, std::span<double const> measured) {
    quality q;
    auto const n = double(measured.size());
    double const mean = detail::mean_of(measured);
    double left = 0;
    double spread = 0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        double const error = std::abs(predicted[i] - measured[i]);
        double const relative = error / std::abs(measured[i]);
        left += error * error;
        spread += (measured[i] - mean) * (measured[i] - mean);
        q.mape += relative;
        q.within5 += relative <= 0.05;
        q.within10 += relative <= 0.10;
    }
    for (double* share : {&q.mape, &q.within5, &q.within10})
        if (n > 0) *share /= n;
    q.ordered =
        std::adjacent_find(measured.begin(), measured.end(), std::not_equal_to{}) != measured.end();
    q.r2 = spread > 1e-24 * mean * mean * n ? 1 - left / spread : 0;  // beyond rounding
    q.spearman = spearman(predicted, measured);
    q.kendall = kendall(predicted, measured);
    if (q.ordered) q.attainable = attainable_spearman(measured);
    return q;
}

/// What decides between forms, the less the better: the share of the constant's mean relative error
/// that is left, and what Spearman's rank correlation lacks of 1, where there is one.
inline double loss(quality const& model, quality const& constant) {
    double const error = constant.mape > 0 ? model.mape / constant.mape : model.mape;
    return error + (model.ordered ? 1 - model.spearman / model.attainable : 0);
}

/// Not worth a search: wrong by more than a quarter, or, where measurements differ, half of the
/// constant's error is left or the order is lost.
inline bool is_poor(quality const& model, quality const& constant) {
    bool const wrong = model.mape > 0.25;
    bool const no_better = model.ordered && model.mape > 0.5 * constant.mape;
    bool const unordered = model.ordered && model.spearman < 0.8 * model.attainable;
    return wrong || no_better || unordered;
}

}  // namespace hurricane::inline v0::fit
