// SPDX-License-Identifier: MIT
// Which kernels of oneDNN an operator really runs, as oneDNN itself says.
#pragma once

#include <string>

#include <hurricane/core/plan.hpp>
#include <hurricane/inference/frozen_network.hpp>

namespace hurricane::app {

/// "pointwise jit_1x1:avx2, depthwise jit_dw:avx2": the convolutions and linear layers of a plan in
/// their order, each with its implementation. Runs the network, made of this plan alone, once.
std::string implementations(frozen_network& net, plan const& p);

}  // namespace hurricane::app
