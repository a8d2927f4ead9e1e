// SPDX-License-Identifier: MIT
// What few accuracies say of many networks: a sum over what is known of every network beforehand
// (scores of a supernet, scores that cost no training) and over its choices, by ridge regression.
// (Krishnakumar et al. 2022, "NAS-Bench-Suite-Zero", section 5, adds such scores to the features of
// a predictor.)
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/cost/ridge.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// What is no score becomes the least of the others, or 0.
inline void replace_missing(std::vector<double>& x) {
    auto const is_none = [](double v) { return !is_score(v); };
    double least_known = std::numeric_limits<double>::infinity();
    for (double v : x)
        if (!is_none(v)) least_known = std::min(least_known, v);
    if (is_none(least_known)) least_known = 0;
    std::replace_if(x.begin(), x.end(), is_none, least_known);
}

/// To a mean of 0 and a deviation of 1; all 0 where it is constant. What is no score counts as the
/// least of the others.
inline std::vector<double> standardised(std::vector<double> x) {
    replace_missing(x);
    double const n = static_cast<double>(x.size());
    double mean = 0;
    double variance = 0;
    for (double v : x) mean += v / n;
    for (double v : x) variance += (v - mean) * (v - mean) / n;
    auto const [least, most] = std::minmax_element(x.begin(), x.end());
    double const scale = least != x.end() && *least < *most ? 1 / std::sqrt(variance) : 0;
    for (double& v : x) v = (v - mean) * scale;
    return x;
}

}  // namespace detail

/// Networks of one length, and what is known of each.
class feature_model {
public:
    /// What all choices together may weigh beside a feature, before accuracies are seen.
    static constexpr double weight_of_choices = 0.3;

    /// Variances of an accuracy's noise that are tried.
    static constexpr double regularisations[] = {1, 0.3, 0.1, 0.03, 0.01, 1e-3};

    /// `features`: columns with a score for each network; what is none (is_score) counts as the
    /// least.
    feature_model(std::vector<genotype> networks, std::vector<std::vector<double>> features)
        : networks_{std::move(networks)} {
        for (auto& f : features) features_.push_back(detail::standardised(std::move(f)));
    }

    /// The accuracies of all networks by those of some: network told[i] has accuracies[i], which
    /// are numbers. Without any, all are 0. O(told^3 + told networks (layers + features)).
    std::vector<double> predict(std::span<std::size_t const> told,
                                std::span<double const> accuracies) const {
        double mean = 0;
        for (double a : accuracies) mean += a / static_cast<double>(accuracies.size());
        std::vector<double> targets;
        for (double a : accuracies) targets.push_back(a - mean);
        auto const fit = best_ridge(kernels(told), targets, regularisations);
        std::vector<double> all(networks_.size(), mean);
        for (std::size_t n = 0; n < all.size(); ++n)
            for (std::size_t i = 0; i < told.size(); ++i)
                all[n] += fit.weights[i] * kernel(n, told[i]);
        return all;
    }

private:
    symmetric_matrix kernels(std::span<std::size_t const> told) const {
        symmetric_matrix all{told.size()};
        for (std::size_t i = 0; i < told.size(); ++i)
            for (std::size_t j = i; j < told.size(); ++j) all.row(i)[j] = kernel(told[i], told[j]);
        return all;
    }

    /// The product of the features of two networks, and the weighted share of equal choices.
    double kernel(std::size_t a, std::size_t b) const {
        double sum = 0;
        for (auto const& f : features_) sum += f[a] * f[b];
        int equal = 0;
        int const layers = networks_[a].size();
        for (int layer = 0; layer < layers; ++layer)
            equal += networks_[a][layer] == networks_[b][layer];
        return sum + weight_of_choices * equal / layers;
    }

    std::vector<genotype> networks_;
    std::vector<std::vector<double>> features_;
};

}  // namespace hurricane::inline v0
