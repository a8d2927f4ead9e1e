// SPDX-License-Identifier: MIT
// Tests data/exif.hpp, data/decode.hpp, data/png.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/data/decode.hpp>
#include <hurricane/data/exif.hpp>

#include "fuzz.hpp"
#include "pictures.hpp"

using namespace hurricane;

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
