// SPDX-License-Identifier: MIT
// Tests base/decimal.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/rng.hpp>

using namespace hurricane;

TEST_CASE("numbers go to text and back, whatever they are") {
    CHECK(number_in<double>("1.5") == 1.5);
    CHECK(number_in<double>("+1.5") == 1.5);
    CHECK(number_in<double>("-.5e1") == -5);
    CHECK(number_in<double>("1e999") == std::numeric_limits<double>::infinity());
    CHECK(number_in<double>("-1e999") == -std::numeric_limits<double>::infinity());
    CHECK(number_in<double>("1e-999") == 0);
    CHECK(number_in<double>("0." + std::string(400, '0') + "1") == 0);
    CHECK(std::isnan(number_in<double>("nan").value()));
    for (auto const* text :
         {"", "+", "-", "+-1", "++1", "1,5", "1.5 ", " 1", "0x10", "1.5ms", "e5"}) {
        CAPTURE(text);
        CHECK(!number_in<double>(text));
        CHECK(!number_in<int>(text));
    }
    CHECK(number_in<int>("+8") == 8);
    CHECK(number_in<int>("8.0") == 8);
    CHECK(number_in<int>("-8e1") == -80);
    CHECK(number_in<std::size_t>("18446744073709551615") ==
          std::numeric_limits<std::size_t>::max());
    for (auto const* text : {"8.5", "3e9", "2147483648", "nan", "inf"}) {
        CAPTURE(text);
        CHECK(!number_in<int>(text));
    }
    CHECK(!number_in<unsigned>("-1"));
    rng random{5, "decimal"};
    for (int i = 0; i < 10'000; ++i) {
        double const x =
            std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(600)) - 300);
        CHECK(number_in<double>(decimal(x)) == x);
        char wanted[400];
        std::snprintf(wanted, sizeof wanted, "%.6g", x);
        CHECK(show(x) == wanted);
        std::snprintf(wanted, sizeof wanted, "%.3f", x);
        CHECK(fixed(x, 3) == wanted);
    }
    CHECK(fixed(-std::numeric_limits<double>::max(), 17).size() == 1 + 309 + 1 + 17);
    CHECK(show(-1.2345678901234567e-300, 17).size() == 1 + 18 + 5);
}
