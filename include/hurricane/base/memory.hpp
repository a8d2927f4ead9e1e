// SPDX-License-Identifier: MIT
// What memory there is.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// Throws std::bad_alloc unless so many bytes could be had now. For calls into libraries that crash
/// where they get no memory. Takes none: the pages are never touched.
inline void require_memory(std::size_t bytes) {
    void* const probe =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (probe == MAP_FAILED) throw std::bad_alloc{};
    munmap(probe, bytes);
}

}  // namespace hurricane::inline v0
