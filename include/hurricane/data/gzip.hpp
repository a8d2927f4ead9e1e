// SPDX-License-Identifier: MIT
// Files that may be compressed by gzip (zlib; its only include), read as a stream of bytes.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <new>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/file_reader.hpp>

namespace hurricane::inline v0::detail {

/// Reads plain and gzip files alike, told apart by their first two bytes.
class gzip_file {
public:
    /// Throws error where the file cannot be read; stopped, here and in all that reads.
    explicit gzip_file(std::filesystem::path const& path, std::stop_token stop = {})
        : path_{path.string()}, file_{path, std::move(stop)}, block_(block_bytes) {
        while (ahead_.size() < magic.size() && refill(ahead_.size())) {}
        compressed_ = begins_with_magic();
        constexpr int gzip_windows = 15 + 16;
        if (compressed_ && inflateInit2(&zlib_, gzip_windows) != Z_OK) throw std::bad_alloc{};
    }

    ~gzip_file() {
        if (compressed_) inflateEnd(&zlib_);
    }

    gzip_file(gzip_file const&) = delete;
    gzip_file& operator=(gzip_file const&) = delete;

    void read(std::uint8_t* to, std::size_t bytes) {
        if (read_some({to, bytes}) != bytes) fail("the file ends too early or is damaged");
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
        if (read_some({&more, 1}) > 0) fail("the file is longer than its header says");
        if (compressed_ && !ended_) fail("the file ends too early or is damaged");
    }

    [[noreturn]] void fail(std::string what) const {
        throw error{std::move(what), path_, "get the file again"};
    }

private:
    static constexpr std::size_t block_bytes = std::size_t{1} << 18;
    static constexpr std::array<char, 2> magic{'\x1f', '\x8b'};

    /// How many of the bytes wanted there are.
    std::size_t read_some(std::span<std::uint8_t> out) {
        std::size_t done = 0;
        while (done < out.size()) {
            auto const n =
                compressed_ ? inflate_some(out.subspan(done)) : copy_some(out.subspan(done));
            if (n == 0) break;
            done += n;
        }
        return done;
    }

    std::size_t copy_some(std::span<std::uint8_t> out) {
        if (ahead_.empty() && !refill(0)) return 0;
        auto const n = std::min(out.size(), ahead_.size());
        std::memcpy(out.data(), ahead_.data(), n);
        ahead_ = ahead_.subspan(n);
        return n;
    }

    std::size_t inflate_some(std::span<std::uint8_t> out) {
        auto const wanted = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
        zlib_.next_out = out.data();
        zlib_.avail_out = wanted;
        while (zlib_.avail_out == wanted) {
            if (ended_ && !begins_another_member()) return 0;
            if (ahead_.empty() && !refill(0)) return 0;
            zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(ahead_.data()));
            zlib_.avail_in = static_cast<uInt>(ahead_.size());
            int const code = inflate(&zlib_, Z_NO_FLUSH);
            ahead_ = ahead_.last(zlib_.avail_in);
            ended_ = code == Z_STREAM_END;
            if (code != Z_OK && code != Z_STREAM_END) fail("the file ends too early or is damaged");
        }
        return wanted - zlib_.avail_out;
    }

    /// gzip files may be joined; what else follows one is ignored, as gzip does.
    bool begins_another_member() {
        while (ahead_.size() < magic.size() && refill(ahead_.size())) {}
        if (!begins_with_magic()) return false;
        ended_ = false;
        inflateReset(&zlib_);
        return true;
    }

    bool begins_with_magic() const {
        return ahead_.size() >= magic.size() &&
               std::equal(magic.begin(), magic.end(), ahead_.begin());
    }

    /// Reads on behind the `kept` bytes that are ahead. False at the end of the file.
    bool refill(std::size_t kept) {
        if (kept > 0) std::memmove(block_.data(), ahead_.data(), kept);
        auto const n = file_.read(std::span{block_}.subspan(kept));
        ahead_ = std::span{block_}.first(kept + n);
        return n > 0;
    }

    std::string path_;
    file_reader file_;
    std::vector<char> block_;
    std::span<char const> ahead_;  ///< of block_: read and not yet used
    z_stream zlib_{};
    bool compressed_{};
    bool ended_{};  ///< a gzip member, its checksum right
};

}  // namespace hurricane::inline v0::detail
