// SPDX-License-Identifier: MIT
// How well two orders of the same things agree, and orders made of several.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// The numbers from 0 to n - 1, where is_ahead(a, b) says that a comes before b; of equals the
/// smaller comes first. O(n log n).
template <class Ahead>
std::vector<std::size_t> ordered(std::size_t n, Ahead is_ahead) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{});
    std::stable_sort(order.begin(), order.end(), is_ahead);
    return order;
}

/// Ranks from 1, ties share their mean.
inline std::vector<double> ranks(std::span<double const> x) {
    auto const order = ordered(x.size(), [&](auto a, auto b) { return x[a] < x[b]; });
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

/// Spearman's rank correlation; 0 where one side is constant. O(n log n).
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
    auto const order =
        ordered(n, [&](auto a, auto b) { return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b]; });
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

/// The sum of each network's ranks in several scores, higher is better in all; `weights` as many as
/// scores, all 1 where empty. O(scores n log n).
inline std::vector<double> rank_sum(std::span<std::vector<double> const> scores,
                                    std::span<double const> weights = {}) {
    std::vector<double> sum(scores.empty() ? 0 : scores.front().size());
    for (std::size_t k = 0; k < scores.size(); ++k) {
        auto const of = ranks(scores[k]);
        double const weight = weights.empty() ? 1 : weights[k];
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * of[i];
    }
    return sum;
}

}  // namespace hurricane::inline v0
