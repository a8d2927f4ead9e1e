// SPDX-License-Identifier: MIT
// IDX files (LeCun et al., MNIST), plain or gzip: images of rank 3 and labels of rank 1, unsigned bytes.
#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/data/dataset.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Reads plain and gzip files alike (zlib tells them apart).
class gzip_file {
public:
    explicit gzip_file(std::filesystem::path const& path) : path_{path.string()}, file_{gzopen(path_.c_str(), "rb")} {
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
            to += got, bytes -= static_cast<std::size_t>(got);
        }
    }
    std::uint32_t big_endian() {
        std::array<std::uint8_t, 4> b{};
        read(b.data(), 4);
        return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
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
    [[noreturn]] void fail(std::string what) const { throw error{std::move(what), path_, "get the file again"}; }

private:
    std::string path_;
    gzFile file_;
};

}  // namespace detail

/// An array of unsigned bytes with its dimensions. Throws error on anything else.
struct idx_array {
    std::vector<std::size_t> dims;
    std::vector<std::uint8_t> values;
};

inline idx_array read_idx(std::filesystem::path const& path, int rank) {
    constexpr std::size_t most = std::size_t{1} << 33;  // a header that asks for more is damaged
    detail::gzip_file file{path};
    if (file.big_endian() != 0x800u + static_cast<unsigned>(rank))
        file.fail("not an IDX file of unsigned bytes with " + std::to_string(rank) + " dimensions");
    idx_array out;
    std::size_t size = 1;
    for (int d = 0; d < rank; ++d) {
        out.dims.push_back(file.big_endian());
        if (out.dims.back() == 0 || out.dims.back() > most / size) file.fail("its dimensions make no sense");
        size *= out.dims.back();
    }
    // Grow with what is really there, so that a damaged header cannot claim gigabytes.
    for (std::size_t at = 0; at < size;) {
        auto const part = std::min<std::size_t>(size - at, std::size_t{1} << 24);
        out.values.resize(at + part);
        file.read(out.values.data() + at, part);
        at += part;
    }
    file.finish();
    return out;
}

/// Images (N, 1, H, W) and labels from a pair of IDX files.
inline dataset read_idx_dataset(std::filesystem::path const& images, std::filesystem::path const& labels, int classes) {
    auto const x = read_idx(images, 3), y = read_idx(labels, 1);
    if (x.dims[0] != y.dims[0])
        throw error{std::to_string(y.dims[0]) + " labels for " + std::to_string(x.dims[0]) + " images", labels.string(),
                    "give the two files of one set"};
    dataset d{.name = images.stem().string(), .images = {}, .labels = {}, .classes = classes};
    d.images.resize({x.dims[0], std::size_t{1}, x.dims[1], x.dims[2]});
    std::copy(x.values.begin(), x.values.end(), d.images.data());
    for (auto label : y.values) {
        if (label >= classes)
            throw error{"label " + std::to_string(label) + " in a set of " + std::to_string(classes) + " classes",
                        labels.string() + ", item " + std::to_string(d.labels.size()), "get the file again"};
        d.labels.push_back(label);
    }
    return d;
}

/// The four files of MNIST-like sets in a folder, gzip or plain. Throws error naming the package when they are missing.
inline train_and_test read_idx_folder(std::filesystem::path const& folder, int classes = 10) {
    auto const find = [&](std::string const& name) {
        for (auto const& candidate : {folder / (name + ".gz"), folder / name})
            if (std::error_code code; std::filesystem::exists(candidate, code)) return candidate;
        throw error{"the data set is missing: no " + name + "(.gz)", folder.string(),
                    "install the package dataset-fashion-mnist, or give a folder of IDX files, of CIFAR's binary "
                    "files, or with train/CLASS/*.jpg, with --data"};
    };
    auto const part = [&](std::string const& p) {
        return read_idx_dataset(find(p + "-images-idx3-ubyte"), find(p + "-labels-idx1-ubyte"), classes);
    };
    return {part("train"), part("t10k")};
}

}  // namespace hurricane::inline v0
