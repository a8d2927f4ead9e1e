// SPDX-License-Identifier: MIT
// A fitted cost model: a sum of prices and trees, of the cost or of its logarithm.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/fit/boosted.hpp>

namespace hurricane::inline v0::fit {

struct fitted {
    std::string name;  ///< "additive", "pairs", "joined", "boosted"
    bool logarithm{};  ///< the sum is of the logarithm: effects multiply
    double ridge{};
    double floor{};  ///< nothing below is predicted: the least seen where a sum can reach 0, or 0
    additive_model sum{};
    std::optional<boosted_model> trees;

    double operator()(std::span<int const> genes) const {
        return value_of(trees ? (*trees)(genes) : sum(genes));
    }

    std::vector<double> predict(samples const& s, std::span<std::size_t const> rows) const {
        std::vector<double> out;
        if (trees)
            out = trees->predict_rows(s, rows);
        else
            for (auto i : rows) out.push_back(sum(s[i]));
        for (auto& x : out) x = value_of(x);
        return out;
    }

    double value_of(double x) const {
        if (logarithm) return std::exp(x);
        return floor > 0 ? std::max(x, floor) : x;
    }
};

/// What is fitted: terms of prices, with or without trees, of the values or their logarithm.
struct model_form {
    std::string name;
    bool logarithm{};
    std::vector<term> terms;
};

/// The values, or their logarithm.
inline std::vector<double> targets_of(samples const& s, bool logarithm) {
    auto targets = s.values;
    if (logarithm)
        for (auto& x : targets) x = std::log(x);
    return targets;
}

/// O(rows terms) an iteration of some tens; trees O(rows positions) each.
inline fitted fit_form(samples const& s, std::span<std::size_t const> rows, model_form const& f,
                       double ridge, boosted_options const& o) {
    auto const targets = targets_of(s, f.logarithm);
    auto sum = fit_ridge(s, targets, rows, f.terms, ridge);
    double lowest = sum.base;  // that the model may predict
    for (std::size_t t = 0; t < f.terms.size(); ++t) lowest += sum.range(t).first;
    fitted m{f.name, f.logarithm, ridge, 0, std::move(sum), {}};
    if (f.name == "boosted") {
        m.trees.emplace(s, targets, rows, m.sum, o);
        lowest += m.trees->range().first;
    }
    if (f.logarithm || lowest > 0) return m;
    double least = s.values[rows.front()];
    for (auto i : rows) least = std::min(least, s.values[i]);
    m.floor = std::max(least, 0.0);
    return m;
}

}  // namespace hurricane::inline v0::fit
