// SPDX-License-Identifier: MIT
// One door for all data sets: what a folder holds decides how it is read.
#pragma once

#include <filesystem>

#include <hurricane/data/cifar.hpp>
#include <hurricane/data/idx.hpp>
#include <hurricane/data/image_folder.hpp>

namespace hurricane::inline v0 {

/// IDX files (MNIST-like, plain or gzip), the binary version of CIFAR-10 or 100, or train/CLASS/*.jpg with test/ or
/// val/. Pictures are brought into the frame; the other two keep their size. Throws error where the folder holds none
/// of them.
inline train_and_test open_data(std::filesystem::path const& folder, shape frame, int classes,
                                folder_options const& o = {}) {
    auto const has = [&](char const* name) {
        std::error_code code;
        return std::filesystem::exists(folder / name, code);
    };
    auto sets = has("train.bin") || has("data_batch_1.bin") ? read_cifar_folder(folder)
                : has("train")                              ? read_image_folder(folder, frame, o)
                                                            : read_idx_folder(folder, classes);
    for (auto const* d : {&sets.train, &sets.test}) {
        if (d->of() != frame)
            throw error{d->name + " has images of " + std::to_string(d->of().c) + "x" + std::to_string(d->of().h) +
                            "x" + std::to_string(d->of().w) + ", the network takes " + std::to_string(frame.c) + "x" +
                            std::to_string(frame.h) + "x" + std::to_string(frame.w),
                        folder.string(), "use a set or a backbone of the same shape"};
        if (d->classes != classes)
            throw error{
                d->name + " has " + std::to_string(d->classes) + " classes, the network " + std::to_string(classes),
                folder.string(), "use a set or a backbone with as many"};
    }
    return sets;
}

}  // namespace hurricane::inline v0
