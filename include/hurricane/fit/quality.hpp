// SPDX-License-Identifier: MIT
// How well predictions agree with measurements.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include <hurricane/version.hpp>

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

/// Ranks from 1, ties share their mean.
inline std::vector<double> ranks(std::span<double const> x) {
    std::vector<std::size_t> order(x.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return x[a] < x[b]; });
    std::vector<double> out(x.size());
    for (std::size_t i = 0, j = 0; i < order.size(); i = j) {
        while (j < order.size() && x[order[j]] == x[order[i]]) ++j;
        for (std::size_t k = i; k < j; ++k) out[order[k]] = 0.5 * double(i + 1 + j);
    }
    return out;
}
/// Pearson's correlation; 0 where one side is constant.
inline double correlation(std::span<double const> x, std::span<double const> y) {
    auto const constant = [](std::span<double const> v) {
        return std::all_of(v.begin(), v.end(), [&](double a) { return a == v.front(); });
    };
    if (constant(x) || constant(y)) return 0;
    double mean_x = 0;
    double mean_y = 0;
    for (double a : x) mean_x += a / double(x.size());
    for (double b : y) mean_y += b / double(x.size());
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        double const a = x[i] - mean_x;
        double const b = y[i] - mean_y;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}
inline double spearman(std::span<double const> x, std::span<double const> y) {
    return correlation(ranks(x), ranks(y));
}

namespace detail {

/// Sorts and counts the exchanges that bubble sort would need.
inline std::int64_t exchanges(std::vector<double>& x, std::size_t from, std::size_t to,
                              std::vector<double>& spare) {
    if (to - from < 2) return 0;
    auto const middle = (from + to) / 2;
    auto count = exchanges(x, from, middle, spare) + exchanges(x, middle, to, spare);
    std::size_t i = from;
    std::size_t j = middle;
    std::size_t k = from;
    while (i < middle && j < to) {
        bool const exchanged = x[j] < x[i];
        if (exchanged) count += std::int64_t(middle - i);
        spare[k++] = exchanged ? x[j++] : x[i++];
    }
    while (i < middle) spare[k++] = x[i++];
    while (j < to) spare[k++] = x[j++];
    std::copy(spare.begin() + std::ptrdiff_t(from), spare.begin() + std::ptrdiff_t(to),
              x.begin() + std::ptrdiff_t(from));
    return count;
}
/// Pairs of equal neighbours' runs in a sorted order.
template <class Same>
std::int64_t tied_pairs(std::size_t n, Same same) {
    std::int64_t pairs = 0;
    for (std::size_t i = 0, j = 0; i < n; i = j) {
        while (j < n && same(i, j)) ++j;
        pairs += std::int64_t(j - i) * std::int64_t(j - i - 1) / 2;
    }
    return pairs;
}

}  // namespace detail

/// Kendall's tau-b; 0 where one side is constant. O(n log n) (Knight 1966).
inline double kendall(std::span<double const> x, std::span<double const> y) {
    auto const n = x.size();
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b]; });
    auto const ties_x =
        detail::tied_pairs(n, [&](auto i, auto j) { return x[order[i]] == x[order[j]]; });
    auto const ties_both = detail::tied_pairs(n, [&](auto i, auto j) {
        return x[order[i]] == x[order[j]] && y[order[i]] == y[order[j]];
    });
    std::vector<double> sorted(n);
    std::vector<double> spare(n);
    for (std::size_t i = 0; i < n; ++i) sorted[i] = y[order[i]];
    auto const swaps = detail::exchanges(sorted, 0, n, spare);
    auto const ties_y =
        detail::tied_pairs(n, [&](auto i, auto j) { return sorted[i] == sorted[j]; });
    auto const all = std::int64_t(n) * (std::int64_t(n) - 1) / 2;
    double const agree = double(all - ties_x - ties_y + ties_both - 2 * swaps);
    double const scale = std::sqrt(double(all - ties_x)) * std::sqrt(double(all - ties_y));
    return scale > 0 ? agree / scale : 0;
}

/// The rank correlation that predictions without ties can reach at most with what was measured: 1
/// where no two measurements are equal. O(n log n).
inline double attainable_spearman(std::span<double const> measured) {
    std::vector<double> untied(measured.size());
    std::iota(untied.begin(), untied.end(), 0.0);
    std::vector<double> sorted(measured.begin(), measured.end());
    std::sort(sorted.begin(), sorted.end());
    return spearman(untied, sorted);
}

inline quality judge(std::span<double const> predicted, std::span<double const> measured) {
    quality q;
    auto const n = double(measured.size());
    double mean = 0;
    double left = 0;
    double spread = 0;
    for (double m : measured) mean += m / n;
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
