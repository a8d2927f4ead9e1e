// SPDX-License-Identifier: MIT
// Searches under several limits that share one supernet, each with a folder of its own, and the
// front that they make.
#pragma once

#include "search_run.hpp"

namespace hurricane::app {

/// Whether these limits are to be searched together: several, or others than those of a supernet
/// that is kept in --out.
bool shares_supernet(search_settings const& s, std::vector<limits> const& each);

/// One search for each of the limits that a network meets, the others are said; leaves `supernet`,
/// front.json and front.html beside their folders. A supernet that is there already, of the same
/// training, is searched as it is. Throws error, and stopped.
void search_limits(space_view const& space, priced_space const& priced, space_source const& source,
                   search_settings const& s, std::vector<limits> const& each, std::stop_token stop);

}  // namespace hurricane::app
