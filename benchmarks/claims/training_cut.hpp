// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace hurricane::claims {

/// How much of a supernet's training two stages save (Zhang et al. 2020 say 30.4 %), by regret on
/// networks of known accuracy.
struct cut_settings {
    std::string truth;    ///< CSV of networks and their accuracies
    std::string by_hand;  ///< the same of networks made by hand
    std::string data;     ///< folder of pictures that supernets are trained on
    std::string out;
    std::vector<std::string> limits{"macs=50e6", "macs=60e6"};
    int seeds{10};
    double epochs{2};  ///< of one stage's whole training
    /// Networks that one stage, or two together, ask for under a limit; those that the truth does
    /// not know cost nothing, half of them where it is half of all.
    int evaluations{160};
    int looks{5};          ///< trainings of single networks that a method may look at
    int validation{5000};  ///< images held out of training
    int scoring{1000};     ///< of them, that score a network
    int calibration{256};  ///< training images that a network's norm statistics are of
    int threads{2};
};

/// One supernet per seed and form of search serves all limits. What is finished stays in the folder
/// and is not made again. Throws error, and stopped.
void run_training_cut(cut_settings const& s, std::stop_token stop);

}  // namespace hurricane::claims
