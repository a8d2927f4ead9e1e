// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/search/priced.hpp>
#include <hurricane/space/freeze.hpp>

namespace hurricane::app {

/// The program that searches a space for the target that it was compiled for: supernet training, two-stage search,
/// training of the winner and of hand-designed networks, measurement, report. `source`: how C++ reaches the space.
int searcher(int argc, char** argv, space_view const& space, priced_space const& priced, space_source const& source);

}  // namespace hurricane::app
