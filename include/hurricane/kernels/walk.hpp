// SPDX-License-Identifier: MIT
// How kernels walk activations: the rows (pixels) of some vectors of channels at a time, so that
// what belongs to a channel stays in registers.
#pragma once

#include <hurricane/simd/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/walk.ipp>
#include <hurricane/simd/both.ipp>
