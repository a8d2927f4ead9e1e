// SPDX-License-Identifier: MIT
// Families of backbones: one backbone, wider or narrower, deeper or shallower.
#pragma once

#include <hurricane/space/backbone.hpp>

namespace hurricane::inline v0 {

/// Base with the widths of its stages (down to multiples of 4) and their numbers of blocks (to the
/// nearest) scaled, in per cent; 100 leaves them alone. Stem and head are Base's, so the name is
/// too: rows of a table that are measured for several widths never contradict each other.
template <class Base, int Width, int Depth = 100>
struct scaled_backbone : Base {
    static constexpr auto stages = [] {
        auto all = Base::stages;
        for (auto& s : all) {
            if (Width != 100) s.width = saturating_multiply(s.width, Width, 100) / 4 * 4;
            s.blocks = (s.blocks * Depth + 50) / 100;
        }
        return all;
    }();
    static constexpr int split = [] {
        int const nearest = (Base::split * Depth + 50) / 100;
        return nearest > 1 ? nearest : 1;
    }();
};

}  // namespace hurricane::inline v0
