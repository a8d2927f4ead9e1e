// SPDX-License-Identifier: MIT
// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of one label byte
// (CIFAR-100: coarse and fine; the fine one counts) and 3 x 32 x 32 bytes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/file_reader.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/memory.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline constexpr std::size_t cifar_bytes = 3 * 32 * 32;  ///< of an image

/// 0 where there is no such file.
inline std::size_t size_of(std::filesystem::path const& file) {
    std::error_code code;
    auto const bytes = std::filesystem::file_size(file, code);
    return code ? 0 : static_cast<std::size_t>(bytes);
}

/// Appends the records of a file to d.labels and `values`.
inline void read_cifar_file(dataset& d, std::vector<std::uint8_t>& values,
                            std::filesystem::path const& path, std::size_t labels,
                            std::stop_token const& stop) {
    auto const record = cifar_bytes + labels;
    file_reader file{path, stop};
    std::array<char, cifar_bytes + 2> buffer{};
    std::size_t item = 0;
    for (;; ++item) {
        auto const n = file.read_all(std::span{buffer}.first(record));
        if (n == 0) break;
        auto const where = path.string() + ", item " + std::to_string(item);
        if (n != record) throw error{"the file ends within an image", where, "get the file again"};
        int const label = static_cast<std::uint8_t>(buffer[labels - 1]);
        if (label >= d.classes)
            throw error{"label " + std::to_string(label) + " in a set of " +
                            std::to_string(d.classes) + " classes",
                        where, "get the file again"};
        d.labels.push_back(label);
        auto const* const pixels = buffer.data() + labels;
        values.insert(values.end(), pixels, pixels + cifar_bytes);
    }
    if (item == 0) throw error{"the file is empty", path.string(), "get the file again"};
}

/// Says so where a file holds another number of images than the published one: it may be cut.
inline void check_length(std::filesystem::path const& path, std::size_t labels, std::size_t images,
                         observer& watch) {
    auto const record = cifar_bytes + labels;
    auto const bytes = size_of(path);
    if (bytes == 0 || bytes % record != 0 || bytes == images * record) return;  // told as an error
    watch.log("warning: " + path.string() + " holds " + std::to_string(bytes / record) +
              " images, the published file " + std::to_string(images));
}

}  // namespace detail

/// Reads the files one behind the other. `labels` is how many label bytes a record has (1 or 2);
/// the last one counts. Throws error that names the file and the item, and where memory runs out;
/// stopped. O(bytes).
inline dataset read_cifar(std::string name, std::vector<std::filesystem::path> const& files,
                          int labels, int classes, folder_options const& o = {}) {
    dataset d{.name = std::move(name), .images = {}, .labels = {}, .classes = classes};
    std::size_t bytes = 0;
    for (auto const& path : files) bytes += detail::size_of(path);
    std::vector<std::uint8_t> values;
    detail::with_memory(bytes, d.name, [&] {
        values.reserve(bytes);
        for (auto const& path : files)
            detail::read_cifar_file(d, values, path, static_cast<std::size_t>(labels), o.stop);
    });
    d.images = detail::allocate_images(d.labels.size(), {3, 32, 32}, d.name);
    std::copy(values.begin(), values.end(), d.images.data());
    return d;
}

/// Whether the folder holds the first file of a training set.
inline bool is_cifar_folder(std::filesystem::path const& folder) {
    std::error_code code;
    return std::filesystem::exists(folder / "train.bin", code) ||
           std::filesystem::exists(folder / "data_batch_1.bin", code);
}

/// A folder with data_batch_1.bin to 5 and test_batch.bin (CIFAR-10), or train.bin and test.bin
/// (CIFAR-100). A file of more or fewer images than the published one is named in the log.
inline train_and_test read_cifar_folder(std::filesystem::path const& folder,
                                        folder_options const& o = {}) {
    std::error_code code;
    bool const hundred = std::filesystem::exists(folder / "train.bin", code);
    int const labels = hundred ? 2 : 1;
    int const classes = hundred ? 100 : 10;
    std::string const name = hundred ? "cifar-100" : "cifar-10";
    std::vector<std::filesystem::path> train;
    if (hundred) train.push_back(folder / "train.bin");
    for (int i = 1; !hundred && i <= 5; ++i)
        train.push_back(folder / ("data_batch_" + std::to_string(i) + ".bin"));
    auto const test = folder / (hundred ? "test.bin" : "test_batch.bin");
    train_and_test sets{read_cifar(name + " train", train, labels, classes, o),
                        read_cifar(name + " test", {test}, labels, classes, o)};
    auto const bytes = static_cast<std::size_t>(labels);
    for (auto const& path : train)
        detail::check_length(path, bytes, hundred ? 50'000 : 10'000, *o.watch);
    detail::check_length(test, bytes, 10'000, *o.watch);
    return sets;
}

}  // namespace hurricane::inline v0
