// SPDX-License-Identifier: MIT
// Files of planes: "PLN1", four bytes (channels, height, width, classes), then records of one label
// byte and the image.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/base/file_reader.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/memory.hpp>

namespace hurricane::inline v0 {

/// Throws error that names the file, and the item where it is one that is wrong; stopped. O(bytes).
inline dataset read_planes(std::filesystem::path const& path, folder_options const& o = {}) {
    file_reader file{path, o.stop};
    std::array<char, 8> header{};
    auto const n = file.read_all(header);
    if (n != header.size() || std::string(header.data(), 4) != "PLN1")
        throw error{"not a file of planes", path.string(), "get the file again"};
    auto const byte = [&](std::size_t i) { return int{static_cast<std::uint8_t>(header[i])}; };
    shape const of{byte(4), byte(5), byte(6)};
    dataset d{.name = path.filename().string(), .images = {}, .labels = {}, .classes = byte(7)};
    if (of.size() == 0 || d.classes == 0)
        throw error{"its sizes make no sense", path.string(), "get the file again"};
    std::vector<char> record(1 + static_cast<std::size_t>(of.size()));
    std::vector<std::uint8_t> values;
    for (;;) {
        auto const got = file.read_all(record);
        if (got == 0) break;
        auto const where = path.string() + ", item " + std::to_string(d.labels.size());
        if (got != record.size())
            throw error{"the file ends within an image", where, "get the file again"};
        int const label = static_cast<std::uint8_t>(record[0]);
        if (label >= d.classes)
            throw error{"label " + std::to_string(label) + " in a set of " +
                            std::to_string(d.classes) + " classes",
                        where, "get the file again"};
        d.labels.push_back(label);
        values.insert(values.end(), record.begin() + 1, record.end());
    }
    if (d.labels.empty()) throw error{"it holds no image", path.string(), "get the file again"};
    d.images = detail::allocate_images(d.labels.size(), of, d.name);
    std::copy(values.begin(), values.end(), d.images.data());
    return d;
}

inline bool is_planes_folder(std::filesystem::path const& folder) {
    std::error_code code;
    return std::filesystem::exists(folder / "train.planes", code);
}

inline train_and_test read_planes_folder(std::filesystem::path const& folder,
                                         folder_options const& o = {}) {
    return {read_planes(folder / "train.planes", o), read_planes(folder / "test.planes", o)};
}

}  // namespace hurricane::inline v0
