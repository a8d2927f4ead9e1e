// SPDX-License-Identifier: MIT
// IDX files (LeCun et al., MNIST), plain or gzip: images of rank 3 and labels of rank 1, unsigned
// bytes; and the four files of a set in a folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/data/dataset.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/gzip.hpp>
#include <hurricane/data/labels.hpp>
#include <hurricane/data/listing.hpp>
#include <hurricane/data/memory.hpp>

namespace hurricane::inline v0 {

/// An array of unsigned bytes with its dimensions.
struct idx_array {
    std::vector<std::size_t> dims;
    std::vector<std::uint8_t> values;
};

/// Throws error on anything but a whole file of this rank, and where memory runs out; stopped.
inline idx_array read_idx(std::filesystem::path const& path, int rank,
                          std::stop_token const& stop = {}) {
    constexpr std::size_t most = std::size_t{1} << 33;  // a header that asks for more is damaged
    detail::gzip_file file{path, stop};
    if (file.big_endian() != 0x800u + static_cast<unsigned>(rank))
        file.fail("not an IDX file of unsigned bytes with " + std::to_string(rank) + " dimensions");
    idx_array out;
    std::size_t size = 1;
    for (int d = 0; d < rank; ++d) {
        out.dims.push_back(file.big_endian());
        if (out.dims.back() == 0 || out.dims.back() > most / size)
            file.fail("its dimensions make no sense");
        size *= out.dims.back();
    }
    // Grow with what is really there, so that a damaged header cannot claim gigabytes.
    for (std::size_t at = 0; at < size;) {
        auto const part = std::min<std::size_t>(size - at, std::size_t{1} << 24);
        detail::with_memory(size, path.string(), [&] { out.values.resize(at + part); });
        file.read(out.values.data() + at, part);
        at += part;
    }
    file.finish();
    return out;
}

namespace detail {

struct idx_files {
    std::filesystem::path images;
    std::filesystem::path labels;
};

/// A set, and where its labels begin.
struct idx_set {
    dataset set;
    int first{};
};

/// `first` says where labels begin; nothing: as these labels say.
inline idx_set read_idx_files(idx_files const& files, int classes, std::optional<int> first,
                              folder_options const& o) {
    auto const x = read_idx(files.images, 3, o.stop);
    auto const y = read_idx(files.labels, 1, o.stop);
    auto const where = files.labels.string();
    if (x.dims[0] != y.dims[0])
        throw error{
            std::to_string(y.dims[0]) + " labels for " + std::to_string(x.dims[0]) + " images",
            where, "give the two files of one set"};
    if (x.dims[1] > largest_size || x.dims[2] > largest_size)
        throw error{"its images are too large", files.images.string(), "get the file again"};
    int const from = first.value_or(first_label(y.values, classes));
    dataset d{.name = files.images.stem().string(), .images = {}, .labels = {}, .classes = classes};
    d.labels = counted_from_0(y.values, from, classes, where);
    shape const of{1, static_cast<int>(x.dims[1]), static_cast<int>(x.dims[2])};
    d.images = allocate_images(x.dims[0], of, d.name);
    std::copy(x.values.begin(), x.values.end(), d.images.data());
    if (from == 1)
        o.watch->log(where + ": labels 1 to " + std::to_string(classes) + " are taken as 0 to " +
                     std::to_string(classes - 1));
    return {std::move(d), from};
}

/// The IDX files of a folder by what stands before the part in their names (nothing, or as in
/// emnist-letters-train-images-idx3-ubyte.gz), then by part and content ("train-images").
using idx_sets = std::map<std::string, std::map<std::string, std::filesystem::path>>;

/// What a file's name says: the set that it belongs to, and its part and content.
struct idx_name {
    std::string set;
    std::string content;
    bool compressed{};
};

/// Nothing for a file of another kind.
inline std::optional<idx_name> parse_idx_name(std::string name) {
    constexpr std::size_t ending = std::string_view{"-idx3-ubyte"}.size();
    constexpr std::pair<std::string_view, char const*> forms[] = {
        {"train-images-idx3-ubyte", "train-images"}, {"train-labels-idx1-ubyte", "train-labels"},
        {"t10k-images-idx3-ubyte", "t10k-images"},   {"t10k-labels-idx1-ubyte", "t10k-labels"},
        {"test-images-idx3-ubyte", "t10k-images"},   {"test-labels-idx1-ubyte", "t10k-labels"}};
    bool const compressed = name.ends_with(".gz");
    if (compressed) name.resize(name.size() - 3);
    if (name.size() > ending && name[name.size() - ending] == '.') name[name.size() - ending] = '-';
    for (auto const& [form, content] : forms) {
        if (!name.ends_with(form)) continue;
        auto const set = name.substr(0, name.size() - form.size());
        if (set.empty() || set.ends_with('-') || set.ends_with('_'))
            return idx_name{set, content, compressed};
    }
    return std::nullopt;
}

inline idx_sets find_idx_sets(std::filesystem::path const& folder, std::stop_token const& stop) {
    idx_sets sets;
    std::error_code code;
    if (!std::filesystem::is_directory(folder, code)) return sets;
    auto found = list_folder(folder, stop);
    found.files.insert(found.files.end(), found.others.begin(), found.others.end());  // pipes
    for (auto const& file : found.files) {
        auto const name = parse_idx_name(file.filename().string());
        if (!name) continue;
        auto& path = sets[name->set][name->content];
        if (path.empty() || name->compressed) path = file;  // the compressed one of two
    }
    return sets;
}

/// The set to take: one with MNIST's own names, or the only one.
inline std::string choose_idx_set(idx_sets const& sets, std::filesystem::path const& folder) {
    std::vector<std::string> names;
    for (auto const& [prefix, files] : sets)
        if (files.contains("train-images")) names.push_back(prefix);
    if (names.size() < 2 || names.front().empty()) return names.empty() ? "" : names.front();
    throw error{"several sets, such as " + names[0] + "train and " + names[1] + "train",
                folder.string(), "give a folder with the files of one"};
}

}  // namespace detail

/// Images (N, 1, H, W) and labels from a pair of IDX files; labels count from 0, or from 1 to the
/// number of classes. Throws error, naming the file, for what is damaged or of more classes;
/// stopped. O(bytes).
inline dataset read_idx_dataset(std::filesystem::path const& images,
                                std::filesystem::path const& labels, int classes,
                                folder_options const& o = {}) {
    return detail::read_idx_files({images, labels}, classes, {}, o).set;
}

/// Whether the folder holds an IDX file of a set like MNIST.
inline bool is_idx_folder(std::filesystem::path const& folder, folder_options const& o) {
    return !detail::find_idx_sets(folder, o.stop).empty();
}

/// The four files of a set like MNIST in a folder, gzip or plain, with a dash or a dot before idx;
/// where labels begin is as the training set says. Throws error naming the first that is missing,
/// and as read_idx_dataset.
inline train_and_test read_idx_folder(std::filesystem::path const& folder, int classes = 10,
                                      folder_options const& o = {}) {
    auto const sets = detail::find_idx_sets(folder, o.stop);
    auto const prefix = detail::choose_idx_set(sets, folder);
    auto const find = [&](std::string const& name, char const* ending) {
        auto const set = sets.find(prefix);
        if (set != sets.end() && set->second.contains(name)) return set->second.at(name);
        throw error{"the data set is missing: no " + prefix + name + ending + "(.gz)",
                    folder.string(), "give a folder with all four files of the set"};
    };
    auto const part = [&](std::string const& name) {
        return detail::idx_files{find(name + "-images", "-idx3-ubyte"),
                                 find(name + "-labels", "-idx1-ubyte")};
    };
    auto const train_files = part("train");
    auto const test_files = part("t10k");
    auto train = detail::read_idx_files(train_files, classes, {}, o);
    auto test = detail::read_idx_files(test_files, classes, train.first, o);
    return {std::move(train.set), std::move(test.set)};
}

}  // namespace hurricane::inline v0
