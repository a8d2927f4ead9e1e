// SPDX-License-Identifier: MIT
// Counter-based random numbers: (seed, stream, counter) -> 64 bits, by the rounds of Philox
// 2x64-10, Salmon et al. 2011 ("Parallel random numbers: as easy as 1, 2, 3"). The same on every
// compiler and for any number of threads; no std::*_distribution and no std::shuffle, whose results
// are not specified.
#pragma once

#include <cassert>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <hurricane/base/hash.hpp>

namespace hurricane::inline v0 {

/// 128-bit products, an extension that every 64-bit g++ and clang has.
__extension__ using uint128 = unsigned __int128;

class rng {
public:
    /// Streams of one seed are independent; name them so that adding one never shifts another.
    constexpr rng(std::uint64_t seed, std::uint64_t stream) : seed_{seed}, stream_{stream} {}

    constexpr rng(std::uint64_t seed, std::string_view stream)
        : rng{seed, fnv1a{}.text(stream).value()} {}

    constexpr std::uint64_t next() { return at(counter_++); }

    /// The n-th number of this stream, without state.
    constexpr std::uint64_t at(std::uint64_t n) const {
        std::uint64_t x = n;
        std::uint64_t y = stream_;
        std::uint64_t key = seed_;
#pragma GCC unroll 10
        for (int round = 0; round < 10; ++round) {
            auto const product = static_cast<uint128>(x) * 0xD2B74407B1CE6E93ull;
            x = static_cast<std::uint64_t>(product >> 64) ^ key ^ y;
            y = static_cast<std::uint64_t>(product);
            key += 0x9E3779B97F4A7C15ull;
        }
        return x;
    }

    /// Uniform in [0, 1) with 53 bits.
    constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

    /// Uniform in {0, ..., n - 1}, unbiased (Lemire 2019). Precondition: n > 0.
    constexpr std::uint64_t below(std::uint64_t n) {
        assert(n > 0);
        for (;;) {
            auto const product = static_cast<uint128>(next()) * n;
            auto const low = static_cast<std::uint64_t>(product);
            if (low >= n || low >= (0 - n) % n)
                return static_cast<std::uint64_t>(product >> 64);  // rarely divides
        }
    }

    /// Standard normal, by Box and Muller.
    double normal() {
        double const u = 1.0 - uniform();
        double const v = uniform();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * v);
    }

    /// Fisher-Yates.
    template <class T>
    constexpr void shuffle(std::span<T> xs) {
        for (std::size_t i = xs.size(); i > 1; --i) std::swap(xs[i - 1], xs[below(i)]);
    }

    /// Position in the stream, for checkpoints.
    constexpr std::uint64_t counter() const { return counter_; }

    constexpr void seek(std::uint64_t n) { counter_ = n; }

private:
    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t counter_{};
};

}  // namespace hurricane::inline v0
