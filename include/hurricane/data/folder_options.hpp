// SPDX-License-Identifier: MIT
// How data sets are read: by how many threads, into how much memory, who is told, and who may end
// it.
#pragma once

#include <cstddef>
#include <stop_token>

#include <hurricane/base/observer.hpp>

namespace hurricane::inline v0 {

struct folder_options {
    int threads{2};
    std::size_t memory_bytes{std::size_t{2} << 30};  ///< larger decoded sets stay on the disk
    double most_damaged{0.01};     ///< share of pictures that may be damaged; they are skipped
    bool apply_orientation{true};  ///< EXIF's: pictures are turned as viewers show them
    observer* watch{&quiet()};     ///< outlives the set; log() may be called by threads that decode
    std::stop_token stop{};        ///< asked between blocks of files, and while folders are listed
};

}  // namespace hurricane::inline v0
