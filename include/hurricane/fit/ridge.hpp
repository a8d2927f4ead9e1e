// SPDX-License-Identifier: MIT
// Additive cost models: one price for each (position, choice), optionally one more for each pair of choices of
// neighbouring positions, by least squares with ridge. Solved with Eigen's conjugate gradients, since each network
// switches on few of many columns; link hurricane::fit.
#pragma once

#if __has_include(<Eigen/IterativeLinearSolvers>)
#include <Eigen/IterativeLinearSolvers>
#else
#include <eigen3/Eigen/IterativeLinearSolvers>
#endif
#include <cmath>
#include <vector>

#include <hurricane/fit/samples.hpp>

namespace hurricane::inline v0::fit {

enum class form : unsigned char { additive, pairs };

/// Which columns of the design a network switches on.
class design {
public:
    design(std::vector<int> const& choices, form f) : choices_{choices}, form_{f} {
        for (int n : choices) first_.push_back(columns_), columns_ += n;
        for (std::size_t p = 0; f == form::pairs && p + 1 < choices.size(); ++p)
            pair_first_.push_back(columns_), columns_ += choices[p] * choices[p + 1];
    }
    int columns() const { return columns_; }
    int column(std::size_t p, int choice) const { return first_[p] + choice; }
    /// Of the pair of position p with the one behind it.
    int column(std::size_t p, int choice, int next) const { return pair_first_[p] + choice * choices_[p + 1] + next; }
    bool has_pairs() const { return form_ == form::pairs; }
    /// Calls f(column) for a network. O(positions).
    template <class F>
    void for_each(std::span<int const> genes, F f) const {
        for (std::size_t p = 0; p < genes.size(); ++p) f(column(p, genes[p]));
        for (std::size_t p = 0; p < pair_first_.size(); ++p) f(column(p, genes[p], genes[p + 1]));
    }

private:
    std::vector<int> choices_, first_, pair_first_;
    form form_;
    int columns_{};
};

struct additive_model {
    design columns;
    double base{};
    std::vector<double> price;  ///< of each column

    double operator()(std::span<int const> genes) const {
        double sum = base;
        columns.for_each(genes, [&](int c) { sum += price[std::size_t(c)]; });
        return sum;
    }
};

/// Minimises the squared error on `rows` plus ridge times the squared prices; the mean is not penalised.
/// O(rows positions) an iteration, of which some tens are needed.
inline additive_model fit_ridge(samples const& s, std::span<std::size_t const> rows, form f, double ridge) {
    additive_model m{design{s.choices, f}, 0, {}};
    int const n = m.columns.columns(), measured = static_cast<int>(rows.size());
    for (auto i : rows) m.base += s.values[i] / double(measured);
    // Below the networks one row for each price: sqrt(ridge) price = 0.
    std::vector<Eigen::Triplet<double>> on;
    Eigen::VectorXd left = Eigen::VectorXd::Zero(measured + n);
    for (int r = 0; r < measured; ++r) {
        auto const i = rows[std::size_t(r)];
        m.columns.for_each(s[i], [&](int c) { on.emplace_back(r, c, 1.0); });
        left[r] = s.values[i] - m.base;
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
