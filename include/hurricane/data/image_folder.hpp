// SPDX-License-Identifier: MIT
// Image folders: SPLIT/CLASS/*.{jpg,jpeg,png}, SPLIT train and test (or val). Classes are the names of the folders in
// alphabetical order. What fits into memory is decoded once, in parallel, in the frame of the network; what does not
// is decoded whenever it is asked for.
#pragma once

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/observer.hpp>
#include <hurricane/base/parallel.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/data/decode.hpp>

namespace hurricane::inline v0 {

struct folder_options {
    int threads{2};
    std::size_t memory_bytes{std::size_t{2} << 30};  ///< decoded sets larger than this stay on the disk
    double most_damaged{0.01};                       ///< share of pictures that may be damaged; they are skipped
    observer* watch{&quiet()};  ///< outlives the set; log() may be called by the threads that decode
    std::stop_token stop{};     ///< while pictures are decoded into memory
};

/// The picture files of one split.
struct picture_list {
    std::vector<std::filesystem::path> files;
    std::vector<int> labels;
};

namespace detail {

inline std::vector<std::filesystem::path> entries(std::filesystem::path const& folder, bool folders) {
    std::vector<std::filesystem::path> all;
    std::error_code code;
    for (std::filesystem::directory_iterator it{folder, code}, end; !code && it != end; it.increment(code)) {
        auto const name = it->path().filename().string();
        if (!name.starts_with('.') && it->is_directory(code) == folders) all.push_back(it->path());
    }
    if (code) throw error{"cannot read the folder", folder.string(), "check the path"};
    std::sort(all.begin(), all.end());
    return all;
}
inline bool is_picture(std::filesystem::path const& file) {
    auto ending = file.extension().string();
    for (auto& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}
inline error too_many_damaged(std::size_t damaged, std::size_t of, double most, std::string const& first) {
    return error{std::to_string(damaged) + " of " + std::to_string(of) + " pictures cannot be decoded, more than " +
                     show(100 * most) + " %",
                 first, "get the set again"};
}

}  // namespace detail

/// The names of the classes of a split.
inline std::vector<std::string> class_names(std::filesystem::path const& split) {
    std::vector<std::string> names;
    for (auto const& folder : detail::entries(split, true)) names.push_back(folder.filename().string());
    if (names.size() < 2)
        throw error{"fewer than two class folders", split.string(), "lay it out as SPLIT/CLASS/*.jpg"};
    return names;
}
/// Throws error for a class folder without pictures, and for one that is not among the names.
inline picture_list list_pictures(std::filesystem::path const& split, std::vector<std::string> const& names) {
    picture_list all;
    for (auto const& folder : detail::entries(split, true)) {
        auto const name = std::find(names.begin(), names.end(), folder.filename().string());
        if (name == names.end())
            throw error{"a class that the training set does not have", folder.string(), "use the same classes"};
        auto const before = all.files.size();
        for (auto& file : detail::entries(folder, false))
            if (detail::is_picture(file)) {
                all.files.push_back(std::move(file));
                all.labels.push_back(static_cast<int>(name - names.begin()));
            }
        if (all.files.size() == before)
            throw error{"the class folder holds no pictures", folder.string(), "put jpg or png files there"};
    }
    if (all.files.empty()) throw error{"no class folders", split.string(), "lay it out as SPLIT/CLASS/*.jpg"};
    return all;
}

/// Pictures on the disk. Damaged ones are named in the log when they are met, and counted.
class folder_source : public picture_source {
public:
    /// The log must outlive this.
    folder_source(picture_list list, int channels, double most_damaged, observer* watch)
        : list_{std::move(list)}, channels_{channels}, most_damaged_{most_damaged}, watch_{watch} {}

    std::optional<picture> read(int i) const override {
        try {
            return read_picture(list_.files[static_cast<std::size_t>(i)], channels_);
        } catch (error const& e) {
            std::lock_guard const lock{guard_};
            if (damaged_.insert(i).second)
                watch_->log("skipped: " + std::string{e.what()} + " (" + std::to_string(damaged_.size()) + " of " +
                            std::to_string(list_.files.size()) + " so far)");
            if (double(damaged_.size()) > most_damaged_ * double(list_.files.size()))
                throw detail::too_many_damaged(damaged_.size(), list_.files.size(), most_damaged_,
                                               name_of(*damaged_.begin()));
        }
        return std::nullopt;
    }
    std::string name_of(int i) const override { return list_.files[static_cast<std::size_t>(i)].string(); }

private:
    picture_list list_;
    int channels_;
    double most_damaged_;
    observer* watch_;
    mutable std::mutex guard_;
    mutable std::set<int> damaged_;
};

/// One split: decoded into memory where it fits, a source otherwise. Damaged pictures are named in the log and left
/// out. Throws stopped.
inline dataset read_pictures(std::string name, picture_list list, int classes, shape frame, folder_options const& o) {
    dataset d{.name = std::move(name), .images = {}, .labels = {}, .classes = classes, .frame = frame};
    auto const each = static_cast<std::size_t>(frame.size()), n = list.files.size();
    if (n * each > o.memory_bytes) {
        d.labels = list.labels;
        d.source = std::make_shared<folder_source>(std::move(list), frame.c, o.most_damaged, o.watch);
        return d;
    }
    d.images.resize({n, std::size_t(frame.c), std::size_t(frame.h), std::size_t(frame.w)});
    std::vector<std::string> damage(n);
    o.watch->begin("decoding " + d.name, static_cast<std::int64_t>(n));
    crew workers{o.threads};
    constexpr std::size_t part = 1000;
    for (std::size_t from = 0; from < n; from += part) {
        if (o.stop.stop_requested()) throw stopped{};
        workers.run(static_cast<std::int64_t>(std::min(part, n - from)), [&](std::int64_t i, int) {
            auto const at = from + static_cast<std::size_t>(i);
            try {
                auto const p = framed(read_picture(list.files[at], frame.c), frame);
                std::copy(p.bytes.begin(), p.bytes.end(), d.images.data() + at * each);
            } catch (error const& e) {
                damage[at] = e.what();
            }
        });
        o.watch->advance(static_cast<std::int64_t>(std::min(from + part, n)));
    }
    o.watch->end();
    std::size_t kept = 0, damaged = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (!damage[i].empty()) {
            ++damaged, o.watch->log("skipped: " + damage[i]);
            continue;
        }
        if (kept != i) std::copy_n(d.images.data() + i * each, each, d.images.data() + kept * each);
        d.labels.push_back(list.labels[i]), ++kept;
    }
    if (damaged == 0) return d;
    o.watch->log(std::to_string(damaged) + " of " + std::to_string(n) + " pictures of " + d.name + " skipped");
    if (double(damaged) > o.most_damaged * double(n)) {
        auto const first = std::find_if(damage.begin(), damage.end(), [](auto const& s) { return !s.empty(); });
        throw detail::too_many_damaged(damaged, n, o.most_damaged,
                                       list.files[std::size_t(first - damage.begin())].string());
    }
    byte_images fewer;
    fewer.resize({kept, std::size_t(frame.c), std::size_t(frame.h), std::size_t(frame.w)});
    std::copy_n(d.images.data(), kept * each, fewer.data());
    d.images = std::move(fewer);
    return d;
}

/// train/ and test/ (or val/) of a folder.
inline train_and_test read_image_folder(std::filesystem::path const& folder, shape frame,
                                        folder_options const& o = {}) {
    std::error_code code;
    auto const test = std::filesystem::is_directory(folder / "test", code) ? folder / "test" : folder / "val";
    auto const names = class_names(folder / "train");
    auto train_list = list_pictures(folder / "train", names), test_list = list_pictures(test, names);
    auto const read = [&](std::string const& split, picture_list list) {
        return read_pictures(folder.filename().string() + " " + split, std::move(list), static_cast<int>(names.size()),
                             frame, o);
    };
    return {read("train", std::move(train_list)), read(test.filename().string(), std::move(test_list))};
}

}  // namespace hurricane::inline v0
