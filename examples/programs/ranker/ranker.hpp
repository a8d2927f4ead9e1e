// SPDX-License-Identifier: MIT
// How well a supernet of a space ranks networks whose accuracy is known.
#pragma once

#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// The program; returns its exit code.
int ranker(int argc, char** argv, space_view const& space);

}  // namespace hurricane::app
