// SPDX-License-Identifier: MIT
// How well scores rank networks whose accuracy is known.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "ranking_truth.hpp"

namespace hurricane::app {

/// Higher is better.
struct ranking_quality {
    double tau_b{};
    double spearman{};
    double precision{};  ///< of the best twentieth by the score, the share that is of the best
                         ///< twentieth
    double regret{};     ///< accuracy that the best by the score lacks of the best there is
};

/// Of the members of a set; `scores` and the truth are of all networks. NaN of less than two.
ranking_quality judge(std::span<double const> scores, std::span<double const> accuracies,
                      std::span<std::size_t const> members);

/// A score, one vector for each seed (one alone where no seed matters); NaN where a network has
/// none.
struct ranked_score {
    std::string name;
    std::vector<std::vector<double>> of_seed;
    /// Networks, by seed, whose accuracy the score was told: they are not judged. Empty: none.
    std::vector<std::vector<std::size_t>> told{};
};

/// The scores that several others make together: supernet scores smoothed, rank sums with what
/// costs nothing, and fits to networks trained alone.
struct judged_scores {
    truth_table const& truth;
    std::vector<network_set> const& sets;
    choice_mask mask;

    /// The additive model of a score (search/gene_model.hpp), fitted to the networks that have it.
    ranked_score smoothed(std::string name, ranked_score const& s) const;
    /// The weighted sum of ranks among the networks that have all of them.
    ranked_score summed(std::string name, std::vector<ranked_score const*> const& parts,
                        std::vector<double> const& weights) const;
    /// What the scores say of accuracy once that of one training is told for `count` networks of
    /// the first set (search/feature_model.hpp); which, follows from the seed.
    ranked_score fitted(std::string name, std::vector<ranked_score const*> const& parts,
                        int count) const;
    /// One training against the mean of the others, for each repeat.
    std::vector<ranking_quality> ceiling(network_set const& set) const;
    /// A score that the networks themselves have.
    ranked_score of(std::string name, double known_network::*what) const;
};

/// Prints a table, a row for each score, and returns it as JSON.
nlohmann::ordered_json report(judged_scores const& j, std::vector<ranked_score> const& scores);

}  // namespace hurricane::app
