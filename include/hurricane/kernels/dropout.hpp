// SPDX-License-Identifier: MIT
// Dropout by numbered random numbers.
#pragma once

#include <cstddef>

#include <hurricane/base/rng.hpp>

namespace hurricane::inline v0::kernels {

/// Inverted dropout (Srivastava et al. 2014, section 10): element i survives with probability 1 -
/// rate, scaled by 1 / (1 - rate), as number first + i of the stream decides. Its own gradient: the
/// same stream gives the same mask.
inline void dropout(rng const& stream, double rate, std::size_t first, float const* src, float* dst,
                    std::size_t size) {
    auto const limit = static_cast<std::uint64_t>(rate * 0x1p32);
    auto const factor = static_cast<float>(1 / (1 - rate));
    std::uint64_t bits = first % 2 == 1 ? stream.at(first / 2) : 0;
    for (std::size_t i = 0; i < size; ++i) {  // one 64-bit number decides two elements
        bool const odd = (first + i) % 2 == 1;
        if (!odd) bits = stream.at((first + i) / 2);
        dst[i] = (odd ? bits & 0xffffffffu : bits >> 32) < limit ? 0.0f : src[i] * factor;
    }
}

}  // namespace hurricane::inline v0::kernels
