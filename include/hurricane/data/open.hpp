// SPDX-License-Identifier: MIT
// One door for all data sets: what a folder holds decides how it is read.
#pragma once

#include <filesystem>
#include <string>

#include <hurricane/data/folder_layout.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/formats/cifar.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/data/formats/image_folder.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Throws error where the network takes other images, or another number of classes.
inline void check_fits(dataset const& d, shape frame, int classes, std::string const& folder) {
    auto const text = [](shape s) {
        return std::to_string(s.c) + "x" + std::to_string(s.h) + "x" + std::to_string(s.w);
    };
    if (d.of() != frame)
        throw error{
            d.name + " has images of " + text(d.of()) + ", the network takes " + text(frame),
            folder, "use a set or a backbone of the same shape"};
    if (d.classes != classes)
        throw error{d.name + " has " + std::to_string(d.classes) + " classes, the network " +
                        std::to_string(classes),
                    folder, "use a set or a backbone with as many"};
}

inline train_and_test read_any(std::filesystem::path const& folder, shape frame, int classes,
                               folder_options const& o) {
    std::error_code code;
    for (auto const* name : {"train.bin", "data_batch_1.bin"})
        if (std::filesystem::exists(folder / name, code)) return read_cifar_folder(folder, o);
    bool const is_folder = std::filesystem::is_directory(folder, code);
    if (is_folder && !find_splits(folder, o.stop).train.empty())
        return read_image_folder(folder, frame, o);
    return read_idx_folder(folder, classes, o);
}

}  // namespace detail

/// IDX files (MNIST-like, plain or gzip), the binary version of CIFAR-10 or 100, or
/// train/CLASS/*.jpg with test/ or val/ (folder_layout.hpp). Pictures are brought into the frame;
/// the other two keep their size. Throws error where the folder holds none of them, or what the
/// network does not take; stopped.
inline train_and_test open_data(std::filesystem::path const& folder, shape frame, int classes,
                                folder_options const& o = {}) {
    auto sets = detail::read_any(folder, frame, classes, o);
    detail::check_fits(sets.train, frame, classes, folder.string());
    detail::check_fits(sets.test, frame, classes, folder.string());
    return sets;
}

}  // namespace hurricane::inline v0
