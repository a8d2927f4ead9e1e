// SPDX-License-Identifier: MIT
// What a ranker is asked for on its command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ranking_truth.hpp"
#include "supernet_scores.hpp"

namespace CLI {
class App;
}

namespace hurricane::app {

struct ranking_settings {
    truth_options truth;
    std::string data;
    std::string out = "ranking";
    std::vector<std::string> limits;
    double band = 0.15;
    int networks = 300;
    int inside = 100;
    std::uint64_t draw_seed = 0;
    int seeds = 3;
    supernet_training training;
    std::string sampling = "fair";
    std::string augment = "standard";
    int tuning_batches = 0;
    double tuning_rate = 0.1;
    int zero_cost_images = 16;
    double zero_cost_weight = 1;
    std::vector<int> alone{25, 50};
};

/// The settings of a command line without options.
ranking_settings default_ranking();
void add_ranking_options(CLI::App& cli, ranking_settings& s);
/// What follows from options that are names.
void settle(ranking_settings& s);

}  // namespace hurricane::app
