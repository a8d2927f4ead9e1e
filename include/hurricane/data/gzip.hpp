// SPDX-License-Identifier: MIT
// Files that may be compressed by gzip (zlib; its only include), read as a stream of bytes.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0::detail {

/// Reads plain and gzip files alike (zlib tells them apart).
class gzip_file {
public:
    explicit gzip_file(std::filesystem::path const& path)
        : path_{path.string()}, file_{gzopen(path_.c_str(), "rb")} {
        if (!file_) throw error{"cannot read", path_, "check the path"};
        gzbuffer(file_, 1 << 18);
    }

    ~gzip_file() { gzclose(file_); }

    gzip_file(gzip_file const&) = delete;
    gzip_file& operator=(gzip_file const&) = delete;

    void read(std::uint8_t* to, std::size_t bytes) {
        while (bytes > 0) {
            auto const part = static_cast<unsigned>(std::min<std::size_t>(bytes, 1u << 30));
            int const got = gzread(file_, to, part);
            if (got <= 0) fail("the file ends too early or is damaged");
            to += got;
            bytes -= static_cast<std::size_t>(got);
        }
    }

    std::uint32_t big_endian() {
        std::array<std::uint8_t, 4> b{};
        read(b.data(), 4);
        std::uint32_t value = 0;
        for (auto byte : b) value = value << 8 | byte;
        return value;
    }

    /// Checks that nothing follows, which also verifies gzip's checksum.
    void finish() {
        std::uint8_t more = 0;
        int const got = gzread(file_, &more, 1);
        int code = Z_OK;
        gzerror(file_, &code);  // a cut checksum reads as an early end
        if (got < 0 || code == Z_BUF_ERROR) fail("the file ends too early or is damaged");
        if (got > 0) fail("the file is longer than its header says");
    }

    [[noreturn]] void fail(std::string what) const {
        throw error{std::move(what), path_, "get the file again"};
    }

private:
    std::string path_;
    gzFile file_;
};

}  // namespace hurricane::inline v0::detail
