// SPDX-License-Identifier: MIT
// Buffers with lifetimes in one arena.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <hurricane/base/buffer.hpp>

namespace hurricane::inline v0::kernels {

/// Places buffers with lifetimes into one arena: a buffer may take the place of any that is dead
/// before it is born. First fit in order of birth, O(n^2); n is the number of values of one plan.
class arena_planner {
public:
    /// Registers a buffer that is written first at time `birth` and read last at time `death`;
    /// returns its number.
    int add(std::size_t floats, int birth, int death) {
        buffers_.push_back({aligned(floats), birth, death, 0});
        return static_cast<int>(buffers_.size()) - 1;
    }

    void extend(int number, int death) {
        auto& b = buffers_[static_cast<std::size_t>(number)];
        b.death = std::max(b.death, death);
    }

    /// Assigns offsets; returns the size of the arena in floats.
    std::size_t assign_offsets() {
        std::size_t total = 0;
        for (std::size_t i = 0; i < buffers_.size(); ++i) {
            auto& b = buffers_[i];
            std::vector<buffer> alive;
            for (std::size_t j = 0; j < i; ++j)
                if (buffers_[j].birth <= b.death && b.birth <= buffers_[j].death)
                    alive.push_back(buffers_[j]);
            std::sort(alive.begin(), alive.end(),
                      [](auto const& x, auto const& y) { return x.offset < y.offset; });
            for (auto const& a : alive)
                if (a.offset < b.offset + b.floats && b.offset < a.offset + a.floats)
                    b.offset = a.offset + a.floats;
            total = std::max(total, b.offset + b.floats);
        }
        return total;
    }

    std::size_t offset(int number) const {
        return buffers_[static_cast<std::size_t>(number)].offset;
    }

private:
    struct buffer {
        std::size_t floats;
        int birth;
        int death;
        std::size_t offset;
    };

    std::vector<buffer> buffers_;
};

}  // namespace hurricane::inline v0::kernels
