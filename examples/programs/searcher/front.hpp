// SPDX-License-Identifier: MIT
// What searches under several limits delivered, beside each other.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// The folder of a search below that of the front, by its own limit, the last one:
/// "latency_ms-0.2".
std::string folder_of(limits const& within);

/// front.json and front.html in a folder, of searches in supernets of one training.
class search_front {
public:
    search_front(std::filesystem::path folder, std::string training)
        : folder_{std::move(folder)}, training_{std::move(training)} {}

    /// Throws error where a file of these names is none of ours, or damaged.
    void check() const;

    /// Throws error where the front there is of another training.
    void check_training() const;

    /// Of the search under each of these limits what it delivered, its cost and its accuracy, and
    /// whether another one is no dearer, no worse, and one of the two better. Searches of the
    /// front.json there stay in it as long as their folders do.
    void write(space_view const& space, priced_space const& priced,
               std::vector<limits> const& searches) const;

private:
    std::filesystem::path folder_;
    std::string training_;
};

}  // namespace hurricane::app
