// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/search/priced.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// The program that searches a space for the target that it was compiled for: supernet training, two-stage search,
/// training of the winner and of hand-designed networks, measurement, report.
int searcher(int argc, char** argv, space_view const& space, priced_space const& priced);

}  // namespace hurricane::app
