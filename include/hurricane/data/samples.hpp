// SPDX-License-Identifier: MIT
// What the decoders of JPEG and PNG share: one rule from stored samples to bytes, whatever the
// file, and one sentence for a file that cannot be decoded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/data/picture.hpp>

namespace hurricane::inline v0 {

/// Luma of ITU-R BT.601, in the integers that PIL and libjpeg round by. R = G = B stays what it is.
constexpr std::uint8_t grey_of(int red, int green, int blue) {
    return static_cast<std::uint8_t>((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}

namespace detail {

inline constexpr std::int64_t most_pixels = 1 << 28;  // a header that asks for more is damaged

inline error bad_picture(std::string const& why, std::string const& name) {
    return error{"the picture cannot be decoded: " + why, name, "remove it or get it again"};
}

/// Throws error where the pixels that a header claims cannot come out of a file of so many bytes.
inline void check_claim(std::int64_t h, std::int64_t w, bool possible, std::size_t bytes,
                        std::string const& name) {
    if (h < 1 || w < 1 || h * w > most_pixels) throw bad_picture("its size makes no sense", name);
    if (possible) return;
    throw bad_picture("it claims " + std::to_string(w) + " x " + std::to_string(h) +
                          " pixels, more than its " + std::to_string(bytes) + " bytes can hold",
                      name);
}

/// A black picture of 1 or 3 channels, to be filled by rows.
inline picture black_picture(int channels, int h, int w) {
    shape const of{channels, h, w};
    return {of, std::vector<std::uint8_t>(static_cast<std::size_t>(of.size()))};
}

/// Row y of a picture from 3 samples a pixel (RGB), or 4: the fourth scales the others. That is
/// alpha over black, and CMYK as Adobe stores it, inverted.
inline void put_row(picture& p, int y, std::uint8_t const* row, int samples) {
    auto const plane = static_cast<std::size_t>(p.of.pixels());
    auto* to = p.bytes.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(p.of.w);
    for (int x = 0; x < p.of.w; ++x, ++to, row += samples) {
        int const share = samples == 4 ? row[3] : 255;
        int const red = (row[0] * share + 127) / 255;
        int const green = (row[1] * share + 127) / 255;
        int const blue = (row[2] * share + 127) / 255;
        if (p.of.c == 1) {
            *to = grey_of(red, green, blue);
            continue;
        }
        to[0] = static_cast<std::uint8_t>(red);
        to[plane] = static_cast<std::uint8_t>(green);
        to[2 * plane] = static_cast<std::uint8_t>(blue);
    }
}

}  // namespace detail

}  // namespace hurricane::inline v0
