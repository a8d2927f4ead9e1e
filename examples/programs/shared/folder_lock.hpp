// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include <hurricane/base/files.hpp>

namespace hurricane::app {

/// Keeps other programs out of a folder while it lives. The folder itself is locked (flock), so
/// that nothing is left behind, and death releases it. Where the file system knows no such lock
/// there is none.
class folder_lock {
public:
    /// Throws error where another program has the folder.
    explicit folder_lock(std::filesystem::path const& folder)
        : file_{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
        if (file_ < 0)
            throw error{"cannot open the folder", folder.string(), "check that it may be read"};
        if (flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
        close(file_);
        throw error{"another program is writing into the folder", folder.string(),
                    "wait for it, or name another folder"};
    }

    ~folder_lock() { close(file_); }

    folder_lock(folder_lock const&) = delete;
    folder_lock& operator=(folder_lock const&) = delete;

private:
    int file_;
};

}  // namespace hurricane::app
