// SPDX-License-Identifier: MIT
// What a compiled plan executes: two straight lists of operations, forward and backward, cut into
// segments where a batch norm must have seen all images. Inside a segment a tile stays in cache
// from operation to operation: some pixels where every operation works pixel by pixel, else whole
// images.
//
// Results of convolutions, linear layers, pools and dropout are saved for the backward pass.
// Everything else (norms with their activations, sums, gates, slices, shuffles) is cheap: it is
// computed anew, on a tile, wherever it is needed, so that it is never written to or read from
// memory.
#pragma once

#include <cstddef>
#include <vector>

#include <hurricane/kernels/activation.hpp>

namespace hurricane::inline v0::kernels {

/// Where a value or a gradient lies. `tile`: one tile of images, dead at the end of the segment;
/// all others hold every image of the shard.
struct buffer_ref {
    enum class in : unsigned char { nowhere, src, saved, tile, shard, diff_dst, diff_src };
    in where{in::nowhere};
    std::size_t offset{};  ///< floats; of tile and shard while planning: the number of the buffer
    std::size_t image{};   ///< floats of one image
    std::size_t pixel{};   ///< floats of one pixel: channels

    explicit operator bool() const { return where != in::nowhere; }

    friend bool operator==(buffer_ref const&, buffer_ref const&) = default;
};

enum class action : unsigned char {
    compute,     ///< x = step(a, b)
    statistics,  ///< moments of a, merged
    apply,       ///< x = the norm of a with its activation
    gradient,  ///< of a step: parameters, x = diff_src, y = diff_src2, from the values a, b and d =
               ///< diff_dst
    accumulate,          ///< the same into an existing x
    reduce,              ///< sums of a norm from a and d = diff_dst
    back,                ///< x = diff_src of a norm from a and d
    add,                 ///< x += d
    copy,                ///< x = d
    depthwise,           ///< compute, with apply of `before` and statistics of `behind`
    depthwise_gradient,  ///< gradient, with back of `behind` (whose src is b), apply and reduce of
                         ///< `before`
    take_half,   ///< compute of a slice that is half of a shuffle by pairs, from the shuffle's src
    join_halves  ///< gradient of such a shuffle from those of its halves, d of the first and b of
                 ///< the second
};

struct operation {
    action what{};
    int step{};  ///< of the plan
    activation act{activation::none};
    buffer_ref a{};
    buffer_ref b{};
    buffer_ref d{};
    buffer_ref x{};
    buffer_ref y{};
    int before{-1};  ///< of depthwise ones: the step of the norm before, if it takes part
    int behind{-1};  ///< and of the one behind
    activation before_act{};
    activation behind_act{};
    bool reduces{};  ///< the norm before
};

struct segment {
    std::vector<operation> run;
    int norm{-1};  ///< step of the batch norm whose statistics (or sums) are complete at the end
    bool pixelwise{};  ///< tiles are pixels of any images, else whole images
    int tile{};        ///< pixels or images of one
    int tiles{};       ///< how many

    /// Floats of a value in one tile.
    std::size_t floats(buffer_ref const& p) const {
        return (pixelwise ? p.pixel : p.image) * std::size_t(tile);
    }
};

/// Which values the forward pass leaves in memory.
/// Whether the backward pass gives the gradient by the input of a plan: a network's first part
/// needs none.
enum class input_gradient : unsigned char { none, computed };

enum class saved_values : unsigned char {
    needed,          ///< those that the backward pass reads
    activations_too  ///< what activations give besides, for those who look at them
};

struct execution_schedule {
    std::vector<segment> forward;
    std::vector<segment> backward;
    std::vector<buffer_ref> values;  ///< of the plan, where they are saved
    std::size_t saved_floats{};      ///< values kept for the backward pass, of a whole shard
    std::size_t tile_floats{};       ///< scratch of one tile
    std::size_t shard_floats{};      ///< scratch of a whole shard
    buffer_ref output;
};

}  // namespace hurricane::inline v0::kernels
