// SPDX-License-Identifier: MIT
// How a folder of pictures is laid out: SPLIT/CLASS/*.{jpg,jpeg,png} in any letter case. The split
// for training is train or training; that for testing the first there is of test, testing, val,
// valid, validation. Classes are the names of the folders in alphabetical order.
#pragma once

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/listing.hpp>

namespace hurricane::inline v0 {

/// The picture files of one split.
struct picture_list {
    std::vector<std::filesystem::path> files;
    std::vector<int> labels;
};

/// The two folders of a set; empty where there is none.
struct split_folders {
    std::filesystem::path train;
    std::filesystem::path test;
    std::vector<std::filesystem::path> unused;  ///< further ones that a test split could have
};

namespace detail {

inline bool is_picture(std::filesystem::path const& file) {
    auto const ending = lower_case(file.extension().string());
    return ending == ".jpg" || ending == ".jpeg" || ending == ".jpe" || ending == ".jfif" ||
           ending == ".png";
}

inline std::size_t count_pictures(std::vector<std::filesystem::path> const& files) {
    return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), is_picture));
}

/// Those of the folders that have one of the names, in the order of the names.
inline std::vector<std::filesystem::path> named(std::vector<std::filesystem::path> const& folders,
                                                std::initializer_list<char const*> names) {
    std::vector<std::filesystem::path> found;
    for (auto const* name : names) {
        auto const before = found.size();
        for (auto const& folder : folders)
            if (lower_case(folder.filename().string()) == name) found.push_back(folder);
        if (found.size() > before + 1)
            throw error{"two folders for one split, " + found[before].filename().string() +
                            " and " + found[before + 1].filename().string(),
                        found[before].parent_path().string(), "keep one of them"};
    }
    return found;
}

/// What to say of a split where class folders are missing.
inline error no_classes(std::filesystem::path const& split, std::string const& otherwise,
                        std::size_t pictures) {
    auto const what = pictures > 0 ? "its " + std::to_string(pictures) +
                                         " pictures are not in folders, one for each class"
                                   : otherwise;
    return error{what, split.string(), "lay it out as SPLIT/CLASS/*.jpg"};
}

/// The number of a class by its name: the same name, or the only one that differs in letter case.
inline std::optional<int> class_named(std::string const& name,
                                      std::vector<std::string> const& names) {
    std::optional<int> similar;
    int similar_names = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return static_cast<int>(i);
        if (lower_case(names[i]) != lower_case(name)) continue;
        similar = static_cast<int>(i);
        ++similar_names;
    }
    return similar_names == 1 ? similar : std::nullopt;
}

/// Adds the pictures of a class; throws error where it has none.
inline void add_class(picture_list& all, std::filesystem::path const& folder, int label,
                      passed_over& passed, std::stop_token const& stop) {
    auto found = list_folder(folder, stop);
    passed_over here;
    auto const before = all.files.size();
    for (auto& file : found.files) {
        if (is_picture(file)) {
            all.files.push_back(std::move(file));
            all.labels.push_back(label);
            continue;
        }
        passed.file(file);
        here.file(file);
    }
    for (auto const& path : found.folders) {
        passed.folder(path);
        here.folder(path);
    }
    for (auto const& path : found.others) passed.other(path);
    if (all.files.size() > before) return;
    throw error{"the class folder holds no pictures" +
                    (here.empty() ? "" : " that can be read, but " + here.text()),
                folder.string(), "put jpg or png files there"};
}

}  // namespace detail

/// Throws error where the folder cannot be read or has two for one split.
inline split_folders find_splits(std::filesystem::path const& folder,
                                 std::stop_token const& stop = {}) {
    auto const folders = detail::list_folder(folder, stop).folders;
    auto const train = detail::named(folders, {"train", "training"});
    auto test = detail::named(folders, {"test", "testing", "val", "valid", "validation"});
    split_folders found;
    if (!train.empty()) found.train = train.front();
    if (test.empty()) return found;
    // One without class folders has no labels: it comes after those that have.
    std::stable_partition(test.begin(), test.end(), [&](std::filesystem::path const& split) {
        return !detail::list_folder(split, stop).folders.empty();
    });
    found.test = test.front();
    found.unused.assign(test.begin() + 1, test.end());
    return found;
}

/// The names of the classes of a split. Throws error for fewer than two, and stopped.
inline std::vector<std::string> class_names(std::filesystem::path const& split,
                                            std::stop_token const& stop = {}) {
    auto const found = detail::list_folder(split, stop);
    std::vector<std::string> names;
    for (auto const& folder : found.folders) names.push_back(folder.filename().string());
    if (names.size() >= 2) return names;
    auto const pictures = names.empty() ? detail::count_pictures(found.files) : 0;
    throw detail::no_classes(split, "fewer than two class folders", pictures);
}

/// Throws error for a class folder without pictures, and for one that is not among the names;
/// stopped. What is passed over is counted and named in one line of the log. O(files).
inline picture_list list_pictures(std::filesystem::path const& split,
                                  std::vector<std::string> const& names,
                                  folder_options const& o = {}) {
    picture_list all;
    detail::passed_over passed;
    auto const found = detail::list_folder(split, o.stop);
    for (auto const& folder : found.folders) {
        auto const label = detail::class_named(folder.filename().string(), names);
        if (!label)
            throw error{"a class that the training set does not have", folder.string(),
                        "use the same classes"};
        detail::add_class(all, folder, *label, passed, o.stop);
    }
    if (found.folders.empty())
        throw detail::no_classes(split, "no class folders", detail::count_pictures(found.files));
    for (auto const& file : found.files) passed.file(file);
    if (!passed.empty()) o.watch->log("passed over in " + split.string() + ": " + passed.text());
    return all;
}

}  // namespace hurricane::inline v0
