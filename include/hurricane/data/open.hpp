// SPDX-License-Identifier: MIT
// One door for all data sets: what a folder holds decides how it is read.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/alternatives.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/formats/cifar.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/data/formats/image_folder.hpp>

namespace hurricane::inline v0 {

/// A way to keep a data set in a folder.
struct data_format {
    std::string_view name;
    std::string_view layout;  ///< files that such a folder has, for messages
    bool (*matches)(std::filesystem::path const& folder, folder_options const&);
    train_and_test (*read)(std::filesystem::path const& folder, shape input_shape, int classes,
                           folder_options const&);
};

/// The first that matches reads the folder. A new format is a header in formats/ and a row.
inline constexpr std::array data_formats{
    data_format{
        "CIFAR's binary files",
        "data_batch_1.bin to 5 and test_batch.bin, or train.bin and test.bin",
        [](auto const& folder, auto const&) { return is_cifar_folder(folder); },
        [](auto const& folder, shape, int, auto const& o) { return read_cifar_folder(folder, o); }},
    data_format{"pictures", "train/CLASS/*.jpg or *.png, and test/ or val/",
                [](auto const& folder, auto const& o) { return is_image_folder(folder, o); },
                [](auto const& folder, shape input_shape, int, auto const& o) {
                    return read_image_folder(folder, input_shape, o);
                }},
    data_format{"IDX files",
                "train-images-idx3-ubyte, train-labels-idx1-ubyte, and the same of t10k, "
                "each with or without .gz",
                [](auto const& folder, auto const& o) { return is_idx_folder(folder, o); },
                [](auto const& folder, shape, int classes, auto const& o) {
                    return read_idx_folder(folder, classes, o);
                }},
};

/// "NAME (LAYOUT), NAME (LAYOUT) or NAME (LAYOUT)", of all formats.
inline std::string data_layouts() {
    std::vector<std::string> all;
    for (auto const& f : data_formats)
        all.push_back(std::string{f.name} + " (" + std::string{f.layout} + ")");
    return alternatives(all);
}

namespace detail {

/// Throws error where the network takes other images, or another number of classes.
inline void check_fits(dataset const& d, shape input_shape, int classes,
                       std::string const& folder) {
    auto const sizes = [](shape s) {
        return std::to_string(s.c) + "x" + std::to_string(s.h) + "x" + std::to_string(s.w);
    };
    if (d.of() != input_shape)
        throw error{d.name + " has images of " + sizes(d.of()) + ", the network takes " +
                        sizes(input_shape),
                    folder, "use a set or a backbone of the same shape"};
    if (d.classes != classes)
        throw error{d.name + " has " + std::to_string(d.classes) + " classes, the network " +
                        std::to_string(classes),
                    folder, "use a set or a backbone with as many"};
}

inline train_and_test read_any(std::filesystem::path const& folder, shape input_shape, int classes,
                               folder_options const& o) {
    for (auto const& f : data_formats)
        if (f.matches(folder, o)) return f.read(folder, input_shape, classes, o);
    throw error{"the data set is missing: the folder holds none that is known", folder.string(),
                "give one with " + data_layouts() +
                    "; the package dataset-fashion-mnist has such a folder"};
}

}  // namespace detail

/// Reads the folder in the first of data_formats that it matches. Pictures are brought into the
/// input shape; other images keep their size. Throws error where it matches none, or where the
/// network takes other images or classes; stopped.
inline train_and_test open_data(std::filesystem::path const& folder, shape input_shape, int classes,
                                folder_options const& o = {}) {
    auto sets = detail::read_any(folder, input_shape, classes, o);
    detail::check_fits(sets.train, input_shape, classes, folder.string());
    detail::check_fits(sets.test, input_shape, classes, folder.string());
    return sets;
}

}  // namespace hurricane::inline v0
