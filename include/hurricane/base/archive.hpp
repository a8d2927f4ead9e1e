// SPDX-License-Identifier: MIT
// Versioned binary files: "HURRICAN", format name, version, fingerprint, payload, checksum;
// little-endian. Written to a temporary file and renamed, so that a reader never sees half a file.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <hurricane/base/files.hpp>
#include <hurricane/base/hash.hpp>

namespace hurricane::inline v0 {

static_assert(std::endian::native == std::endian::little,
              "archives are written in the machine's little-endian order");

class archive_writer {
public:
    archive_writer(std::string_view format, std::uint32_t version, std::uint64_t fingerprint) {
        bytes_ = "HURRICAN";
        text(format);
        number(version);
        number(fingerprint);
    }
    template <class T>
    requires std::is_arithmetic_v<T>

    void number(T x) { bytes_.append(reinterpret_cast<char const*>(&x), sizeof x); }

    void text(std::string_view s) {
        number(static_cast<std::uint32_t>(s.size()));
        bytes_.append(s);
    }

    void floats(std::span<float const> xs) {
        number(static_cast<std::uint64_t>(xs.size()));
        bytes_.append(reinterpret_cast<char const*>(xs.data()), xs.size_bytes());
    }

    /// All of it, with the checksum that a file ends with.
    std::string whole() const {
        auto const sum = fnv1a{}.text(bytes_).value();
        auto with_sum = bytes_;
        with_sum.append(reinterpret_cast<char const*>(&sum), sizeof sum);
        return with_sum;
    }

    void save(std::filesystem::path const& path) const { write_file(path, whole()); }

    std::string_view bytes() const { return bytes_; }

private:
    std::string bytes_;
};

class archive_reader {
public:
    /// Opens and verifies; `fingerprint` 0 accepts any space.
    archive_reader(std::filesystem::path const& path, std::string_view format,
                   std::uint32_t version, std::uint64_t fingerprint, std::stop_token stop = {})
        : archive_reader{read_file(path, std::move(stop)), path.string(), format, version,
                         fingerprint} {}

    /// The same of what archive_writer::whole() gave; `where` is named in errors.
    archive_reader(std::string bytes, std::string where, std::string_view format,
                   std::uint32_t version, std::uint64_t fingerprint)
        : where_{std::move(where)}, bytes_{std::move(bytes)} {
        if (bytes_.size() < 16 || bytes_.compare(0, 8, "HURRICAN") != 0)
            throw error{"not a Hurricane file", where_, "give a file written by this program"};
        std::uint64_t sum = 0;
        end_ = bytes_.size() - sizeof sum;
        std::memcpy(&sum, bytes_.data() + end_, sizeof sum);
        if (sum != fnv1a{}.text(std::string_view{bytes_}.substr(0, end_)).value())
            throw error{"the checksum does not match: the file is damaged or cut short", where_,
                        "write it again, or remove it"};
        at_ = 8;
        if (auto const got = text(); got != format)
            throw error{"this is a '" + got + "' file, not '" + std::string{format} + "'", where_,
                        "give the right file"};
        if (auto const got = number<std::uint32_t>(); got != version)
            throw error{
                "its version " + std::to_string(got) + " is " +
                    (got > version ? "newer" : "older") + " than " + std::to_string(version),
                where_, got > version ? "use a newer Hurricane" : "remove it and start anew"};
        if (auto const got = number<std::uint64_t>(); fingerprint != 0 && got != fingerprint)
            throw error{"it was written for another space or network", where_,
                        "use the one that it was written for"};
    }
    template <class T>

    requires std::is_arithmetic_v<T> T number() {
        T x;
        std::memcpy(&x, take(sizeof x), sizeof x);
        return x;
    }

    std::string text() {
        auto const n = number<std::uint32_t>();
        return {take(n), n};
    }

    /// How many elements follow, of so many bytes each at least. Throws error for more than the
    /// file can hold.
    std::size_t count(std::size_t bytes_each) {
        auto const n = number<std::uint64_t>();
        if (n > (end_ - at_) / bytes_each)
            throw error{"the file ends too early", where_, "write it again"};
        return static_cast<std::size_t>(n);
    }

    std::vector<float> floats() {
        std::vector<float> xs(count(sizeof(float)));
        copy(xs);
        return xs;
    }

    /// Reads floats into `xs`, whose size must be the one written.
    void floats(std::span<float> xs) {
        if (number<std::uint64_t>() != xs.size())
            throw error{"an array has another size than expected", where_,
                        "use the space that it was written for"};
        copy(xs);
    }

    /// Whether everything has been read.
    bool ended() const { return at_ == end_; }

private:
    char const* take(std::size_t n) {
        if (n > end_ - at_) throw error{"the file ends too early", where_, "write it again"};
        return bytes_.data() + std::exchange(at_, at_ + n);
    }

    void copy(std::span<float> to) {
        if (auto const* from = take(to.size_bytes()); !to.empty())
            std::memcpy(to.data(), from, to.size_bytes());
    }

    std::string where_;
    std::string bytes_;
    std::size_t at_{};
    std::size_t end_{};
};

}  // namespace hurricane::inline v0
