// SPDX-License-Identifier: MIT
// A search over widths as an outer choice: the widths of a family are screened, the most promising
// ones searched each in a folder of its own, and what they deliver is compared.
#pragma once

#include <stop_token>
#include <vector>

#include <hurricane/search/width_family.hpp>

#include "search_settings.hpp"
#include "searcher.hpp"

namespace hurricane::app {

/// The folder of a width below --out: "width-150".
std::string folder_of_width(double factor);

/// Searches the best `searched` widths by ReLU units and leaves widths.json, which names the one
/// whose network has the lower cross-entropy in the last round of its choice. `base` is the space
/// itself, whose usual limit holds for all widths. Throws error before long work where no width
/// has a network within the limits.
void search_widths(searcher_family const& family, priced_space const& base,
                   search_settings const& s, std::size_t searched, std::stop_token stop);

}  // namespace hurricane::app
