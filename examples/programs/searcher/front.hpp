// SPDX-License-Identifier: MIT
// What searches under several limits delivered, beside each other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// A search: its folder below that of the front, and its limits, the last one its own.
struct front_entry {
    std::string folder;
    limits within;
};

/// Of a search, by its own limit: "latency_ms-0.2".
std::string folder_of(limits const& within);

/// Throws error where front.json or front.html is there and is none of ours.
void refuse_foreign_front(std::filesystem::path const& folder);

/// Leaves front.json and front.html: of each search what it delivered, its cost and its accuracy,
/// and whether another one is both cheaper and better. Searches that the front.json there names
/// stay in it.
void write_front(std::filesystem::path const& folder, space_view const& space,
                 priced_space const& priced, std::vector<front_entry> const& entries);

}  // namespace hurricane::app
