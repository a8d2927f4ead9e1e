// SPDX-License-Identifier: MIT
// PNG files as pictures, by libpng (its only include). Samples are taken as they are stored,
// whatever gAMA, sRGB or iCCP say, as JPEG's are: palettes, 1, 2 and 4 bits are expanded, 16 bits
// scaled linearly, and transparent pixels stand over black. libpng's simplified interface would
// correct 16 bits and greys by gamma.
#pragma once

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/data/samples.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// libpng around one file. Its errors leave by longjmp, so what runs within it has no destructors.
class png_decoder {
public:
    png_decoder(std::string_view file, std::string const& name) : file_{file}, name_{name} {}

    ~png_decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }

    png_decoder(png_decoder const&) = delete;
    png_decoder& operator=(png_decoder const&) = delete;

    picture decode(int channels) {
        within([this] { read_header(); });
        auto const h = png_get_image_height(png_, info_);
        auto const w = png_get_image_width(png_, info_);
        check_claim(h, w, can_hold(std::uint64_t{h} * w), file_.size(), name_);
        within([this] { expand(); });
        picture p = black_picture(channels, static_cast<int>(h), static_cast<int>(w));
        bool const interlaced = passes_ > 1;  // then a row is whole after the last pass only
        std::vector<png_byte> rows(png_get_rowbytes(png_, info_) * (interlaced ? h : 1));
        within([this, &p, first = rows.data()] { read_rows(p, first); });
        return p;
    }

private:
    template <class F>
    void within(F f) {
        if (setjmp(jump_) != 0) throw bad_picture(text_, name_);
        f();
    }

    [[noreturn]] static void leave_from(png_structp png, png_const_charp why) {
        auto& self = *static_cast<png_decoder*>(png_get_error_ptr(png));
        self.leave(why);
    }

    /// Ends what within() runs; nothing on the way has a destructor.
    [[noreturn]] void leave(std::string_view why) {
        why.copy(text_, sizeof text_ - 1);
        std::longjmp(jump_, 1);
    }

    static void read(png_structp png, png_bytep to, std::size_t bytes) {
        auto& self = *static_cast<png_decoder*>(png_get_io_ptr(png));
        if (bytes > self.file_.size() - self.at_) png_error(png, "the file ends too early");
        std::copy_n(self.file_.data() + self.at_, bytes, reinterpret_cast<char*>(to));
        self.at_ += bytes;
    }

    void read_header() {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, leave_from,
                                      [](png_structp, png_const_charp) {});
        if (png_) info_ = png_create_info_struct(png_);
        if (!info_) leave("no memory for libpng");
        png_set_read_fn(png_, this, read);
        png_set_benign_errors(png_, 1);
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);  // all but tRNS
        png_read_info(png_, info_);
    }

    /// Deflate makes 1032 bytes of one at most: a copy of 258 bytes takes two codes of a bit each.
    bool can_hold(std::uint64_t pixels) const {
        constexpr std::uint64_t most_growth = 1032;
        auto const bits =
            std::uint64_t{png_get_bit_depth(png_, info_)} * png_get_channels(png_, info_);
        return pixels <= most_pixels && pixels * bits / 8 <= most_growth * file_.size();
    }

    /// To RGB or RGBA of 8 bits.
    void expand() {
        png_set_expand(png_);
        png_set_scale_16(png_);
        png_set_gray_to_rgb(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
    }

    void read_rows(picture& p, png_bytep first) {
        auto const stride = passes_ > 1 ? png_get_rowbytes(png_, info_) : 0;
        int const samples = png_get_channels(png_, info_);
        for (int pass = 1; pass <= passes_; ++pass)
            for (int y = 0; y < p.of.h; ++y) {
                auto const row = first + stride * static_cast<std::size_t>(y);
                png_read_row(png_, row, nullptr);
                if (pass == passes_) put_row(p, y, row, samples);
            }
    }

    std::string_view file_;
    std::size_t at_{};
    std::string const& name_;
    png_structp png_{};
    png_infop info_{};
    int passes_{1};
    std::jmp_buf jump_;
    char text_[200]{};
};

}  // namespace detail

}  // namespace hurricane::inline v0
