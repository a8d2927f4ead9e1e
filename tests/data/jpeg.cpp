// SPDX-License-Identifier: MIT
// Tests data/jpeg.hpp, data/samples.hpp.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include <hurricane/data/decode.hpp>
#include <hurricane/data/jpeg.hpp>

#include "pictures.hpp"

using namespace hurricane;

TEST_CASE("JPEG of four colours is converted") {
    auto const x = plain(8, 8, {255, 128, 0, 200});  // inverted, as Adobe stores it
    for (auto stored : {JCS_CMYK, JCS_YCCK}) {
        auto const c = colour(jpeg(x, 8, 8, 4, {.stored = stored}));
        CHECK(std::abs(c[0] - 200) <= 2);
        CHECK(std::abs(c[64] - 100) <= 2);
        CHECK(std::abs(c[128] - 0) <= 2);
        CHECK(grey(jpeg(x, 8, 8, 4, {.stored = stored}))[0] == grey_of(c[0], c[64], c[128]));
    }
}

TEST_CASE("a JPEG with stray bytes is used with a warning, one without its end is not") {
    for (bool progressive : {false, true}) {
        auto const whole = jpeg(ramp(24, 24, 3), 24, 24, 3, {.progressive = progressive});
        auto const stray = with_stray_bytes(whole, 98);
        std::string warning;
        CHECK(decode(stray, 3, "s.jpg", {.warning = &warning}).bytes == colour(whole));
        CHECK(warning.find("s.jpg: ") == 0);
        CHECK_MESSAGE(warning.find(" extraneous bytes") != std::string::npos, warning);
        warning.clear();
        (void)decode(whole, 3, "w.jpg", {.warning = &warning});
        CHECK(warning.empty());
        for (std::size_t cut : {std::size_t{2}, std::size_t{30}, whole.size() / 4})
            CHECK_THROWS_AS(colour(whole.substr(0, whole.size() - cut)), error);
        CHECK_THROWS_AS(colour(whole.substr(0, whole.size() - 30) + "\xff\xd9"), error);
    }
    // Stray bytes before the second scan do not hide that the last one is cut.
    auto const whole = jpeg(ramp(24, 24, 3), 24, 24, 3, {.progressive = true});
    auto const first_scan = whole.find("\xff\xda");
    auto const next = whole.find("\xff\xc4", first_scan);
    REQUIRE(next != std::string::npos);
    auto const stray = whole.substr(0, next) + std::string(5, '\x12') + whole.substr(next);
    CHECK(colour(stray) == colour(whole));
    CHECK_THROWS_WITH_AS(colour(stray.substr(0, stray.size() - 20)), doctest::Contains("remature"),
                         error);
}
