// SPDX-License-Identifier: MIT
// Files read and written whole, with errors that say which and what to do.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>

#include <hurricane/base/error.hpp>
#include <hurricane/base/file_reader.hpp>
#include <hurricane/base/temporary_file.hpp>

namespace hurricane::inline v0 {

/// Writes `content` to `path` whole or not at all, be it that the program is killed or the power
/// fails. A file that was there keeps its permissions; a symbolic link stays, and what it leads to
/// is written.
inline void write_file(std::filesystem::path const& path, std::string_view content) {
    temporary_file file{path};
    file.write(content);
    file.become_target();
}

/// Throws stopped when the stop is requested, also while a pipe has nothing to give.
inline std::string read_file(std::filesystem::path const& path, std::stop_token stop = {}) {
    file_reader file{path, std::move(stop)};
    std::string content;
    char part[1 << 14];
    for (auto n = file.read(part); n > 0; n = file.read(part)) content.append(part, n);
    return content;
}

/// Throws error unless a file could be written at `path`; leaves nothing behind. To be called
/// before long work.
inline void check_writable(std::filesystem::path const& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code))
        throw error{"it is a folder", path.string(), "give the name of a file"};
    if (std::filesystem::exists(path, code) && !std::filesystem::is_regular_file(path, code))
        throw error{"it is not a file but a device or the like", path.string(),
                    "give the name of a file"};
    temporary_file const trial{path};
}

/// Creates a folder, with its parents, in which files can be written.
inline void make_folder(std::filesystem::path const& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code)
        throw error{"cannot create the folder", folder.string(),
                    "check that its parent is a writable folder"};
    temporary_file const trial{folder / "file"};
}

}  // namespace hurricane::inline v0
