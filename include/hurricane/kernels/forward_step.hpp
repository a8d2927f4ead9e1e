// SPDX-License-Identifier: MIT
// The forward pass of one step, of any kind: what executors (training) and frozen networks
// (inference) run.
#pragma once

#include <algorithm>

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/convolution.hpp>
#include <hurricane/kernels/max_pool.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/pixels.hpp>

namespace hurricane::inline v0::kernels {

/// What a step reads and writes, channels last; `src2` of kinds with two inputs.
struct step_arrays {
    float const* src{};
    float const* src2{};
    float* dst{};
    // Of kinds with weights:
    weighted* kernel{};
    float const* weights{};
    float const* bias{};
    // Of norms: statistics and parameters, and the activation behind.
    norm_values norm{nullptr, 0};
    activation act{};
};

struct step_layouts {
    layout src;
    layout src2;
    layout dst;
};

/// Dropout is the identity, as in inference.
inline void forward_step(engine& e, step const& s, step_layouts const& l, step_arrays const& x) {
    switch (s.op) {
        case kind::conv:
        case kind::linear: return x.kernel->forward(e, x.src, x.weights, x.bias, x.dst);
        case kind::batch_norm: return norm_apply(x.act, l.src, x.src, x.norm, x.dst);
        case kind::relu:
        case kind::relu6:
        case kind::swish:
        case kind::hard_swish:
        case kind::sigmoid:
        case kind::hard_sigmoid: return activate(activation_of(s.op), x.src, x.dst, l.src.floats());
        case kind::channel_shuffle: return channel_shuffle(l.src, s.groups, x.src, x.dst);
        case kind::slice: return slice(l.src, x.src, s.offset, l.dst, x.dst);
        case kind::concat: return concat(l.src, x.src, l.src2, x.src2, l.dst, x.dst);
        case kind::max_pool: return max_pool(s, l.src.n, x.src, x.dst);
        case kind::global_pool: return global_pool(l.src, x.src, x.dst);
        case kind::scale: return scale(l.src, x.src, x.src2, x.dst);
        case kind::add: return add(x.src, x.src2, x.dst, l.src.floats());
        case kind::dropout: std::copy_n(x.src, l.src.floats(), x.dst); return;
    }
}

}  // namespace hurricane::inline v0::kernels
