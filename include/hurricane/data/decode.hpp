// SPDX-License-Identifier: MIT
// JPEG (libjpeg-turbo) and PNG (libpng) files as pictures; their only include.
#pragma once

#include <png.h>
#include <turbojpeg.h>

#include <filesystem>
#include <memory>
#include <string>

#include <hurricane/base/error.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/data/picture.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline constexpr std::int64_t most_pixels = 1 << 28;  // a header that asks for more is damaged

inline error bad_picture(std::string const& why, std::string const& name) {
    return error{"the picture cannot be decoded: " + why, name, "remove it or get it again"};
}
/// (h, w, c) to (c, h, w).
inline picture planar(std::uint8_t const* x, int c, int h, int w) {
    auto const pixels = static_cast<std::size_t>(h) * static_cast<std::size_t>(w);
    picture p{{c, h, w}, std::vector<std::uint8_t>(pixels * static_cast<std::size_t>(c))};
    for (std::size_t k = 0; k < static_cast<std::size_t>(c); ++k)
        for (std::size_t i = 0; i < pixels; ++i) p.bytes[k * pixels + i] = x[i * static_cast<std::size_t>(c) + k];
    return p;
}

inline picture decode_jpeg(std::string const& bytes, int channels, std::string const& name) {
    std::unique_ptr<void, int (*)(void*)> const decoder{tjInitDecompress(), tjDestroy};
    auto const* const data = reinterpret_cast<unsigned char const*>(bytes.data());
    auto const size = static_cast<unsigned long>(bytes.size());
    int w = 0, h = 0, sampling = 0, colours = 0;
    if (!decoder || tjDecompressHeader3(decoder.get(), data, size, &w, &h, &sampling, &colours) != 0)
        throw bad_picture(tjGetErrorStr2(decoder.get()), name);
    if (w < 1 || h < 1 || std::int64_t{w} * h > most_pixels) throw bad_picture("its size makes no sense", name);
    std::vector<std::uint8_t> x(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) *
                                static_cast<std::size_t>(channels));
    // Warnings (a file cut short) are errors too.
    if (tjDecompress2(decoder.get(), data, size, x.data(), w, 0, h, channels == 1 ? TJPF_GRAY : TJPF_RGB, 0) != 0)
        throw bad_picture(tjGetErrorStr2(decoder.get()), name);
    return planar(x.data(), channels, h, w);
}

inline picture decode_png(std::string const& bytes, int channels, std::string const& name) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    std::unique_ptr<png_image, void (*)(png_image*)> const owner{&image, png_image_free};
    if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) throw bad_picture(image.message, name);
    if (std::int64_t{image.width} * image.height > most_pixels) throw bad_picture("its size makes no sense", name);
    image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    std::vector<std::uint8_t> x(PNG_IMAGE_SIZE(image));
    png_color const black{0, 0, 0};  // behind transparent pixels
    if (!png_image_finish_read(&image, &black, x.data(), 0, nullptr)) throw bad_picture(image.message, name);
    return planar(x.data(), channels, static_cast<int>(image.height), static_cast<int>(image.width));
}

}  // namespace detail

/// A JPEG or PNG file by its first bytes, in 1 (grey) or 3 (RGB) channels. Throws error that names the file.
inline picture decode(std::string const& bytes, int channels, std::string const& name) {
    if (bytes.starts_with("\xff\xd8")) return detail::decode_jpeg(bytes, channels, name);
    if (bytes.starts_with("\x89PNG")) return detail::decode_png(bytes, channels, name);
    throw detail::bad_picture("neither JPEG nor PNG", name);
}
inline picture read_picture(std::filesystem::path const& path, int channels) {
    return decode(read_file(path), channels, path.string());
}

}  // namespace hurricane::inline v0
