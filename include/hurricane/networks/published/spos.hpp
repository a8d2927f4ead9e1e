// SPDX-License-Identifier: MIT
// The networks of Single Path One-Shot (Guo et al. 2020), as genotypes of its spaces.
#pragma once

#include <hurricane/networks/frozen.hpp>
#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/space/presets.hpp>

namespace hurricane::inline v0::nets {

/// The network released with the search code.
struct spos_release : frozen<spaces::spos_blocks, "2-1-0-1-2-0-2-0-2-0-2-3-0-0-0-0-3-2-3-3"> {};

static_assert(costs<spos_release>(3'558'464, 322'918'720));

/// The network of the paper's block search.
struct spos_block_search : frozen<spaces::spos_blocks, "0-0-3-1-1-1-0-0-2-0-2-1-1-0-2-0-2-1-3-2"> {
};

static_assert(costs<spos_block_search>(3'345'088, 318'729'024));

/// The network of the search over blocks and channels: the same blocks, with scales 6 5 3 5 2 6 3 4
/// 2 5 7 5 4 6 7 4 4 5 4 3 of 0.2 to 1.6. A choice is 8 * block + scale.
struct spos_oneshot : frozen<spaces::spos_blocks_and_channels,
                             "6-5-27-13-10-14-3-4-18-5-23-13-12-6-23-4-20-13-28-19"> {};

static_assert(costs<spos_oneshot>(3'432'579, 327'857'920));

}  // namespace hurricane::inline v0::nets
