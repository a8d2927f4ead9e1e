// SPDX-License-Identifier: MIT
// Sums of prices: of each choice of a position, and of each combination of choices of several, by
// least squares with ridge. Solved with Eigen's conjugate gradients, since each network switches on
// few of many columns; link hurricane::fit.
#pragma once

#if __has_include(<Eigen/IterativeLinearSolvers>)
#include <Eigen/IterativeLinearSolvers>
#else
#include <eigen3/Eigen/IterativeLinearSolvers>
#endif
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <hurricane/fit/samples.hpp>

namespace hurricane::inline v0::fit {

/// Positions whose combination of choices has a price of its own.
using term = std::vector<std::size_t>;

/// A term for each position.
inline std::vector<term> single_terms(std::size_t positions) {
    std::vector<term> terms;
    for (std::size_t p = 0; p < positions; ++p) terms.push_back({p});
    return terms;
}

/// One more for each pair of neighbours.
inline std::vector<term> pair_terms(std::size_t positions) {
    auto terms = single_terms(positions);
    for (std::size_t p = 0; p + 1 < positions; ++p) terms.push_back({p, p + 1});
    return terms;
}

/// Which columns, one for each combination of choices of each term, a network switches on.
class design {
public:
    design() = default;

    design(std::vector<int> const& choices, std::vector<term> terms)
        : choices_{choices}, terms_{std::move(terms)} {
        for (auto const& t : terms_) {
            first_.push_back(columns_);
            int combinations = 1;
            for (auto p : t) combinations *= choices[p];
            columns_ += combinations;
        }
    }

    int columns() const { return columns_; }

    std::vector<term> const& terms() const { return terms_; }

    /// Of term t, the first of its combinations and the one behind the last.
    std::pair<int, int> columns_of(std::size_t t) const {
        return {first_[t], t + 1 < first_.size() ? first_[t + 1] : columns_};
    }

    /// Of term t in a network. O(positions of the term).
    int column(std::size_t t, std::span<int const> genes) const {
        int combination = 0;
        for (auto p : terms_[t]) combination = combination * choices_[p] + genes[p];
        return first_[t] + combination;
    }

    /// Calls f(column) for a network. O(positions of all terms).
    template <class F>
    void for_each(std::span<int const> genes, F f) const {
        for (std::size_t t = 0; t < terms_.size(); ++t) f(column(t, genes));
    }

private:
    std::vector<int> choices_;
    std::vector<term> terms_;
    std::vector<int> first_;
    int columns_{};
};

struct additive_model {
    design columns;
    double base{};              ///< the mean
    std::vector<double> price;  ///< of each column

    double operator()(std::span<int const> genes) const {
        double sum = base;
        columns.for_each(genes, [&](int c) { sum += price[std::size_t(c)]; });
        return sum;
    }

    /// The least and the most price of a term.
    std::pair<double, double> range(std::size_t t) const {
        auto const [from, to] = columns.columns_of(t);
        auto const [low, high] = std::minmax_element(price.begin() + from, price.begin() + to);
        return {*low, *high};
    }
};

/// Minimises the squared error of `targets`, one of each sample, on `rows`, plus ridge times the
/// squared prices; the mean is not penalised. O(rows terms) an iteration, of which some tens are
/// needed.
inline additive_model fit_ridge(samples const& s, std::span<double const> targets,
                                std::span<std::size_t const> rows, std::vector<term> terms,
                                double ridge) {
    additive_model m{design{s.choices, std::move(terms)}, 0, {}};
    int const n = m.columns.columns();
    int const measured = static_cast<int>(rows.size());
    for (auto i : rows) m.base += targets[i] / double(measured);
    // Below the networks one row for each price: sqrt(ridge) price = 0.
    std::vector<Eigen::Triplet<double>> on;
    Eigen::VectorXd left = Eigen::VectorXd::Zero(measured + n);
    for (int r = 0; r < measured; ++r) {
        auto const i = rows[std::size_t(r)];
        m.columns.for_each(s[i], [&](int c) { on.emplace_back(r, c, 1.0); });
        left[r] = targets[i] - m.base;
    }
    for (int c = 0; c < n; ++c) on.emplace_back(measured + c, c, std::sqrt(ridge));
    Eigen::SparseMatrix<double, Eigen::RowMajor> a(measured + n, n);
    a.setFromTriplets(on.begin(), on.end());
    Eigen::LeastSquaresConjugateGradient<Eigen::SparseMatrix<double, Eigen::RowMajor>> solver;
    solver.setTolerance(1e-10);
    Eigen::VectorXd const x = solver.compute(a).solve(left);
    m.price.assign(x.data(), x.data() + n);
    return m;
}

}  // namespace hurricane::inline v0::fit
