// SPDX-License-Identifier: MIT
// Supernets that are trained to rank networks, and the scores that they give them; both are kept in
// a folder and never made twice.
#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/data/dataset.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/training/supernet.hpp>

#include "shared/output_folder.hpp"
#include "shared/program.hpp"

namespace hurricane::app {

/// How a supernet is trained for ranking, over all of its space.
struct supernet_training {
    double epochs{20};
    path_sampling sampling{path_sampling::fair};
    int validation_images{5000};  ///< held out of training
    int scoring_images{2000};     ///< of them, that score a network
    /// Epochs that the network of most multiply-adds is trained alone, on the same images; what it
    /// then says of them are soft labels. 0: labels alone.
    double teacher_epochs{0};
    supernet_options how{};
};

/// Scores of one network by one supernet.
struct supernet_score {
    double cross_entropy{};
    double top1{};
};

using scores_by_network = std::map<genotype, supernet_score>;

class ranking_supernets {
public:
    ranking_supernets(space_view const& space, dataset const& images, supernet_training const& how,
                      output_folder& folder, observer& watch, std::stop_token stop);

    /// Of the supernet of the seed, after the options' batches of fine-tuning: kept ones are read,
    /// others are made and kept. Throws stopped, after what was made is kept.
    scores_by_network scores(std::uint64_t seed, std::vector<genotype> const& networks,
                             int tuning_batches, double tuning_rate);

private:
    std::unique_ptr<guide> guide_for(std::uint64_t seed) const;
    std::vector<float> soft_labels(std::uint64_t seed, task const& t);
    std::unique_ptr<supernet> trained(std::uint64_t seed, task const& t,
                                      supernet_options const& how);
    scores_by_network read(std::string const& file) const;

    space_view const& space_;
    dataset const& images_;
    supernet_training how_;
    output_folder& folder_;
    observer& watch_;
    std::stop_token stop_;
};

}  // namespace hurricane::app
