// SPDX-License-Identifier: MIT
// One picture, one value, whatever its file.
#include <doctest/doctest.h>

#include <cmath>
#include <hurricane/data/decode.hpp>

#include "fuzz.hpp"
#include "helpers.hpp"
#include "sanitized.hpp"

using namespace hurricane;

namespace {

bytes_of grey(std::string const& file) { return decode(file, 1, "grey").bytes; }

bytes_of colour(std::string const& file) { return decode(file, 3, "colour").bytes; }

int largest_difference(bytes_of const& a, bytes_of const& b) {
    REQUIRE(a.size() == b.size());
    int worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(int{a[i]} - int{b[i]}));
    return worst;
}

/// Adam7's passes of a picture of one byte a pixel.
std::vector<std::string> interlaced_rows(bytes_of const& x, int h, int w) {
    constexpr int first_x[] = {0, 4, 0, 2, 0, 1, 0};
    constexpr int first_y[] = {0, 0, 4, 0, 2, 0, 1};
    constexpr int step_x[] = {8, 8, 4, 4, 2, 2, 1};
    constexpr int step_y[] = {8, 8, 8, 4, 4, 2, 2};
    std::vector<std::string> rows;
    for (int pass = 0; pass < 7; ++pass)
        for (int y = first_y[pass]; y < h; y += step_y[pass]) {
            std::string row;
            for (int i = first_x[pass]; i < w; i += step_x[pass])
                row += static_cast<char>(x[static_cast<std::size_t>(y * w + i)]);
            if (!row.empty()) rows.push_back(row);
        }
    return rows;
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

TEST_CASE("EXIF orientation is applied to PNG and JPEG, in both byte orders, or left") {
    bytes_of const stored{1, 2, 3, 4, 5, 6};  // 2 rows of 3

    struct {
        int orientation;
        shape of;
        bytes_of seen;
    } const cases[] = {{1, {1, 2, 3}, {1, 2, 3, 4, 5, 6}}, {2, {1, 2, 3}, {3, 2, 1, 6, 5, 4}},
                       {3, {1, 2, 3}, {6, 5, 4, 3, 2, 1}}, {4, {1, 2, 3}, {4, 5, 6, 1, 2, 3}},
                       {5, {1, 3, 2}, {1, 4, 2, 5, 3, 6}}, {6, {1, 3, 2}, {4, 1, 5, 2, 6, 3}},
                       {7, {1, 3, 2}, {6, 3, 5, 2, 4, 1}}, {8, {1, 3, 2}, {3, 6, 2, 5, 1, 4}},
                       {0, {1, 2, 3}, {1, 2, 3, 4, 5, 6}}, {9, {1, 2, 3}, {1, 2, 3, 4, 5, 6}}};

    auto const x = ramp(10, 20, 3);
    auto const plain_jpeg = jpeg(x, 10, 20, 3);
    for (auto const& c : cases)
        for (bool little : {false, true}) {
            auto const block = exif(c.orientation, little);
            auto const chunk = png_chunk("eXIf", block);
            for (png_kind const& kind :
                 {png_kind{.colour = 0, .before = chunk}, png_kind{.colour = 0, .after = chunk}}) {
                auto const file = png(stored, 2, 3, kind);
                auto const p = decode(file, 1, "x");
                CHECK(p.of == c.of);
                CHECK(p.bytes == c.seen);
                CHECK(decode(file, 1, "x", {.apply_orientation = false}).bytes == stored);
            }
            auto const whole = decode(plain_jpeg, 3, "x");
            auto const turned = with_exif(plain_jpeg, block);
            CHECK(decode(turned, 3, "x", {.apply_orientation = false}).bytes == whole.bytes);
            CHECK(decode(turned, 3, "x").bytes == upright(whole, c.orientation).bytes);
            CHECK(decode(turned, 3, "x").of.h == (c.of.h == 3 ? 20 : 10));
        }
    picture const two{{2, 2, 3}, {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}};
    CHECK(upright(two, 6).bytes == bytes_of{4, 1, 5, 2, 6, 3, 14, 11, 15, 12, 16, 13});
}

TEST_CASE("a damaged EXIF block leaves the picture as it is stored") {
    auto const good = exif(6, true);
    CHECK(exif_orientation(good) == 6);
    CHECK(exif_orientation(std::string{"Exif\0\0", 6} + good) == 6);
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        int const read = exif_orientation(std::string_view{good}.substr(0, cut));
        CHECK((read == 1 || read == 6));
    }
    CHECK(exif_orientation(std::string{"II*\0", 4} + number_of(0xffffffff, 4, true)) == 1);
    CHECK(exif_orientation("Exif") == 1);
    std::string const ends_in_length = "\x89PNG\r\n\x1a\n" + number_of(0xffffffff, 4) + "eXIf";
    CHECK(png_exif(ends_in_length + std::string(8, 'x')).empty());
    CHECK(fuzz(good, {"II", "MM", "\x12\x01", "Exif"}, 3000, [](auto const& path) {
              int const read = exif_orientation(read_file(path));
              CHECK((read >= 1 && read <= 8));
          }) == 0);
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
