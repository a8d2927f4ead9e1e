// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <hurricane/base/error.hpp>
#include <hurricane/core/step.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

/// Throws error for a step that has no kernel in this version, for inputs of the given orders. `where` names the
/// caller.
inline void refuse_unsupported(step const& s, order src, order src2, std::string const& where) {
    bool const blocked = src == order::blocked;
    bool good = true;
    switch (s.op) {
        case kind::conv: good = blocked || s.in.c <= 3; break;
        case kind::linear: good = !blocked; break;
        case kind::batch_norm:
        case kind::channel_shuffle:
        case kind::slice:
        case kind::global_pool: good = blocked; break;
        case kind::concat: good = blocked && src2 == order::blocked; break;
        case kind::scale: good = blocked && src2 == order::plain; break;
        case kind::add: good = src == src2; break;
        case kind::max_pool:
        case kind::dropout: good = false; break;
        default: break;  // activations work on anything
    }
    if (good) return;
    throw error{
        "no kernel for this " + std::string{name_of(s.op)} + " of " + std::to_string(s.in.c) + " channels at " +
            std::to_string(s.in.h) + "x" + std::to_string(s.in.w),
        where,
        "this version has none for max_pool, training dropout, and image steps on pooled vectors or on input images"};
}

}  // namespace hurricane::inline v0::kernels
