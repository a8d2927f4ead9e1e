// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

/// A folder of its own for a test, removed at the end.
struct scratch_folder {
    std::filesystem::path path;

    scratch_folder() {
        static int count = 0;
        path = std::filesystem::temp_directory_path() /
               ("hurricane_" + std::to_string(getpid()) + "_" + std::to_string(count++));
        std::filesystem::create_directories(path);
    }

    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }

    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;

    std::filesystem::path operator/(std::string const& name) const { return path / name; }
};
