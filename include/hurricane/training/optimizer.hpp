// SPDX-License-Identifier: MIT
// Optimisers: stochastic gradient descent with momentum, and Adam; weight decay, clipping,
// schedule.
#pragma once

#include <hurricane/kernels/optimizer.hpp>
#include <hurricane/training/learning_rate.hpp>

namespace hurricane::inline v0 {

enum class method : unsigned char {
    momentum,  ///< v = momentum v + g;  w -= rate v (Sutskever et al. 2013, as PyTorch writes it)
    nesterov,  ///< w -= rate (g + momentum v)
    adam       ///< Kingma and Ba 2015
};
enum class weight_decay_form : unsigned char {
    coupled,   ///< decay w is added to the gradient (L2)
    decoupled  ///< w shrinks by rate decay beside the step (Loshchilov and Hutter 2019)
};

struct optimizer_options {
    method how{method::nesterov};
    double learning_rate{0.1};
    schedule rate{};
    double momentum{0.9};
    double weight_decay{4e-5};
    weight_decay_form decay{weight_decay_form::coupled};
    bool decay_norms_and_biases{};  ///< off as in Guo et al. 2020; PyTorch's optimisers decay
                                    ///< everything
    double clip{};                  ///< largest 2-norm of the whole gradient; 0: no limit
    double beta1{0.9};              ///< of Adam
    double beta2{0.999};            ///< of Adam
    double eps{1e-8};               ///< of Adam
};

/// One array's part of a step. `updates` counts the steps that this array has had, this one
/// included; `u` is read and written by Adam only.
inline void optimize(optimizer_options const& o, double rate, bool decays, double gradient_factor,
                     long updates, float const* gradients, int shards, std::size_t stride, float* w,
                     float* v, float* u, std::size_t size) {
    auto const f = [](double x) { return static_cast<float>(x); };
    double const decay = decays || o.decay_norms_and_biases ? o.weight_decay : 0;
    bool const coupled = o.decay == weight_decay_form::coupled;
    float const added = f(coupled ? decay : 0);
    float const keep = f(coupled ? 1 : 1 - rate * decay);
    if (o.how == method::adam)
        return kernels::adam_update(
            {.rate = f(rate),
             .beta1 = f(o.beta1),
             .beta2 = f(o.beta2),
             .eps = f(o.eps),
             .correction1 = f(1 - std::pow(o.beta1, static_cast<double>(updates))),
             .correction2 = f(1 - std::pow(o.beta2, static_cast<double>(updates))),
             .decay = added,
             .keep = keep,
             .gradient_factor = f(gradient_factor)},
            gradients, shards, stride, w, v, u, size);
    kernels::sgd_update({.rate = f(rate),
                         .momentum = f(o.momentum),
                         .decay = added,
                         .keep = keep,
                         .gradient_factor = f(gradient_factor),
                         .nesterov = o.how == method::nesterov},
                        gradients, shards, stride, w, v, size);
}

}  // namespace hurricane::inline v0
