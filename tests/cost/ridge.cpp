// SPDX-License-Identifier: MIT
// Tests cost/ridge.hpp.
#include <doctest/doctest.h>

#include <array>
#include <numeric>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/cost/ridge.hpp>

using namespace hurricane;

TEST_CASE("ridge: what is left out is predicted as by a fit without it") {
    constexpr std::size_t n = 12;
    rng random{4, "ridge"};
    std::vector<std::array<double, 3>> x(n);
    std::vector<double> y;
    for (auto& row : x) {
        for (auto& value : row) value = random.normal();
        y.push_back(row[0] - 2 * row[1] + 0.3 * random.normal());
    }
    auto const kernel_of = [&](std::vector<std::size_t> const& rows) {
        symmetric_matrix k{rows.size()};
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (std::size_t j = i; j < rows.size(); ++j)
                for (int f = 0; f < 3; ++f) k.row(i)[j] += x[rows[i]][f] * x[rows[j]][f];
        return k;
    };
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), std::size_t{0});
    double squares = 0;
    for (std::size_t out = 0; out < n; ++out) {
        auto rows = all;
        auto targets = y;
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(out));
        targets.erase(targets.begin() + static_cast<std::ptrdiff_t>(out));
        auto const fit = fit_ridge(kernel_of(rows), targets, 0.5);
        double predicted = 0;
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (int f = 0; f < 3; ++f) predicted += fit.weights[i] * x[rows[i]][f] * x[out][f];
        squares += (y[out] - predicted) * (y[out] - predicted);
    }
    auto const whole = fit_ridge(kernel_of(all), y, 0.5);
    CHECK(whole.squared_error == doctest::Approx(squares / n));
    double const tried[] = {100, 0.5, 0.5, 0.1};
    CHECK(best_ridge(kernel_of(all), y, tried).regularisation == 0.5);  // no better one is next
    symmetric_matrix nothing{2};
    CHECK_THROWS_WITH_AS(cholesky{nothing}, doctest::Contains("not positive definite"), error);
}
