// SPDX-License-Identifier: MIT
// Ridge regression in its dual form, for few samples of many features: what is solved has a row for
// each sample. How much it is regularised is chosen by the error on samples left out, which has a
// closed form, so that a noisy target is smoothed and an exact one is met.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// A symmetric matrix, row by row; only what stands right of the diagonal, and on it, is read.
struct symmetric_matrix {
    std::size_t size{};
    std::vector<double> entries;

    explicit symmetric_matrix(std::size_t n) : size{n}, entries(n * n) {}

    double* row(std::size_t i) { return entries.data() + i * size; }

    double const* row(std::size_t i) const { return entries.data() + i * size; }
};

/// Cholesky's factor of a positive definite matrix: A = U'U.
class cholesky {
public:
    /// Throws error where the matrix is not positive definite. O(n^3 / 6).
    explicit cholesky(symmetric_matrix a) : upper_{std::move(a)} {
        auto const n = upper_.size;
        for (std::size_t k = 0; k < n; ++k) {
            double* const pivot = upper_.row(k);
            if (!(pivot[k] > 0))
                throw error{"the matrix is not positive definite", "row " + std::to_string(k),
                            "add more to its diagonal"};
            scale(pivot + k, n - k, 1 / std::sqrt(pivot[k]));
            for (std::size_t i = k + 1; i < n; ++i)
                add(upper_.row(i) + i, pivot + i, n - i, -pivot[i]);
        }
    }

    /// x with A x = b. O(n^2).
    std::vector<double> solve(std::span<double const> b) const {
        auto const n = upper_.size;
        std::vector<double> x(b.begin(), b.end());
        for (std::size_t k = 0; k < n; ++k) {
            double const* const row = upper_.row(k);
            x[k] /= row[k];
            add(x.data() + k + 1, row + k + 1, n - k - 1, -x[k]);
        }
        for (std::size_t k = n; k-- > 0;) {
            double const* const row = upper_.row(k);
            double sum = x[k];
            for (std::size_t i = k + 1; i < n; ++i) sum -= row[i] * x[i];
            x[k] = sum / row[k];
        }
        return x;
    }

    /// The diagonal of A's inverse. O(n^3 / 6).
    std::vector<double> inverse_diagonal() const {
        auto const n = upper_.size;
        symmetric_matrix inverse{n};  // of U', whose rows end at the diagonal
        std::vector<double> sums(n);
        for (std::size_t i = 0; i < n; ++i) {
            double* const row = inverse.row(i);
            row[i] = 1;
            for (std::size_t j = 0; j < i; ++j) add(row, inverse.row(j), j + 1, -upper_.row(j)[i]);
            scale(row, i + 1, 1 / upper_.row(i)[i]);
            for (std::size_t j = 0; j <= i; ++j) sums[j] += row[j] * row[j];
        }
        return sums;
    }

private:
    static void scale(double* x, std::size_t n, double factor) {
        for (std::size_t i = 0; i < n; ++i) x[i] *= factor;
    }

    static void add(double* x, double const* y, std::size_t n, double factor) {
        for (std::size_t i = 0; i < n; ++i) x[i] += factor * y[i];
    }

    symmetric_matrix upper_;
};

/// A fit of centred targets: sample i adds weights[i] times its kernel with a sample to the
/// prediction.
struct dual_ridge {
    std::vector<double> weights;
    double regularisation{};
    double squared_error{std::numeric_limits<double>::infinity()};  ///< mean, each left out
};

/// (kernel + regularisation) weights = targets. O(n^3 / 3).
inline dual_ridge fit_ridge(symmetric_matrix kernel, std::span<double const> targets,
                            double regularisation) {
    auto const n = kernel.size;
    for (std::size_t i = 0; i < n; ++i) kernel.row(i)[i] += regularisation;
    cholesky const factor{std::move(kernel)};
    dual_ridge fit{factor.solve(targets), regularisation, 0};
    auto const diagonal = factor.inverse_diagonal();
    for (std::size_t i = 0; i < n; ++i) {
        double const left_out = fit.weights[i] / diagonal[i];
        fit.squared_error += left_out * left_out / static_cast<double>(n);
    }
    return fit;
}

/// The regularisation, of some in descending order, with the least error of samples left out; the
/// first that is worse than the one before it ends the search. O(n^3) for each tried.
inline dual_ridge best_ridge(symmetric_matrix const& kernel, std::span<double const> targets,
                             std::span<double const> regularisations) {
    dual_ridge best;
    for (double const r : regularisations) {
        auto fit = fit_ridge(kernel, targets, r);
        if (!(fit.squared_error < best.squared_error)) break;
        best = std::move(fit);
    }
    return best;
}

}  // namespace hurricane::inline v0
