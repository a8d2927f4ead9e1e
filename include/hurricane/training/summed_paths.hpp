// SPDX-License-Identifier: MIT
// The gradients of several paths of one step, summed where they share weights: the optimizer then
// moves each weight once.
#pragma once

#include <vector>

#include <hurricane/training/gradients.hpp>

namespace hurricane::inline v0 {

class summed_paths {
public:
    /// A block of weights, as a part of the path that brought it first.
    struct met_block {
        std::size_t path{};
        std::size_t part{};
    };

    /// Forgets the step before. `floats`: of all shared weights; memory is made at the first call.
    void begin(std::size_t floats) {
        if (sum_.size() == 0) sum_ = float_buffer{floats};
        blocks_.clear();
        met_.assign(met_.size(), 0);
    }

    /// Makes room for path number `path` of the step: what it does not share begins with zeros.
    void meet(compiled_path const& p, std::size_t path) {
        for (std::size_t part = 0; part < p.size(); ++part) {
            auto const& h = p[part];
            auto const index = static_cast<std::size_t>(h.at.index);
            if (h.frozen) continue;
            if (met_.size() <= index) met_.resize(index + 1);
            if (met_[index] != 0) continue;
            met_[index] = 1;
            blocks_.push_back({path, part});
            std::fill_n(of(h), h.run->parameter_floats(), 0.0f);
        }
    }

    /// Adds `weight` times the gradients of a block. Blocks of one path may be added at the same
    /// time.
    void add(path_block const& h, block_gradients const& g, double weight) {
        for (auto const& q : h.run->parameters())
            if (kernels::trained(q.what))
                kernels::add_scaled(of(h) + q.offset, g.first + q.offset, g.shards, g.stride,
                                    static_cast<float>(weight), q.floats);
    }

    std::vector<met_block> const& blocks() const { return blocks_; }

    /// The sum of a block.
    float* of(path_block const& h) { return sum_.data() + h.at.offset; }

    /// Of a block's sum.
    double squared_norm(path_block const& h) {
        double sum = 0;
        for (auto const& q : h.run->parameters())
            if (kernels::trained(q.what)) sum += kernels::collect(of(h) + q.offset, 1, 0, q.floats);
        return sum;
    }

private:
    float_buffer sum_;  ///< as the weights lie
    std::vector<met_block> blocks_;
    std::vector<char> met_;  ///< by block
};

}  // namespace hurricane::inline v0
