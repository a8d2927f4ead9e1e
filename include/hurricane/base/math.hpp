// SPDX-License-Identifier: MIT
// exp, log and pow that are constant expressions in every compiler (std::pow is not, in clang).
// Relative error below 1e-13 over the range that scores use.
#pragma once

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// Natural logarithm of x > 0: 2 atanh((m - 1) / (m + 1)) on a mantissa m in [sqrt(1/2), sqrt(2)).
constexpr double log_of(double x) {
    constexpr double ln2 = 0.693147180559945309417;
    int power = 0;
    while (x >= 1.4142135623730951) {
        x /= 2;
        ++power;
    }
    while (x < 0.7071067811865476) {
        x *= 2;
        --power;
    }
    double const t = (x - 1) / (x + 1);
    double const t2 = t * t;
    double sum = 0;
    double term = t;
    for (int n = 1; n < 40; n += 2, term *= t2) sum += term / n;
    return 2 * sum + power * ln2;
}

/// e^x for |x| < 700.
constexpr double exp_of(double x) {
    constexpr double ln2 = 0.693147180559945309417;
    int power = static_cast<int>(x / ln2);
    x -= power * ln2;
    double sum = 1;
    double term = 1;
    for (int n = 1; n < 24; ++n) sum += term *= x / n;
    for (; power > 0; --power) sum *= 2;
    for (; power < 0; ++power) sum /= 2;
    return sum;
}

/// x^y for x >= 0; 0^0 is 1.
constexpr double pow_of(double x, double y) {
    if (y == 0) return 1;
    if (x <= 0) return 0;
    return y == 1 ? x : exp_of(y * log_of(x));
}

}  // namespace hurricane::inline v0
