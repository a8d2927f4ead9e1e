// SPDX-License-Identifier: MIT
// Tests data/png.hpp, data/samples.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/data/png.hpp>

#include "pictures.hpp"

using namespace hurricane;

TEST_CASE("PNG samples are taken as stored: 16 bits scaled linearly, no gamma") {
    auto const row16 = number_of(0x0000, 2) + number_of(0x8000, 2) + number_of(0xffff, 2) +
                       number_of(0x4000, 2) + number_of(0x0180, 2);
    bytes_of const scaled{0, 128, 255, 64, 1};
    auto const linear = png_chunk("gAMA", number_of(100'000, 4));
    auto const dark = png_chunk("gAMA", number_of(30'000, 4));
    auto const srgb = png_chunk("sRGB", std::string(1, '\0'));
    for (auto const& before : {std::string{}, linear, dark, srgb}) {
        png_kind const kind{.depth = 16, .colour = 0, .before = before};
        CHECK(grey(png({row16}, 1, 5, kind)) == scaled);
        CHECK(colour(png({row16}, 1, 5, kind))[6] == 128);
        auto const x = ramp(4, 6, 3);
        CHECK(colour(png(x, 4, 6, {.before = before})) == colour(png(x, 4, 6)));
        CHECK(grey(png(x, 4, 6, {.before = before})) == grey(png(x, 4, 6)));
    }
    std::string rgb16;
    for (std::uint64_t value : {0x8000, 0x4000, 0xffff}) rgb16 += number_of(value, 2);
    CHECK(colour(png({rgb16}, 1, 1, {.depth = 16, .colour = 2})) == bytes_of{128, 64, 255});
    CHECK(grey(png({"\x9a"}, 1, 8, {.depth = 1, .colour = 0})) ==
          bytes_of{255, 0, 0, 255, 255, 0, 255, 0});
    CHECK(grey(png({"\x1b"}, 1, 4, {.depth = 2, .colour = 0})) == bytes_of{0, 85, 170, 255});
    CHECK(grey(png({"\x3f"}, 1, 2, {.depth = 4, .colour = 0})) == bytes_of{51, 255});
    auto const palette = png_chunk("PLTE", {'\x0a', '\x14', '\x1e', '\x28', '\x32', '\x3c'});
    for (int depth : {1, 2, 4, 8}) {
        auto const second = static_cast<char>(1 << (8 - depth));
        CHECK(colour(png({std::string(1, second)}, 1, 1,
                         {.depth = depth, .colour = 3, .before = palette})) ==
              bytes_of{40, 50, 60});
    }
    auto const x = ramp(13, 11, 1);
    auto const rows = interlaced_rows(x, 13, 11);
    CHECK(grey(png(rows, 13, 11, {.colour = 0, .interlaced = true})) == x);
}

TEST_CASE("transparent pixels stand over black") {
    CHECK(grey(png(bytes_of{200, 0, 200, 255, 200, 128}, 1, 3, {.colour = 4})) ==
          bytes_of{0, 200, 100});
    CHECK(colour(png(bytes_of{255, 100, 50, 128}, 1, 1, {.colour = 6})) == bytes_of{128, 50, 25});
    auto const key = png_chunk("tRNS", number_of(7, 2));
    CHECK(grey(png(bytes_of{7, 8}, 1, 2, {.colour = 0, .before = key})) == bytes_of{0, 8});
    auto const palette = png_chunk("PLTE", {'\x0a', '\x14', '\x1e', '\x28', '\x32', '\x3c'}) +
                         png_chunk("tRNS", std::string(1, '\0'));
    CHECK(colour(png(bytes_of{0, 1}, 1, 2, {.colour = 3, .before = palette})) ==
          bytes_of{0, 40, 0, 50, 0, 60});
}
