// SPDX-License-Identifier: MIT
// Pictures for tests, encoded here: JPEG of every kind by libjpeg, PNG chunk by chunk.
#pragma once

#include <cstdio>

#include <jpeglib.h>
#include <malloc.h>
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <hurricane/base/files.hpp>
#include <hurricane/base/observer.hpp>
#include <hurricane/data/decode.hpp>
#include <string>
#include <vector>

using bytes_of = std::vector<std::uint8_t>;

/// Left to right from dark to bright, another slope in each channel; (H, W, C).
inline bytes_of ramp(int h, int w, int c) {
    bytes_of x;
    for (int y = 0; y < h; ++y)
        for (int i = 0; i < w; ++i)
            for (int k = 0; k < c; ++k)
                x.push_back(static_cast<std::uint8_t>(255 * (i + k * y / h) / (w + c)));
    return x;
}

/// One colour everywhere.
inline bytes_of plain(int h, int w, bytes_of const& colour) {
    bytes_of x;
    for (int i = 0; i < h * w; ++i) x.insert(x.end(), colour.begin(), colour.end());
    return x;
}

/// How a JPEG is made; `sampling` holds horizontal and vertical factors by component.
struct jpeg_kind {
    J_COLOR_SPACE stored{JCS_YCbCr};
    bool progressive{};
    bool smallest_codes{};
    bool arithmetic{};
    std::vector<int> sampling{};
};

/// x is (h, w, c): grey, RGB, or four colours.
inline std::string jpeg(bytes_of const& x, int h, int w, int c, jpeg_kind const& kind = {}) {
    jpeg_compress_struct codec{};
    jpeg_error_mgr errors{};
    codec.err = jpeg_std_error(&errors);
    jpeg_create_compress(&codec);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&codec, &out, &size);
    codec.image_width = static_cast<JDIMENSION>(w);
    codec.image_height = static_cast<JDIMENSION>(h);
    codec.input_components = c;
    codec.in_color_space = c == 1 ? JCS_GRAYSCALE : c == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&codec);
    jpeg_set_colorspace(&codec, c == 1 ? JCS_GRAYSCALE : kind.stored);
    jpeg_set_quality(&codec, 100, TRUE);
    for (int i = 0; i < codec.num_components; ++i) {
        auto const at = static_cast<std::size_t>(2 * i);
        bool const given = at + 1 < kind.sampling.size();
        codec.comp_info[i].h_samp_factor = given ? kind.sampling[at] : 1;
        codec.comp_info[i].v_samp_factor = given ? kind.sampling[at + 1] : 1;
    }
    codec.optimize_coding = kind.smallest_codes ? TRUE : FALSE;
    codec.arith_code = kind.arithmetic ? TRUE : FALSE;
    if (kind.progressive) jpeg_simple_progression(&codec);
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        auto const line = std::size_t{codec.next_scanline} * static_cast<std::size_t>(w * c);
        auto* row = const_cast<JSAMPLE*>(x.data() + line);
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    std::string bytes{reinterpret_cast<char*>(out), size};
    std::free(out);
    jpeg_destroy_compress(&codec);
    return bytes;
}

inline std::string jpeg(int h, int w) { return jpeg(ramp(h, w, 3), h, w, 3); }

/// With an EXIF block behind the first marker.
inline std::string with_exif(std::string const& file, std::string const& block) {
    std::string const data = std::string{"Exif\0\0", 6} + block;
    auto const length = data.size() + 2;
    std::string const marker{'\xff', '\xe1', static_cast<char>(length >> 8),
                             static_cast<char>(length)};
    return file.substr(0, 2) + marker + data + file.substr(2);
}

/// Bytes that mean nothing before the end marker.
inline std::string with_stray_bytes(std::string const& file, std::size_t count) {
    return file.substr(0, file.size() - 2) + std::string(count, '\x12') + "\xff\xd9";
}

inline std::string number_of(std::uint64_t value, int bytes, bool little = false) {
    std::string s;
    for (int i = 0; i < bytes; ++i) {
        int const shift = 8 * (little ? i : bytes - 1 - i);
        s += static_cast<char>(value >> shift);
    }
    return s;
}

/// An EXIF block with another entry before that of the orientation.
inline std::string exif(int orientation, bool little) {
    auto const n = [little](std::uint64_t value, int bytes) {
        return number_of(value, bytes, little);
    };
    auto const header = little ? std::string{"II*\0", 4} : std::string{"MM\0*", 4};
    auto const width = n(0x0100, 2) + n(4, 2) + n(1, 4) + n(6, 4);
    auto const turn =
        n(0x0112, 2) + n(3, 2) + n(1, 4) + n(static_cast<std::uint64_t>(orientation), 2) + n(0, 2);
    return header + n(8, 4) + n(2, 2) + width + turn + n(0, 4);
}

inline std::string png_chunk(std::string const& kind, std::string const& data) {
    auto const body = kind + data;
    auto const sum =
        crc32(0, reinterpret_cast<Bytef const*>(body.data()), static_cast<uInt>(body.size()));
    return number_of(data.size(), 4) + body + number_of(sum, 4);
}

/// What stands in a PNG's header, and chunks before and after the pixels.
struct png_kind {
    int depth{8};
    int colour{2};  ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
    bool interlaced{};
    std::string before{};
    std::string after{};
};

/// Rows are of whole bytes, as they are stored, without filters.
inline std::string png(std::vector<std::string> const& rows, int h, int w, png_kind const& kind) {
    std::string raw;
    for (auto const& row : rows) raw += '\0' + row;
    auto size = compressBound(raw.size());
    std::string data(size, '\0');
    compress2(reinterpret_cast<Bytef*>(data.data()), &size,
              reinterpret_cast<Bytef const*>(raw.data()), raw.size(), 9);
    data.resize(size);
    auto const header = number_of(static_cast<std::uint64_t>(w), 4) +
                        number_of(static_cast<std::uint64_t>(h), 4) +
                        static_cast<char>(kind.depth) + static_cast<char>(kind.colour) +
                        std::string(2, '\0') + static_cast<char>(kind.interlaced);
    return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + kind.before + png_chunk("IDAT", data) +
           kind.after + png_chunk("IEND", "");
}

/// 8 bits a sample; x is (h, w, c).
inline std::string png(bytes_of const& x, int h, int w, png_kind const& kind = {}) {
    std::vector<std::string> rows;
    auto const line = static_cast<std::ptrdiff_t>(x.size()) / h;
    for (int y = 0; y < h; ++y) rows.emplace_back(x.begin() + y * line, x.begin() + (y + 1) * line);
    return png(rows, h, w, kind);
}

inline std::string png(int h, int w) { return png(ramp(h, w, 3), h, w); }

/// train/{ant,bee} with `n` pictures each, test/ with two.
inline void lay_out(std::filesystem::path const& root, int n) {
    for (auto const* split : {"train", "test"})
        for (auto const* name : {"ant", "bee"}) {
            std::filesystem::create_directories(root / split / name);
            for (int i = 0; i < (std::string{split} == "train" ? n : 2); ++i)
                hurricane::write_file(
                    root / split / name / (std::to_string(i) + (i % 2 ? ".jpg" : ".PNG")),
                    i % 2 ? jpeg(12 + i % 5, 16) : png(8, 8));
        }
}

inline constexpr hurricane::shape input_shape{3, 8, 8};

/// A file, with the folders above it.
inline void put(std::filesystem::path const& path, std::string const& content = "x") {
    std::filesystem::create_directories(path.parent_path());
    hurricane::write_file(path, content);
}

/// Two classes with a picture each.
inline void put_classes(std::filesystem::path const& split) {
    put(split / "ant" / "0.png", png(8, 8));
    put(split / "bee" / "0.png", png(8, 8));
}

inline bytes_of grey(std::string const& file) { return hurricane::decode(file, 1, "grey").bytes; }

inline bytes_of colour(std::string const& file) {
    return hurricane::decode(file, 3, "colour").bytes;
}

/// Adam7's passes of a picture of one byte a pixel.
inline std::vector<std::string> interlaced_rows(bytes_of const& x, int h, int w) {
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

struct log_lines : hurricane::observer {
    std::vector<std::string> lines;

    void log(std::string_view line) override { lines.emplace_back(line); }

    int count(std::string const& words) const {
        int found = 0;
        for (auto const& line : lines) found += line.find(words) != std::string::npos;
        return found;
    }
};

/// Bytes of physical memory that the process held at most since the last call of forget_peak().
[[maybe_unused]] inline std::size_t peak_bytes() {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            std::size_t kib = 0;
            status >> kib;
            return kib * 1024;
        }
    return 0;
}

/// What earlier tests have freed goes back first: it would neither be counted nor have to be asked
/// for again.
[[maybe_unused]] inline void forget_peak() {
    malloc_trim(0);
    std::ofstream{"/proc/self/clear_refs"} << "5";
}
