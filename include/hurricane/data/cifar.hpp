// SPDX-License-Identifier: MIT
// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of one label byte (CIFAR-100: coarse and
// fine; the fine one counts) and 3 x 32 x 32 bytes.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <hurricane/data/dataset.hpp>

namespace hurricane::inline v0 {

/// Reads the files one behind the other. `labels` is how many label bytes a record has; the last one counts.
inline dataset read_cifar(std::string name, std::vector<std::filesystem::path> const& files, int labels, int classes) {
    constexpr std::size_t pixels = 3 * 32 * 32;
    auto const record = pixels + static_cast<std::size_t>(labels);
    dataset d{.name = std::move(name), .images = {}, .labels = {}, .classes = classes};
    std::vector<std::uint8_t> values;
    for (auto const& path : files) {
        std::ifstream file{path, std::ios::binary};
        if (!file) throw error{"cannot read", path.string(), "give the folder of the binary version of CIFAR"};
        std::array<char, pixels + 2> buffer{};
        std::size_t item = 0;
        for (;; ++item) {
            file.read(buffer.data(), static_cast<std::streamsize>(record));
            if (file.bad()) throw error{"cannot read on", path.string(), "check the disk, or get the file again"};
            if (file.gcount() == 0) break;
            auto const where = path.string() + ", item " + std::to_string(item);
            if (static_cast<std::size_t>(file.gcount()) != record)
                throw error{"the file ends within an image", where, "get the file again"};
            int const label = static_cast<std::uint8_t>(buffer[static_cast<std::size_t>(labels) - 1]);
            if (label >= classes)
                throw error{"label " + std::to_string(label) + " in a set of " + std::to_string(classes) + " classes",
                            where, "get the file again"};
            d.labels.push_back(label);
            values.insert(values.end(), buffer.begin() + labels, buffer.begin() + static_cast<std::ptrdiff_t>(record));
        }
        if (item == 0) throw error{"the file is empty", path.string(), "get the file again"};
    }
    d.images.resize({d.labels.size(), std::size_t{3}, std::size_t{32}, std::size_t{32}});
    std::copy(values.begin(), values.end(), d.images.data());
    return d;
}

/// A folder with data_batch_1.bin to 5 and test_batch.bin (CIFAR-10), or train.bin and test.bin (CIFAR-100).
inline train_and_test read_cifar_folder(std::filesystem::path const& folder) {
    std::error_code code;
    if (std::filesystem::exists(folder / "train.bin", code))
        return {read_cifar("cifar-100 train", {folder / "train.bin"}, 2, 100),
                read_cifar("cifar-100 test", {folder / "test.bin"}, 2, 100)};
    std::vector<std::filesystem::path> train;
    for (int i = 1; i <= 5; ++i) train.push_back(folder / ("data_batch_" + std::to_string(i) + ".bin"));
    return {read_cifar("cifar-10 train", train, 1, 10),
            read_cifar("cifar-10 test", {folder / "test_batch.bin"}, 1, 10)};
}

}  // namespace hurricane::inline v0
