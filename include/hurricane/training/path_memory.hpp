// SPDX-License-Identifier: MIT
// The memory that paths of a supernet need: how much the longest takes, and that of a shard.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <hurricane/base/buffer.hpp>
#include <hurricane/execution/compiled_plan.hpp>

namespace hurricane::inline v0 {

/// Floats that the longest path needs.
struct path_memory {
    std::size_t saved{};
    std::size_t parameters{};
    std::size_t tile{};
    std::size_t scratch{};
    std::size_t output{};  ///< the largest of the parts'

    /// A choice of a layer.
    void take_larger(kernels::compiled_plan const& p) {
        saved = std::max(saved, p.saved_floats());
        parameters = std::max(parameters, p.parameter_floats());
        tile = std::max(tile, p.tile_floats());
        scratch = std::max(scratch, p.shard_floats());
        output = std::max(output, p.output().floats());
    }

    void add_part(kernels::compiled_plan const& p) {
        path_memory part;
        part.take_larger(p);
        add_layer(part);
    }

    void add_layer(path_memory const& part) {
        saved += part.saved;
        parameters += part.parameters;
        tile = std::max(tile, part.tile);
        scratch = std::max(scratch, part.scratch);
        output = std::max(output, part.output);
    }
};

/// The memory of one shard of images on its way through a path.
struct shard_memory {
    shard_memory(path_memory const& most, kernels::layout input)
        : images{input.floats()}, saved{most.saved}, scratch{most.scratch},
          diff{float_buffer{aligned(most.output)}, float_buffer{aligned(most.output)}},
          labels(static_cast<std::size_t>(input.n)), soft(static_cast<std::size_t>(input.n)) {}

    float_buffer images;
    float_buffer saved;
    float_buffer scratch;
    float_buffer diff[2];
    float* partial{};       ///< path-long: moments, then gradients, of this shard
    std::uint64_t drops{};  ///< seed of dropout
    std::vector<int> labels;
    std::vector<float const*> soft;  ///< rows of soft labels
};

}  // namespace hurricane::inline v0
