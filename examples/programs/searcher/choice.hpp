// SPDX-License-Identifier: MIT
// The choice by training, as a searcher makes it: among whom, what is said of it and kept of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <hurricane/search/best_networks.hpp>
#include <hurricane/search/hand_made.hpp>
#include <hurricane/training/successive_halving.hpp>

#include "results.hpp"
#include "shared/statistics.hpp"

namespace hurricane::app {

struct network_choice {
    std::vector<named_network> networks{};  ///< of the search, the found one first; then by hand
    std::size_t of_search{};                ///< how many of them are
    /// Of each, the name of the one made by hand that it is; empty: none.
    std::vector<std::string> made_by_hand{};
    std::vector<std::string> outside{};  ///< by hand, and not within the limits
    int chosen{};                        ///< among the networks

    bool is_by_hand() const { return !made_by_hand[static_cast<std::size_t>(chosen)].empty(); }
};

/// The uniform networks, and of each family the nearest below the limits that is none of them.
std::vector<named_network> with_hand_made(std::vector<named_network> uniform,
                                          space_view const& space, priced_space const& priced,
                                          limits const& within);
/// The best `most` of the search and those by hand within the limits, each network once.
network_choice choice_among(searcher_result const& found, std::vector<named_network> by_hand,
                            space_view const& space, priced_space const& priced,
                            limits const& within, int most);
/// Who takes part and who does not.
void announce_choice(network_choice const& c, int asked, observer& watch);
/// Who went on in each round, and who was chosen.
void tell_choice(network_choice const& c, halving_progress const& p, observer& watch);
/// Of result.json.
json describe_choice(network_choice const& c, halving_progress const& p, int asked);

/// Found and delivered against each that was made by hand, on the test images: which of them only
/// one of the two got right.
struct comparison {
    std::size_t network;  ///< among the finished ones, as is the other
    std::size_t with;
    std::int64_t only_network{};
    std::int64_t only_with{};
    std::int64_t images{};

    interval difference() const { return paired_interval(only_network, only_with, images); }
};

/// For each test image whether a network is right: '1', '0', or '-' where the image is damaged.
std::string right_of(std::vector<float> const& logits, dataset const& test);
std::vector<comparison> compare(std::vector<finished_network> const& networks,
                                std::size_t delivered);
json describe_comparisons(std::vector<comparison> const& all);
void tell_comparisons(std::vector<comparison> const& all,
                      std::vector<finished_network> const& networks, observer& watch);

}  // namespace hurricane::app
