// SPDX-License-Identifier: MIT
// A file in the making, beside the one that it becomes. Its name is random and nobody else's, so
// that no file of the user is ever in the way; what a killed program left is known by that name and
// swept up.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline constexpr std::string_view temporary_prefix = ".hurricane-";
inline constexpr std::string_view temporary_suffix = ".part";
inline constexpr std::size_t temporary_digits = 16;

inline std::string random_temporary_name() {
    std::random_device source;
    std::string digits;
    while (digits.size() < temporary_digits) digits += "0123456789abcdef"[source() % 16];
    return std::string{temporary_prefix} + digits + std::string{temporary_suffix};
}

inline error cannot_write(std::filesystem::path const& path) {
    return error{"cannot write", path.string(),
                 "check that the folder exists, is writable and has space"};
}

/// Where a chain of symbolic links ends: the links stay, and what they lead to is written.
inline std::filesystem::path behind_links(std::filesystem::path path) {
    constexpr int most_links = 40;  // as the kernel's ELOOP
    std::error_code code;
    for (int i = 0; i < most_links; ++i) {
        if (!std::filesystem::is_symlink(path, code)) return path;
        path = path.parent_path() / std::filesystem::read_symlink(path, code);
    }
    throw cannot_write(path);
}

}  // namespace detail

/// Whether a file of this name was left by a program that was killed while it wrote.
inline bool is_temporary_name(std::string_view name) {
    using namespace detail;
    if (name.size() != temporary_prefix.size() + temporary_digits + temporary_suffix.size())
        return false;
    auto const digits = name.substr(temporary_prefix.size(), temporary_digits);
    return name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix) &&
           digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class temporary_file {
public:
    /// Creates an empty file beside `target`, or beside what `target` links to. Throws error where
    /// that cannot be done, or where the target is there and may not be written.
    explicit temporary_file(std::filesystem::path const& target)
        : target_{detail::behind_links(target)} {
        if (access(target_.c_str(), F_OK) == 0 && access(target_.c_str(), W_OK) != 0)
            throw detail::cannot_write(target_);
        do {
            path_ = target_.parent_path() / detail::random_temporary_name();
            file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        } while (file_ < 0 && errno == EEXIST);
        if (file_ < 0) throw detail::cannot_write(target_);
    }

    /// Removes the file unless it has become its target.
    ~temporary_file() {
        if (file_ >= 0) close(file_);
        std::error_code ignored;
        if (!done_) std::filesystem::remove(path_, ignored);
    }

    temporary_file(temporary_file const&) = delete;
    temporary_file& operator=(temporary_file const&) = delete;

    /// Throws error where not all of it is on the disk at the end, be it that the power fails then.
    void write(std::string_view content) {
        bool good = write_all(content);
        good = good && (fsync(file_) == 0 || errno == EINVAL);  // EINVAL: cannot be synchronised
        keep_permissions();
        good = close(file_) == 0 && good;
        file_ = -1;
        if (!good) throw detail::cannot_write(target_);
    }

    /// Takes the place of the target.
    void become_target() {
        std::error_code code;
        std::filesystem::rename(path_, target_, code);
        if (code) throw detail::cannot_write(target_);
        done_ = true;
    }

private:
    bool write_all(std::string_view content) {
        while (!content.empty()) {
            auto const n = ::write(file_, content.data(), content.size());
            if (n > 0)
                content.remove_prefix(static_cast<std::size_t>(n));
            else if (n == 0 || errno != EINTR)
                return false;
        }
        return true;
    }

    /// Of the file that is replaced; its owner too, where that is allowed.
    void keep_permissions() {
        struct stat former {};

        if (stat(target_.c_str(), &former) != 0) return;
        [[maybe_unused]] int const owner = fchown(file_, former.st_uid, former.st_gid);
        [[maybe_unused]] int const mode = fchmod(file_, former.st_mode & 07777);
    }

    std::filesystem::path target_;
    std::filesystem::path path_;
    int file_{-1};
    bool done_{};
};

/// A folder in the making within another; removed in the end with what is still in it.
class temporary_folder {
public:
    explicit temporary_folder(std::filesystem::path const& within) {
        std::error_code code;
        do path_ = within / detail::random_temporary_name();
        while (!std::filesystem::create_directory(path_, code) && !code);
        if (code) throw detail::cannot_write(path_);
    }

    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Removes what killed programs left in a folder. Only for who knows that no other program writes
/// there.
inline void sweep_temporary_files(std::filesystem::path const& folder) {
    std::error_code code;
    std::filesystem::directory_iterator entry{folder, code};
    for (; !code && entry != std::filesystem::directory_iterator{}; entry.increment(code)) {
        std::error_code ignored;
        if (is_temporary_name(entry->path().filename().string()))
            std::filesystem::remove_all(entry->path(), ignored);
    }
}

}  // namespace hurricane::inline v0
