// SPDX-License-Identifier: MIT
// Tests data/decode.hpp, data/png.hpp, data/jpeg.hpp, data/samples.hpp.
// One picture, one value, whatever its file.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <hurricane/data/decode.hpp>

#include "fuzz.hpp"
#include "pictures.hpp"
#include "sanitized.hpp"

using namespace hurricane;

namespace {

int largest_difference(bytes_of const& a, bytes_of const& b) {
    REQUIRE(a.size() == b.size());
    int worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(int{a[i]} - int{b[i]}));
    return worst;
}

/// The frame header of a JPEG, with other sides.
std::string claiming(std::string file, int h, int w) {
    for (std::size_t at = 2; at + 9 < file.size();) {
        auto const marker = static_cast<std::uint8_t>(file[at + 1]);
        if (marker == 0xc0 || marker == 0xc2) {
            file.replace(at + 5, 4,
                         number_of(static_cast<std::uint64_t>(h), 2) +
                             number_of(static_cast<std::uint64_t>(w), 2));
            return file;
        }
        at += 2 + 256 * static_cast<std::uint8_t>(file[at + 2]) +
              static_cast<std::uint8_t>(file[at + 3]);
    }
    FAIL("no frame header");
    return file;
}

}  // namespace

TEST_CASE("JPEG and PNG files are decoded to planes, in colour or grey") {
    auto const x = ramp(10, 20, 3);
    auto const p = decode(png(10, 20), 3, "a.png");
    auto const j = decode(jpeg(10, 20), 3, "a.jpg");
    CHECK(p.of == shape{3, 10, 20});
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 200; ++i) {
            CHECK(p.bytes[c * 200 + i] == x[i * 3 + c]);
            CHECK(std::abs(int{j.bytes[c * 200 + i]} - int{x[i * 3 + c]}) < 4);
        }
    CHECK(decode(png(10, 20), 1, "a.png").of == shape{1, 10, 20});
    CHECK(decode(jpeg(10, 20), 1, "a.jpg").of == shape{1, 10, 20});
    CHECK_THROWS_WITH_AS(decode("GIF89a", 3, "a.gif"),
                         doctest::Contains("a.gif: the picture cannot be decoded: neither"), error);
    for (std::size_t cut : {2, 20, 200})
        CHECK_THROWS_AS(decode(jpeg(10, 20).substr(0, cut), 3, "x"), error);
    for (std::size_t cut : {4, 20, 60})
        CHECK_THROWS_AS(decode(png(10, 20).substr(0, cut), 3, "x"), error);
}

TEST_CASE("grey of a colour is the luma of BT.601, from PNG and JPEG alike") {
    struct {
        bytes_of colour;
        int luma;
    } const known[] = {{{255, 0, 0}, 76},    {{0, 255, 0}, 150},     {{0, 0, 255}, 29},
                       {{255, 255, 0}, 226}, {{128, 128, 128}, 128}, {{10, 200, 90}, 131}};

    for (auto const& k : known) {
        auto const x = plain(8, 8, k.colour);
        CHECK(grey(png(x, 8, 8)) == bytes_of(64, static_cast<std::uint8_t>(k.luma)));
        for (auto stored : {JCS_YCbCr, JCS_RGB})
            CHECK(std::abs(grey(jpeg(x, 8, 8, 3, {.stored = stored}))[0] - k.luma) <= 1);
    }
    bytes_of noise;
    rng random{1, "colours"};
    for (int i = 0; i < 32 * 32 * 3; ++i)
        noise.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (auto const& file : {png(noise, 32, 32), jpeg(noise, 32, 32, 3)}) {
        auto const c = colour(file);
        auto const g = grey(file);
        for (std::size_t i = 0; i < 1024; ++i)
            CHECK(int{g[i]} == int(0.299 * c[i] + 0.587 * c[1024 + i] + 0.114 * c[2048 + i] + 0.5));
    }
    auto const x = ramp(9, 11, 1);  // what is grey stays as it is
    CHECK(grey(png(x, 9, 11, {.colour = 0})) == x);
    auto const j = grey(jpeg(x, 9, 11, 1));
    CHECK(largest_difference(j, x) < 4);
    for (auto const& file : {png(x, 9, 11, {.colour = 0}), jpeg(x, 9, 11, 1)}) {
        auto const three = colour(file);
        auto const one = grey(file);
        for (std::size_t i = 0; i < three.size(); ++i) CHECK(three[i] == one[i % one.size()]);
    }
}

TEST_CASE("a header that claims more pixels than its file can hold is refused") {
    auto const refuses = [](std::string const& file) {
        CHECK_THROWS_WITH_AS(grey(file), doctest::Contains("it claims 16384 x 16384 pixels"),
                             error);
    };
    auto const header = number_of(16384, 4) + number_of(16384, 4);
    auto const tail =
        png_chunk("IDAT", {'\x78', '\x9c', 0, 0, 0, 0, 0, 0, 0}) + png_chunk("IEND", "");
    auto const claim = [&](char depth, char colours, char interlaced) {
        auto const rest = std::string{depth, colours, 0, 0, interlaced};
        return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header + rest) + tail;
    };
#if !HURRICANE_SANITIZED
    forget_peak();
    auto const before = peak_bytes();
#endif
    CHECK(claim(8, 0, 0).size() == 66);
    refuses(claim(8, 0, 0));
    refuses(claim(1, 0, 1));
    refuses(claim(16, 6, 1));
    refuses(claiming(jpeg(16, 16), 16384, 16384));
    refuses(claiming(jpeg(ramp(16, 16, 3), 16, 16, 3, {.progressive = true}), 16384, 16384));
#if !HURRICANE_SANITIZED
    CHECK(peak_bytes() - before < (std::size_t{8} << 20));  // 256 MB were claimed
#endif
}

TEST_CASE("the smallest files of blank pictures are believed") {
    int const side = 3000;
    auto const pixels = static_cast<std::size_t>(side * side);
    for (int depth : {1, 8}) {
        std::vector<std::string> const rows(side, std::string(side * depth / 8, '\0'));
        auto const file = png(rows, side, side, {.depth = depth, .colour = 0});
        CHECK(file.size() < pixels * static_cast<std::size_t>(depth) / 8 / 900);
        CHECK(grey(file) == bytes_of(pixels, 0));
    }
    bytes_of const white(pixels, 255);
    for (bool progressive : {false, true}) {
        auto const one =
            jpeg(white, side, side, 1, {.progressive = progressive, .smallest_codes = true});
        CHECK(one.size() < pixels / 200);
        CHECK(grey(one) == white);
    }
    bytes_of const bright(512 * 512 * 3, 255);
    for (bool progressive : {false, true})
        for (auto const& sampling : {std::vector{2, 2}, {4, 2}, {4, 1, 1, 1, 1, 1}}) {
            jpeg_kind const kind{
                .progressive = progressive, .smallest_codes = true, .sampling = sampling};
            CHECK(colour(jpeg(bright, 512, 512, 3, kind)) == bright);
        }
#ifdef C_ARITH_CODING_SUPPORTED
    auto const arithmetic = jpeg(white, side, side, 1, {.arithmetic = true});
    CHECK(arithmetic.size() < 2000);
    CHECK(grey(arithmetic) == white);
#endif
}

TEST_CASE("decoders take a damaged picture or refuse it in one sentence") {
    auto const chunk = png_chunk("eXIf", exif(6, false));
    auto const palette = png_chunk("PLTE", {'\x0a', '\x14', '\x1e', '\x28', '\x32', '\x3c'});
    auto const x = ramp(13, 11, 1);
    png_kind const interlaced{.colour = 0, .interlaced = true, .before = chunk};
    std::vector<std::string> const valid{
        png(10, 20),
        png(interlaced_rows(x, 13, 11), 13, 11, interlaced),
        png(bytes_of(60, 1), 6, 10, {.colour = 3, .before = palette}),
        png({std::string(12, '\x7f')}, 1, 2, {.depth = 16, .colour = 2}),
        jpeg(10, 20),
        with_stray_bytes(with_exif(jpeg(10, 20), exif(8, true)), 9),
        jpeg(ramp(20, 20, 3), 20, 20, 3, {.progressive = true, .sampling = {2, 2}}),
        jpeg(ramp(10, 20, 4), 10, 20, 4, {.stored = JCS_YCCK})};
    std::vector<std::string> const nasty{std::string(40, '\0'),
                                         "\xff\xd9",
                                         "\xff\xc0",
                                         "\xff\xc2",
                                         "\xff\xda",
                                         "Exif",
                                         "eXIf",
                                         "tRNS",
                                         "IDAT",
                                         "IEND"};
    for (auto const& file : valid) {
        int const refused = fuzz(file, nasty, 1500, [](auto const& path) {
            std::string warning;
            (void)read_picture(path, 3, {.warning = &warning});
            (void)png_exif(read_file(path));
        });
        CHECK(refused > 200);
    }
}
