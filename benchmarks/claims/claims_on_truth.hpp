// SPDX-License-Identifier: MIT
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "ranker/ranking_truth.hpp"
#include "truth_methods.hpp"

namespace hurricane::claims {

struct truth_settings {
    std::string truth;     ///< CSV of networks and their accuracies
    std::string by_hand;   ///< the same of networks made by hand
    std::string scores;    ///< networks.csv of a ranking of the truth
    std::string pictures;  ///< of the training cut, which takes no scores
    std::string column = "rank_sum_with_swap";
    std::vector<std::string> limits{"macs=40e6", "macs=50e6", "macs=60e6"};
    std::vector<double> shares{0.15, 0.35, 0.60};  ///< of the table, that limits of latency leave
    std::string out;
    method_options method;
    bool accept_noise = false;
};

/// HURRICANE's claims on NAS-Bench-Macro's networks, whose accuracies are known: nothing is
/// trained. Measures this machine's rows, kept in the folder. Throws error, and stopped.
void run_on_truth(truth_settings const& s, std::stop_token stop);

}  // namespace hurricane::claims
