// SPDX-License-Identifier: MIT
// Which positions belong together: the columns that describe one block, such as its expansion,
// kernel and depth, act together, and a table over whole blocks says what no sum of them does.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <hurricane/fit/ridge.hpp>

namespace hurricane::inline v0::fit {

struct join_options {
    std::size_t most{4};  ///< positions in a join
    double better{0.01};  ///< a join must lower the error on the validation rows by this share
    int tries{3};         ///< joins fitted before none is believed to help
    double cells{10};     ///< combinations of choices for each row that say something
};

namespace detail {

inline double combinations_of(samples const& s, term const& t) {
    double n = 1;
    for (auto p : t) n *= s.choices[p];
    return n;
}

/// How much of the squared residuals the mean residual of each combination explains, each row left
/// out of its own mean: noise explains nothing. O(rows positions).
inline double explained(samples const& s, std::span<std::size_t const> rows,
                        std::span<double const> residuals, term const& t) {
    design const cells{s.choices, {t}};
    std::vector<double> sum(std::size_t(cells.columns()));
    std::vector<double> count(sum.size());
    std::vector<std::size_t> cell;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        cell.push_back(std::size_t(cells.column(0, s[rows[k]])));
        sum[cell[k]] += residuals[k];
        count[cell[k]] += 1;
    }
    double gain = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        double const r = residuals[k];
        double const mean = (sum[cell[k]] - r) / count[cell[k]];  // as if one more were 0
        gain += r * r - (r - mean) * (r - mean);
    }
    return gain;
}

/// What the model leaves of the targets of these rows.
inline std::vector<double> residuals_of(additive_model const& model, samples const& s,
                                        std::span<double const> targets,
                                        std::span<std::size_t const> rows) {
    std::vector<double> residuals;
    for (auto i : rows) residuals.push_back(targets[i] - model(s[i]));
    return residuals;
}

/// The positions of two groups, one behind the other.
inline term joined(term const& a, term const& b) {
    auto both = a;
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

struct join {
    double gain{};
    std::size_t a{};  ///< the group that becomes one with b
    std::size_t b{};
};

/// The joins of two groups that promise most, best first.
inline std::vector<join> promising_joins(samples const& s, std::span<std::size_t const> rows,
                                         std::vector<term> const& groups,
                                         std::span<double const> residuals, join_options const& o) {
    std::vector<join> found;
    for (std::size_t a = 0; a < groups.size(); ++a)
        for (std::size_t b = a + 1; b < groups.size(); ++b) {
            auto const both = joined(groups[a], groups[b]);
            double const cells = combinations_of(s, both);
            if (both.size() > o.most || cells > o.cells * double(rows.size())) continue;
            double const gain = explained(s, rows, residuals, both);
            if (gain > 0) found.push_back({gain, a, b});
        }
    auto const n = std::min<std::size_t>(found.size(), std::size_t(o.tries));
    std::partial_sort(found.begin(), found.begin() + std::ptrdiff_t(n), found.end(),
                      [](join const& x, join const& y) { return x.gain > y.gain; });
    found.resize(n);
    return found;
}

}  // namespace detail

/// Grows joins greedily from single positions; each stays where error(model) falls. `fit(terms)`
/// gives an additive_model of the targets on `rows`. Returns the terms: single positions and every
/// join on the way, so that combinations that nobody measured have the price of their parts.
/// O(positions^2 rows) and some fits for each join.
template <class Fit, class Error>
std::vector<term> find_joins(samples const& s, std::span<double const> targets,
                             std::span<std::size_t const> rows, Fit fit, Error error,
                             join_options const& o = {}) {
    auto groups = single_terms(s.choices.size());
    auto terms = groups;
    additive_model model = fit(terms);
    double least = error(model);
    for (bool grown = true; grown;) {
        grown = false;
        auto const residuals = detail::residuals_of(model, s, targets, rows);
        for (auto const& j : detail::promising_joins(s, rows, groups, residuals, o)) {
            auto both = detail::joined(groups[j.a], groups[j.b]);
            std::sort(both.begin(), both.end());
            auto more = terms;
            more.push_back(both);
            auto next = fit(more);
            double const here = error(next);
            if (here >= (1 - o.better) * least) continue;
            groups[j.a] = std::move(both);
            groups.erase(groups.begin() + std::ptrdiff_t(j.b));
            terms = std::move(more);
            model = std::move(next);
            least = here;
            grown = true;
            break;
        }
    }
    return terms;
}

/// The terms that are part of no other: what was joined in the end, by its first position.
inline std::vector<term> whole_joins(std::vector<term> const& terms) {
    std::vector<term> whole;
    for (auto const& t : terms) {
        auto const within = [&](term const& other) {
            return other.size() > t.size() &&
                   std::includes(other.begin(), other.end(), t.begin(), t.end());
        };
        if (t.size() > 1 && std::none_of(terms.begin(), terms.end(), within)) whole.push_back(t);
    }
    std::sort(whole.begin(), whole.end());
    return whole;
}

}  // namespace hurricane::inline v0::fit
