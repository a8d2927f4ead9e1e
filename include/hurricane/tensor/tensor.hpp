// SPDX-License-Identifier: MIT
// The tensors of public interfaces are xtensor's; this is its only include. No lazy expression ever
// crosses a function boundary, and kernels see raw pointers.
#pragma once

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

#include <cstddef>
#include <cstdint>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

template <std::size_t Rank>
using tensor = xt::xtensor<float, Rank>;

/// Images as read: (N, C, H, W), 0..255.
using byte_images = xt::xtensor<std::uint8_t, 4>;

}  // namespace hurricane::inline v0
