// SPDX-License-Identifier: MIT
// The orientation that a camera notes in EXIF (CIPA DC-008, tag 0x0112): how to turn and mirror
// the stored picture to see it upright.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/data/picture.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// The numbers of a TIFF block, in its byte order.
class tiff_block {
public:
    explicit tiff_block(std::string_view bytes)
        : bytes_{bytes}, little_{bytes.starts_with(std::string_view{"II*\0", 4})} {}

    bool valid() const { return little_ || bytes_.starts_with(std::string_view{"MM\0*", 4}); }

    /// Of `count` bytes; 0 beyond the end.
    std::uint64_t number(std::uint64_t at, std::uint64_t count) const {
        std::uint64_t read = 0;
        if (at + count > bytes_.size()) return read;
        for (std::uint64_t i = 0; i < count; ++i) {
            auto const position = at + (little_ ? count - 1 - i : i);
            read =
                read << 8 | static_cast<std::uint8_t>(bytes_[static_cast<std::size_t>(position)]);
        }
        return read;
    }

private:
    std::string_view bytes_;
    bool little_;
};

}  // namespace detail

/// 1 to 8 from an EXIF block: a TIFF header with its first directory, in either byte order, with or
/// without "Exif\0\0" before it. 1 (upright) where the block is damaged or says nothing.
inline int exif_orientation(std::string_view block) {
    constexpr std::uint64_t tag = 0x0112;
    constexpr std::uint64_t type_short = 3;
    constexpr std::uint64_t type_long = 4;
    if (block.starts_with("Exif")) block.remove_prefix(std::min<std::size_t>(6, block.size()));
    detail::tiff_block const tiff{block};
    if (!tiff.valid()) return 1;
    auto const directory = tiff.number(4, 4);
    auto const entries = tiff.number(directory, 2);
    for (std::uint64_t i = 0; i < entries; ++i) {
        auto const entry = directory + 2 + 12 * i;
        if (tiff.number(entry, 2) != tag) continue;
        auto const type = tiff.number(entry + 2, 2);
        if (type != type_short && type != type_long) return 1;
        auto const turn = tiff.number(entry + 8, type == type_short ? 2 : 4);
        return turn >= 1 && turn <= 8 ? static_cast<int>(turn) : 1;
    }
    return 1;
}

/// The eXIf chunk of a PNG file, wherever it stands; empty where there is none.
inline std::string_view png_exif(std::string_view file) {
    constexpr std::size_t signature = 8;
    constexpr std::size_t around = 12;  // length, kind and checksum of a chunk
    std::size_t at = signature;
    while (at + around <= file.size()) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8 | static_cast<std::uint8_t>(file[at + i]);
        if (length > file.size() - at - around) break;
        if (file.substr(at + 4, 4) == "eXIf") return file.substr(at + 8, length);
        at += around + length;
    }
    return {};
}

namespace detail {

/// From where in the stored picture the rows and columns of the upright one are read.
struct reading_order {
    bool columns;  ///< rows become columns
    bool from_bottom;
    bool from_right;

    explicit reading_order(int orientation)
        : columns{orientation >= 5}, from_bottom{orientation == 3 || orientation == 4 ||
                                                 orientation == 6 || orientation == 7},
          from_right{orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8} {
    }
};

}  // namespace detail

/// The picture upright: 2 is mirrored, 3 half a turn, 4 upside down, 5 rows as columns, 6 a quarter
/// turn clockwise, 7 rows as columns from the other corner, 8 a quarter turn anticlockwise.
/// O(bytes).
inline picture upright(picture p, int orientation) {
    if (orientation <= 1 || orientation > 8) return p;
    detail::reading_order const read{orientation};
    shape const of = read.columns ? shape{p.of.c, p.of.w, p.of.h} : p.of;
    std::vector<std::uint8_t> bytes;
    bytes.reserve(p.bytes.size());
    for (int c = 0; c < of.c; ++c)
        for (int y = 0; y < of.h; ++y)
            for (int x = 0; x < of.w; ++x) {
                int row = read.columns ? x : y;
                int column = read.columns ? y : x;
                if (read.from_bottom) row = p.of.h - 1 - row;
                if (read.from_right) column = p.of.w - 1 - column;
                bytes.push_back(p.bytes[p.index(c, row, column)]);
            }
    return {of, std::move(bytes)};
}

}  // namespace hurricane::inline v0
