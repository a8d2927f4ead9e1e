// SPDX-License-Identifier: MIT
// What a folder holds, in alphabetical order and without what systems and archivers leave
// everywhere; and a count of what a reader passes over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0::detail {

/// ASCII letters only.
inline std::string lower_case(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

inline bool is_clutter(std::string const& name) {
    auto const lower = lower_case(name);
    return name.starts_with('.') || lower == "__macosx" || lower == "thumbs.db" ||
           lower == "desktop.ini" || lower == "@eadir" || lower == "lost+found";
}

struct listing {
    std::vector<std::filesystem::path> folders;
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> others;  ///< pipes, devices
};

/// Throws error where the folder cannot be read, and stopped. Links count as what they lead to, a
/// broken one as a file.
inline listing list_folder(std::filesystem::path const& folder, std::stop_token const& stop) {
    listing all;
    std::error_code code;
    std::filesystem::directory_iterator it{folder, code};
    for (std::filesystem::directory_iterator const end; !code && it != end; it.increment(code)) {
        if (stop.stop_requested()) throw stopped{};
        if (is_clutter(it->path().filename().string())) continue;
        std::error_code broken;
        bool const is_folder = it->is_directory(broken);
        bool const is_other = !is_folder && it->is_other(broken);
        (is_folder ? all.folders : is_other ? all.others : all.files).push_back(it->path());
    }
    if (code) throw error{"cannot read the folder", folder.string(), "check the path"};
    for (auto* paths : {&all.folders, &all.files, &all.others})
        std::sort(paths->begin(), paths->end());
    return all;
}

/// Counts what is passed over by its kind, and keeps one example.
class passed_over {
public:
    /// A file, by the ending of its name.
    void file(std::filesystem::path const& path) {
        auto const ending = lower_case(path.extension().string());
        add(ending.empty() ? "without an ending" : ending, path);
    }

    void folder(std::filesystem::path const& path) { add("folders", path); }

    void other(std::filesystem::path const& path) { add("pipes or devices", path); }

    bool empty() const { return kinds_.empty(); }

    /// "12 .webp, 3 .bmp, such as train/ant/1.webp"; the commonest kinds come first.
    std::string text() const {
        constexpr std::size_t most_kinds = 5;
        std::vector<std::pair<std::size_t, std::string>> sorted;
        for (auto const& [kind, count] : kinds_) sorted.emplace_back(count, kind);
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](auto const& a, auto const& b) { return a.first > b.first; });
        std::string text;
        std::size_t rest = 0;
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            auto const& [count, kind] = sorted[i];
            if (i < most_kinds)
                text += std::to_string(count) + " " + kind + ", ";
            else
                rest += count;
        }
        if (rest > 0) text += std::to_string(rest) + " of other kinds, ";
        return in_sentence(text + "such as " + example_);
    }

private:
    void add(std::string const& kind, std::filesystem::path const& path) {
        if (kinds_.empty()) example_ = path.string();
        ++kinds_[kind];
    }

    std::map<std::string, std::size_t> kinds_;
    std::string example_;
};

}  // namespace hurricane::inline v0::detail
