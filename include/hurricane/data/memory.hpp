// SPDX-License-Identifier: MIT
// Sets that do not fit: std::bad_alloc as an error that says what was to be kept, and how large.
#pragma once

#include <cstddef>
#include <new>
#include <string>

#include <hurricane/base/error.hpp>
#include <hurricane/core/shape.hpp>
#include <hurricane/tensor/tensor.hpp>

namespace hurricane::inline v0::detail {

/// What f() returns. Throws error where memory runs out in it; `bytes` is what it keeps.
template <class F>
auto with_memory(std::size_t bytes, std::string const& name, F f) {
    constexpr std::size_t bytes_per_mb = 1'000'000;
    try {
        return f();
    } catch (std::bad_alloc const&) {
        throw error{"not enough memory for its " + std::to_string(bytes / bytes_per_mb + 1) + " MB",
                    name, "use a smaller set, or a machine with more memory"};
    }
}

/// Room for n images. Throws error where there is none.
inline byte_images allocate_images(std::size_t n, shape of, std::string const& name) {
    return with_memory(n * static_cast<std::size_t>(of.size()), name, [&] {
        byte_images images;
        images.resize({n, static_cast<std::size_t>(of.c), static_cast<std::size_t>(of.h),
                       static_cast<std::size_t>(of.w)});
        return images;
    });
}

}  // namespace hurricane::inline v0::detail
