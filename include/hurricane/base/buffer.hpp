// SPDX-License-Identifier: MIT
// Aligned floats that are owned and not initialised anew.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>

#include <hurricane/version.hpp>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace hurricane::inline v0 {

/// Floats aligned to a cache line, zeroed once, never resized: arenas, weights, gradients.
class float_buffer {
public:
    static constexpr std::size_t alignment = 64;
    static constexpr std::size_t huge_page = std::size_t{2} << 20;

    float_buffer() = default;

    explicit float_buffer(std::size_t size) : size_{size} {
        auto const whole = [&](std::size_t unit) {
            return (size * sizeof(float) / unit + 1) * unit;
        };
        bool const large = size * sizeof(float) >= huge_page;
        auto const unit = large ? huge_page : alignment;
        auto const bytes = whole(unit);
        data_.reset(static_cast<float*>(std::aligned_alloc(unit, bytes)));
        if (!data_) throw std::bad_alloc{};
#ifdef __linux__
        if (large)
            madvise(data_.get(), bytes, MADV_HUGEPAGE);  // fewer page walks; a refusal does no harm
#endif
        std::memset(data_.get(), 0, bytes);
        ++made_;
    }

    /// How many have been made so far: constant in a training loop (tests).
    static long made() { return made_; }

    float* data() { return data_.get(); }

    float const* data() const { return data_.get(); }

    std::size_t size() const { return size_; }

    std::span<float> all() { return {data(), size_}; }

    std::span<float const> all() const { return {data(), size_}; }

private:
    struct release {
        void operator()(float* p) const { std::free(p); }
    };

    inline static std::atomic<long> made_{};
    std::unique_ptr<float[], release> data_;
    std::size_t size_{};
};

/// Rounds a count of floats up to whole cache lines, so that everything in an arena stays aligned.
constexpr std::size_t aligned(std::size_t floats) { return (floats + 15) / 16 * 16; }

}  // namespace hurricane::inline v0
