// SPDX-License-Identifier: MIT
// Image folders, laid out as folder_layout.hpp says. What fits into memory is decoded once, in
// parallel, in the input shape of the network; what does not is decoded whenever it is asked for.
#pragma once

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/thread_pool.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/data/decode.hpp>
#include <hurricane/data/folder_layout.hpp>
#include <hurricane/data/folder_options.hpp>
#include <hurricane/data/memory.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline error too_many_damaged(std::size_t damaged, std::size_t of, double most,
                              std::string const& first) {
    return error{std::to_string(damaged) + " of " + std::to_string(of) +
                     " pictures cannot be decoded, more than " + show(100 * most) + " %",
                 first, "get the set again"};
}

}  // namespace detail

/// Pictures on the disk. Damaged ones, and whole ones of files with a fault, are named in the log
/// when they are first met; damaged ones are counted.
class folder_source : public picture_source {
public:
    /// The log must outlive this.
    folder_source(picture_list list, int channels, folder_options const& o)
        : list_{std::move(list)}, channels_{channels}, options_{o} {}

    std::optional<picture> read(int i) const override {
        if (options_.stop.stop_requested()) throw stopped{};
        auto const& file = list_.files[static_cast<std::size_t>(i)];
        std::string warning;
        try {
            auto p = read_picture(file, channels_, {options_.apply_orientation, &warning});
            if (!warning.empty()) warn(i, warning);
            return p;
        } catch (error const& e) {
            count_damaged(i, e.what());
        }
        return std::nullopt;
    }

    std::string name_of(int i) const override {
        return list_.files[static_cast<std::size_t>(i)].string();
    }

private:
    void warn(int i, std::string const& warning) const {
        std::lock_guard const lock{guard_};
        if (faulty_.insert(i).second) options_.watch->log("warning: " + warning);
    }

    void count_damaged(int i, std::string const& why) const {
        std::lock_guard const lock{guard_};
        auto const of = list_.files.size();
        if (damaged_.insert(i).second)
            options_.watch->log("skipped: " + why + " (" + std::to_string(damaged_.size()) +
                                " of " + std::to_string(of) + " so far)");
        if (double(damaged_.size()) > options_.most_damaged * double(of))
            throw detail::too_many_damaged(damaged_.size(), of, options_.most_damaged,
                                           name_of(*damaged_.begin()));
    }

    picture_list list_;
    int channels_;
    folder_options options_;
    mutable std::mutex guard_;
    mutable std::set<int> damaged_;
    mutable std::set<int> faulty_;
};

namespace detail {

/// What is to be said of each picture of a set.
struct picture_notes {
    std::vector<std::string> damage;
    std::vector<std::string> warning;
};

/// Decodes the files into d.images, parts of them at a time to tell how far it is. Throws
/// stopped.
inline picture_notes decode_all(dataset& d, picture_list const& list, folder_options const& o) {
    auto const each = static_cast<std::size_t>(d.input_shape.size());
    auto const n = list.files.size();
    picture_notes notes{std::vector<std::string>(n), std::vector<std::string>(n)};
    o.watch->begin("decoding " + d.name, static_cast<std::int64_t>(n));
    thread_pool workers{o.threads};
    constexpr std::size_t part = 1000;
    for (std::size_t from = 0; from < n; from += part) {
        auto const here = static_cast<std::int64_t>(std::min(part, n - from));
        workers.run(here, [&](std::int64_t i, int) {
            if (o.stop.stop_requested()) throw stopped{};
            auto const at = from + static_cast<std::size_t>(i);
            try {
                decode_options const how{o.apply_orientation, &notes.warning[at]};
                auto const p =
                    framed(read_picture(list.files[at], d.input_shape.c, how), d.input_shape);
                std::copy(p.bytes.begin(), p.bytes.end(), d.images.data() + at * each);
            } catch (error const& e) {
                notes.damage[at] = e.what();
            }
        });
        o.watch->advance(static_cast<std::int64_t>(std::min(from + part, n)));
    }
    o.watch->end();
    return notes;
}

/// Moves the images that are whole to the front, with their labels; the rest is named in the log.
/// Returns how many are whole.
inline std::size_t keep_whole(dataset& d, picture_list const& list, picture_notes const& notes,
                              observer& watch) {
    auto const each = static_cast<std::size_t>(d.input_shape.size());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list.files.size(); ++i) {
        if (!notes.damage[i].empty()) {
            watch.log("skipped: " + notes.damage[i]);
            continue;
        }
        if (!notes.warning[i].empty()) watch.log("warning: " + notes.warning[i]);
        if (kept != i) std::copy_n(d.images.data() + i * each, each, d.images.data() + kept * each);
        d.labels.push_back(list.labels[i]);
        ++kept;
    }
    return kept;
}

inline dataset decode_pictures(dataset d, picture_list const& list, folder_options const& o) {
    auto const n = list.files.size();
    d.images = allocate_images(n, d.input_shape, d.name);
    auto const notes = decode_all(d, list, o);
    auto const kept = keep_whole(d, list, notes, *o.watch);
    if (kept == n) return d;
    auto const damaged = n - kept;
    o.watch->log(std::to_string(damaged) + " of " + std::to_string(n) + " pictures of " + d.name +
                 " skipped");
    if (double(damaged) > o.most_damaged * double(n)) {
        auto const first = std::find_if(notes.damage.begin(), notes.damage.end(),
                                        [](auto const& s) { return !s.empty(); });
        auto const& file = list.files[static_cast<std::size_t>(first - notes.damage.begin())];
        throw too_many_damaged(damaged, n, o.most_damaged, file.string());
    }
    auto fewer = allocate_images(kept, d.input_shape, d.name);
    std::copy_n(d.images.data(), fewer.size(), fewer.data());
    d.images = std::move(fewer);
    return d;
}

}  // namespace detail

/// One split: decoded into memory where it fits, a source otherwise. Damaged pictures are named in
/// the log and left out. Throws error for too many of them and where memory runs out; stopped.
inline dataset read_pictures(std::string name, picture_list list, int classes, shape input_shape,
                             folder_options const& o) {
    dataset d{.name = std::move(name),
              .images = {},
              .labels = {},
              .classes = classes,
              .input_shape = input_shape};
    auto const bytes = list.files.size() * static_cast<std::size_t>(input_shape.size());
    if (bytes <= o.memory_bytes)
        return detail::with_memory(bytes, d.name,
                                   [&] { return detail::decode_pictures(std::move(d), list, o); });
    d.labels = list.labels;
    d.source = std::make_shared<folder_source>(std::move(list), input_shape.c, o);
    return d;
}

/// Whether the folder has a folder of training pictures.
inline bool is_image_folder(std::filesystem::path const& folder, folder_options const& o) {
    std::error_code code;
    return std::filesystem::is_directory(folder, code) &&
           !find_splits(folder, o.stop).train.empty();
}

/// The training and the test split of a folder (find_splits).
inline train_and_test read_image_folder(std::filesystem::path const& folder, shape input_shape,
                                        folder_options const& o = {}) {
    auto const splits = find_splits(folder, o.stop);
    if (splits.train.empty())
        throw error{"no folder train", folder.string(),
                    "lay it out as train/CLASS/*.jpg and test/CLASS/*.jpg"};
    if (splits.test.empty())
        throw error{"no pictures to test with", folder.string(),
                    "put them into test, val, valid or validation, laid out as train is"};
    for (auto const& unused : splits.unused)
        o.watch->log("not used: " + unused.string() + "; the test set is " + splits.test.string());
    auto const names = class_names(splits.train, o.stop);
    auto train_list = list_pictures(splits.train, names, o);
    auto test_list = list_pictures(splits.test, names, o);
    auto const set = (folder / "").parent_path().filename().string();
    auto const read = [&](std::filesystem::path const& split, picture_list list) {
        auto name = set + " " + split.filename().string();
        return read_pictures(std::move(name), std::move(list), static_cast<int>(names.size()),
                             input_shape, o);
    };
    auto train = read(splits.train, std::move(train_list));
    return {std::move(train), read(splits.test, std::move(test_list))};
}

}  // namespace hurricane::inline v0
