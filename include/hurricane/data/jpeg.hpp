// SPDX-License-Identifier: MIT
// JPEG files as pictures, by the libjpeg interface of libjpeg-turbo (its only include): TurboJPEG's
// keeps the first warning alone, so that stray bytes would hide a missing end.
#pragma once

#include <cstddef>
#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include <jerror.h>

#include <csetjmp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/data/exif.hpp>
#include <hurricane/data/samples.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// libjpeg around one file. Its errors leave by longjmp, so what runs within it has no destructors.
class jpeg_decoder {
public:
    jpeg_decoder(std::string_view file, std::string const& name) : file_{file}, name_{name} {
        codec_.err = jpeg_std_error(&errors_);
        codec_.client_data = this;
        errors_.error_exit = [](j_common_ptr codec) { self(codec).leave(); };
        errors_.emit_message = [](j_common_ptr codec, int level) { self(codec).told(level); };
        errors_.output_message = [](j_common_ptr) {};
    }

    ~jpeg_decoder() { jpeg_destroy_decompress(&codec_); }

    jpeg_decoder(jpeg_decoder const&) = delete;
    jpeg_decoder& operator=(jpeg_decoder const&) = delete;

    picture decode(int channels) {
        within([this] { read_header(); });
        find_orientation();
        auto const colours = codec_.jpeg_color_space;
        auto const number = std::to_string(codec_.num_components);
        if (colours == JCS_UNKNOWN) throw bad_picture("it has " + number + " colours", name_);
        std::int64_t const h = codec_.image_height;
        std::int64_t const w = codec_.image_width;
        check_claim(h, w, can_hold_blocks(), file_.size(), name_);
        int const samples = colours == JCS_CMYK || colours == JCS_YCCK ? 4 : 3;
        codec_.out_color_space = samples == 4 ? JCS_CMYK : JCS_RGB;
        picture p = black_picture(channels, static_cast<int>(h), static_cast<int>(w));
        std::vector<JSAMPLE> row(static_cast<std::size_t>(samples * w));
        within([this, &p, line = row.data(), samples] { read_rows(p, line, samples); });
        return p;
    }

    /// Of EXIF; after decode.
    int orientation() const { return orientation_; }

    /// What is odd about the file without a loss; empty where nothing is. After decode.
    std::string const& warning() const { return warning_; }

private:
    static jpeg_decoder& self(j_common_ptr codec) {
        return *static_cast<jpeg_decoder*>(codec->client_data);
    }

    template <class F>
    void within(F f) {
        if (setjmp(jump_) != 0) throw bad_picture(text_, name_);
        f();
        if (noted_) warning_ = text_;
    }

    [[noreturn]] void leave() {
        errors_.format_message(reinterpret_cast<j_common_ptr>(&codec_), text_);
        std::longjmp(jump_, 1);
    }

    /// Warnings that cost no pixel are noted, the first of them; all others are errors: data are
    /// missing or damaged, and what stands for them is invented.
    void told(int level) {
        if (level >= 0) return;
        int const code = errors_.msg_code;
        bool const harmless = code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR ||
                              code == JWRN_ADOBE_XFORM || code == JWRN_NOT_SEQUENTIAL;
        if (!harmless) leave();
        if (!noted_) errors_.format_message(reinterpret_cast<j_common_ptr>(&codec_), text_);
        noted_ = true;
    }

    void read_header() {
        jpeg_create_decompress(&codec_);
        jpeg_mem_src(&codec_, reinterpret_cast<unsigned char const*>(file_.data()),
                     static_cast<unsigned long>(file_.size()));
        jpeg_save_markers(&codec_, JPEG_APP0 + 1, 0xffff);
        jpeg_read_header(&codec_, TRUE);
    }

    /// While the markers are kept: not beyond jpeg_finish_decompress.
    void find_orientation() {
        for (auto const* m = codec_.marker_list; m; m = m->next) {
            std::string_view const data{reinterpret_cast<char const*>(m->data), m->data_length};
            if (!data.starts_with("Exif")) continue;
            orientation_ = exif_orientation(data);
            return;
        }
    }

    /// Every block of 8x8 samples takes a Huffman code of one bit at least for its mean and, where
    /// its other values are in the same scan, one for their end; a progressive file may bring them
    /// for many blocks at once. Arithmetic codes have no such bound: a blank picture of any size
    /// takes a few bytes, so up to 2^24 pixels are believed.
    bool can_hold_blocks() const {
        constexpr std::uint64_t believed_pixels = 1 << 24;
        std::uint64_t blocks = 0;
        for (int i = 0; i < codec_.num_components; ++i) {
            auto const& plane = codec_.comp_info[i];
            blocks += std::uint64_t{plane.width_in_blocks} * plane.height_in_blocks;
        }
        auto const pixels = std::uint64_t{codec_.image_width} * codec_.image_height;
        if (codec_.arith_code && pixels <= believed_pixels) return true;
        return blocks * (codec_.progressive_mode ? 1 : 2) <= 8 * std::uint64_t{file_.size()};
    }

    void read_rows(picture& p, JSAMPLE* row, int samples) {
        jpeg_start_decompress(&codec_);
        while (codec_.output_scanline < codec_.output_height) {
            auto const y = static_cast<int>(codec_.output_scanline);
            jpeg_read_scanlines(&codec_, &row, 1);
            put_row(p, y, row, samples);
        }
        jpeg_finish_decompress(&codec_);
    }

    std::string_view file_;
    std::string const& name_;
    std::string warning_;
    int orientation_{1};
    jpeg_decompress_struct codec_{};
    jpeg_error_mgr errors_{};
    std::jmp_buf jump_;
    char text_[JMSG_LENGTH_MAX]{};
    bool noted_{};
};

}  // namespace detail

}  // namespace hurricane::inline v0
