// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/space.hpp>

namespace hurricane::inline v0::spaces {

/// The quick-start space: the pool of 32 operators on the backbone `fashion`.
struct fashion : space<backbones::fashion, pool32> {};

}  // namespace hurricane::inline v0::spaces
