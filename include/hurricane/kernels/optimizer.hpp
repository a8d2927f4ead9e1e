// SPDX-License-Identifier: MIT
// The update of one array of weights from the gradients of all shards, in one pass.
#pragma once

#include <cmath>
#include <cstddef>

#include <hurricane/simd/vec.hpp>

namespace hurricane::inline v0::kernels {

/// d = gradient_factor (sum of gradients) + decay w;  v = momentum v + d;
/// w = keep w - rate (v, or with Nesterov d + momentum v).
struct sgd_numbers {
    float rate{};
    float momentum{};
    float decay{};
    float keep{1};
    float gradient_factor{1};
    bool nesterov{};
};

/// Kingma and Ba 2015, algorithm 1; correction = 1 - beta^t.
struct adam_numbers {
    float rate{};
    float beta1{};
    float beta2{};
    float eps{};
    float correction1{1};
    float correction2{1};
    float decay{};
    float keep{1};
    float gradient_factor{1};
};

}  // namespace hurricane::inline v0::kernels

#define HURRICANE_BODY <hurricane/kernels/optimizer.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

/// Gradients are `shards` arrays `stride` apart, added in order: the result does not depend on who
/// made which.
inline void sgd_update(sgd_numbers const& o, float const* gradients, int shards, std::size_t stride,
                       float* w, float* v, std::size_t size) {
    dispatch(avx512::sgd_update, avx2::sgd_update)(o, gradients, shards, stride, w, v, size);
}

inline void adam_update(adam_numbers const& o, float const* gradients, int shards,
                        std::size_t stride, float* w, float* v, float* u, std::size_t size) {
    dispatch(avx512::adam_update, avx2::adam_update)(o, gradients, shards, stride, w, v, u, size);
}

/// Adds `factor` times the gradients of all shards, in order, to another array.
inline void add_scaled(float* to, float const* gradients, int shards, std::size_t stride,
                       float factor, std::size_t size) {
    dispatch(avx512::add_scaled, avx2::add_scaled)(to, gradients, shards, stride, factor, size);
}

/// Adds the gradients of all shards into the first and returns their sum of squares.
inline double collect(float* gradients, int shards, std::size_t stride, std::size_t size) {
    return dispatch(avx512::collect, avx2::collect)(gradients, shards, stride, size);
}

}  // namespace hurricane::inline v0::kernels
