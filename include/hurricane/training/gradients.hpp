// SPDX-License-Identifier: MIT
// The gradients of one training step along a path, shard by shard, and the optimiser's step on what
// they belong to.
#pragma once

#include <cmath>
#include <vector>

#include <hurricane/networks/weights.hpp>
#include <hurricane/training/optimizer.hpp>
#include <hurricane/training/shared_weights.hpp>

namespace hurricane::inline v0 {

/// Of one block, in `shards` arrays that are `stride` floats apart.
struct block_gradients {
    float const* first{};
    int shards{1};
    std::size_t stride{};
};

/// One step of the optimizer on a block: `rate` is the learning rate of the step, `factor` scales
/// the gradient.
inline void optimizer_step(path_block const& h, block_gradients const& g,
                           optimizer_options const& o, double rate, double factor,
                           shared_weights& weights, kernels::engine& engine) {
    auto const updates = ++weights.updates(h.at);
    for (auto const& q : h.run->parameters()) {
        if (!kernels::trained(q.what)) continue;
        auto const at = h.at.offset + q.offset;
        float* const w = weights.params() + at;
        float* const second = weights.second_moments();
        optimize(o, rate, q.what == kernels::role::weights, factor, updates, g.first + q.offset,
                 g.shards, g.stride, w, weights.momentum() + at, second ? second + at : nullptr,
                 q.floats);
        if (q.owner)
            q.owner->refresh(engine, w, weights.copies() + h.at.copy_offset + q.copy_offset);
    }
}

class path_gradients {
public:
    /// For `shards` shards of paths of at most `longest` floats.
    path_gradients(int shards, std::size_t longest)
        : longest_{longest}, all_{longest * static_cast<std::size_t>(shards)} {
        for (std::size_t s = 0; s < static_cast<std::size_t>(shards); ++s)
            partials_.push_back(all_.data() + longest * s);
    }

    int shards() const { return static_cast<int>(partials_.size()); }

    /// Of each shard, path-long: moments of norms after the forward pass, gradients after the
    /// backward pass.
    std::span<float* const> partials() const { return partials_; }

    /// The squared 2-norm of a block's gradient; the shards are summed into the first one. O(floats
    /// shards).
    double squared_norm(path_block const& h) {
        double sum = 0;
        for (auto const& q : h.run->parameters())
            if (kernels::trained(q.what))
                sum += kernels::collect(all_.data() + h.path_offset + q.offset, shards(), longest_,
                                        q.floats);
        return sum;
    }

    /// A block's gradients, of which `live` shards hold a part.
    block_gradients of(path_block const& h, int live) const {
        return {all_.data() + h.path_offset, live, longest_};
    }

    /// Moves a block's running statistics by `momentum`; `pooled`: the shards shared theirs.
    void move_statistics(path_block const& h, shared_weights& weights, double momentum,
                         bool pooled) const {
        for (auto const& q : h.run->parameters())
            if (q.what == kernels::role::mean)
                move_norm(h, q, weights.params() + h.at.offset + q.offset, momentum, pooled);
    }

    /// From the biased variance of `shards` shards to the unbiased one.
    static float unbias(path_block const& h, kernels::parameter const& q, int shards) {
        auto const& of = h.run->lowered()[q.step].in;
        double const rows =
            static_cast<double>(h.run->output().n) * static_cast<double>(of.pixels()) * shards;
        return static_cast<float>(rows > 1 ? rows / (rows - 1) : 1);
    }

private:
    /// Running statistics: (1 - momentum) old + momentum new; new is the mean over the shards, or
    /// of the whole batch. `q` is the mean of a norm; its variance follows.
    void move_norm(path_block const& h, kernels::parameter const& q, float* running_mean,
                   double momentum, bool pooled) const {
        auto const m = static_cast<float>(momentum);
        float const share = 1.0f / static_cast<float>(shards());
        auto const to_variance = h.run->variance_offset(q.step) - q.offset;
        float const unbiased = unbias(h, q, pooled ? shards() : 1);
        for (std::size_t i = 0; i < q.floats; ++i) {
            auto const at = h.path_offset + q.offset + i;
            float mean = 0;
            float variance = 0;
            for (float const* p : partials_) mean += p[at];
            mean *= share;
            for (float const* p : partials_) {
                float const d = pooled ? p[at] - mean : 0.0f;
                variance += std::fma(d, d, p[at + to_variance]);
            }
            float* const mu = running_mean + i;
            float* const var = mu + to_variance;
            *mu = std::fma(m, mean - *mu, *mu);
            *var = std::fma(m, variance * share * unbiased - *var, *var);
        }
    }

    std::size_t longest_;
    float_buffer all_;
    std::vector<float*> partials_;  ///< where the shards begin
};

}  // namespace hurricane::inline v0
