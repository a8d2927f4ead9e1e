// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/networks/freeze.hpp>
#include <hurricane/search/searcher_registry.hpp>
#include <hurricane/search/width_family.hpp>

namespace hurricane::app {

/// A space at several widths, and how C++ reaches each.
struct searcher_family {
    std::vector<family_member> members;
    std::vector<space_source> sources;
};

/// The program that searches a space for the target that it was compiled for: supernet training,
/// search by the searcher that is asked for, training of the winner and of hand-designed networks,
/// measurement, report. `source`: how C++ reaches the space. `family`: of the space, for --widths;
/// priced when it is asked for. Without one there is no such option. `own`: searchers for
/// --searcher beside those that come along.
int searcher(int argc, char** argv, space_view const& space, priced_space const& priced,
             space_source const& source, std::function<searcher_family()> const& family = {},
             std::vector<searcher_entry> const& own = {});

/// Searchers of one's own; what they need of space and target is checked.
template <class Space, class Target, class... S>
std::vector<searcher_entry> own_searchers() {
    (hurricane::detail::require_of<Space, Target>(
         static_cast<hurricane::detail::phases_of<S> const*>(nullptr)),
     ...);
    return {searcher_entry_of<S>()...};
}

}  // namespace hurricane::app
