// SPDX-License-Identifier: MIT
// Files read and written whole, with errors that say which and what to do.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// Writes `content` to `path` whole or not at all, be it that the program is killed or the power fails.
inline void write_file(std::filesystem::path const& path, std::string_view content) {
    auto const fail = [&] {
        return error{"cannot write", path.string(), "check that the folder exists, is writable and has space"};
    };
    auto const temporary = std::filesystem::path{path}.concat(".part");
    int const file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) throw fail();
    bool good = true;
    while (good && !content.empty()) {
        auto const n = write(file, content.data(), content.size());
        if (n > 0)
            content.remove_prefix(static_cast<std::size_t>(n));
        else
            good = n < 0 && errno == EINTR;
    }
    good = good && (fsync(file) == 0 || errno == EINVAL);  // EINVAL: a kind of file that cannot be synchronised
    good = close(file) == 0 && good;
    std::error_code code;
    if (good) std::filesystem::rename(temporary, path, code);
    if (good && !code) return;
    std::filesystem::remove(temporary, code);
    throw fail();
}

inline std::string read_file(std::filesystem::path const& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content;
    char part[1 << 14];
    while (file.read(part, sizeof part), file.gcount() > 0)
        content.append(part, static_cast<std::size_t>(file.gcount()));
    if (!file.is_open() || file.bad()) throw error{"cannot read", path.string(), "check the path"};
    return content;
}

/// Throws error unless a file could be written at `path`; leaves nothing behind. To be called before long work.
inline void check_writable(std::filesystem::path const& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code))
        throw error{"it is a folder", path.string(), "give the name of a file"};
    if (std::filesystem::exists(path, code) && !std::filesystem::is_regular_file(path, code))
        throw error{"it is not a file but a device or the like", path.string(), "give the name of a file"};
    auto const trial = std::filesystem::path{path}.concat(".trial");
    write_file(trial, "");
    std::error_code ignored;
    std::filesystem::remove(trial, ignored);
}

/// Creates a folder, with its parents, in which files can be written.
inline void make_folder(std::filesystem::path const& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) throw error{"cannot create the folder", folder.string(), "check that its parent is a writable folder"};
    check_writable(folder / "file");
}

}  // namespace hurricane::inline v0
