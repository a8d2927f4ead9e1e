// SPDX-License-Identifier: MIT
// JPEG and PNG files as pictures. One picture has one value, whatever its file: bytes as stored,
// without a correction by gamma or profile, grey by ITU-R BT.601, upright by EXIF.
#pragma once

#include <filesystem>
#include <string>

#include <hurricane/base/error.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/data/exif.hpp>
#include <hurricane/data/jpeg.hpp>
#include <hurricane/data/picture.hpp>
#include <hurricane/data/png.hpp>

namespace hurricane::inline v0 {

struct decode_options {
    bool apply_orientation{true};  ///< EXIF's, of JPEG's APP1 or PNG's eXIf
    std::string* warning{};        ///< gets a sentence on a file with a fault that costs no pixel
};

/// A JPEG or PNG file by its first bytes, in 1 (grey) or 3 (RGB) channels. Throws error that names
/// the file where any part of the picture is missing or damaged. O(pixels).
inline picture decode(std::string const& bytes, int channels, std::string const& name,
                      decode_options const& o = {}) {
    if (bytes.starts_with("\xff\xd8")) {
        detail::jpeg_decoder decoder{bytes, name};
        auto p = decoder.decode(channels);
        if (o.warning && !decoder.warning().empty())
            *o.warning = name + ": " + decoder.warning() + "; the picture is whole and is used";
        return o.apply_orientation ? upright(std::move(p), decoder.orientation()) : p;
    }
    if (bytes.starts_with("\x89PNG")) {
        auto p = detail::png_decoder{bytes, name}.decode(channels);
        return o.apply_orientation ? upright(std::move(p), exif_orientation(png_exif(bytes))) : p;
    }
    throw detail::bad_picture("neither JPEG nor PNG", name);
}

inline picture read_picture(std::filesystem::path const& path, int channels,
                            decode_options const& o = {}) {
    return decode(read_file(path), channels, path.string(), o);
}

}  // namespace hurricane::inline v0
