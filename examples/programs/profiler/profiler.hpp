// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// The program that measures the operators of a space on this machine and writes its row CSV.
int profiler(int argc, char** argv, space_view const& space);

}  // namespace hurricane::app
