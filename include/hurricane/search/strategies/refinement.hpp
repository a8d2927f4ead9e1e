// SPDX-License-Identifier: MIT
// A strategy for few and dear scores, such as trainings of networks alone: relatives of the
// networks that scored best are looked at, and the one comes next that is best by a fit of what is
// known beforehand, and of choices, to the scores so far. (Sequential model-based optimisation with
// the features of Krishnakumar et al. 2022, "NAS-Bench-Suite-Zero", section 5; ours in the rest.)
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/search/feature_model.hpp>
#include <hurricane/search/strategies/evolution.hpp>

namespace hurricane::inline v0 {

/// What is known of networks without a score: columns of a number for each, in any units; one of
/// magnitude 1e100 or more, or NaN, stands for none.
using network_features =
    std::function<std::vector<std::vector<double>>(std::span<genotype const> networks)>;

struct refinement_options {
    std::vector<genotype> first{};  ///< networks that are scored first
    int round{1};                   ///< networks scored between two fits
    int parents{6};                 ///< best networks whose relatives are looked at; at least 1
    int relatives{200};             ///< by mutation of one parent or crossover of two, each round
    double gene_mutation{0.15};
    /// Whether two genotypes spell one network, which is scored once.
    std::function<bool(genotype const&, genotype const&)> same{std::equal_to<genotype>{}};
};

namespace detail {

/// Scores without those that stand for none; one further below the median than three times what
/// the best is above it counts as that: a single failure is not to bend the fit.
struct sane_scores {
    std::vector<std::size_t> which;
    std::vector<double> scores;

    explicit sane_scores(std::span<evaluated const> scored) {
        for (std::size_t i = 0; i < scored.size(); ++i)
            if (std::abs(scored[i].fit.primary) < feature_model::no_number) {
                which.push_back(i);
                scores.push_back(scored[i].fit.primary);
            }
        if (scores.empty()) return;
        auto sorted = scores;
        std::sort(sorted.begin(), sorted.end());
        double const median = sorted[sorted.size() / 2];
        double const least = median - 3 * (sorted.back() - median);
        for (double& s : scores) s = std::max(s, least);
    }
};

}  // namespace detail

/// What a fit to scores says of each of them, and of `others` behind: the scores without their
/// luck. O(n^3 + n (n + others)) for n scores, and the features of all.
inline std::vector<double> refined_scores(std::span<evaluated const> scored,
                                          std::span<genotype const> others,
                                          network_features const& features) {
    std::vector<genotype> all;
    for (auto const& e : scored) all.push_back(e.genes);
    all.insert(all.end(), others.begin(), others.end());
    auto columns = features(all);
    detail::sane_scores const told{scored};
    return feature_model{std::move(all), std::move(columns)}.predict(told.which, told.scores);
}

namespace detail {

class refiner {
public:
    refiner(search_state& s, network_features const& features, refinement_options const& o)
        : s_{s}, features_{features}, o_{o} {}

    void offer_first() {
        for (auto const& g : o_.first)
            if (!full()) offer_new(g);
    }

    void offer_best_relatives() {
        if (full() || s_.history().empty()) return;
        auto const relatives = relatives_of_best();
        auto const fitted = refined_scores(s_.history(), relatives, features_);
        auto const known = s_.history().size();
        std::vector<std::size_t> order(relatives.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(),
                         [&](auto a, auto b) { return fitted[known + a] > fitted[known + b]; });
        for (auto const i : order)
            if (!full()) offer_new(relatives[i]);
    }

    /// Where there is no new relative. Ends the search where no draw is new either.
    void offer_random() {
        constexpr int tries = 200;
        for (int i = 0; i < tries && !full(); ++i) offer_new(s_.domain().draw(s_.random()));
        if (s_.offered() == 0) s_.conclude(std::numeric_limits<double>::infinity(), false);
    }

private:
    bool full() const { return s_.offered() >= std::max(1, o_.round); }

    void offer_new(genotype const& g) {
        auto const same = [&](evaluated const& e) { return o_.same(e.genes, g); };
        auto const known = s_.history();
        auto const offers = s_.offers();
        if (std::none_of(known.begin(), known.end(), same) &&
            std::none_of(offers.begin(), offers.end(), same))
            s_.offer(g);
    }

    /// Mutants and crossings of the best known, each once.
    std::vector<genotype> relatives_of_best() {
        std::vector<genotype> relatives;
        auto const parents =
            std::min(s_.ranked(), static_cast<std::size_t>(std::max(1, o_.parents)));
        auto const parent = [&]() -> genotype const& {
            return s_.ranked(s_.random().below(parents)).genes;
        };
        for (int i = 0; i < o_.relatives; ++i) {
            genotype g = parent();
            if (i % 2 != 0) g = crossed(g, parent(), s_);
            g = mutated(g, s_, o_.gene_mutation);
            if (s_.domain().contains(g)) relatives.push_back(g);
        }
        std::sort(relatives.begin(), relatives.end());
        relatives.erase(std::unique(relatives.begin(), relatives.end()), relatives.end());
        return relatives;
    }

    search_state& s_;
    network_features const& features_;
    refinement_options const& o_;
};

}  // namespace detail

/// The given networks, then in rounds the relatives of the best known that the fit says are best,
/// and random ones where none is new. A round costs a refined_scores with the relatives.
inline search_strategy refinement(network_features features, refinement_options const& o) {
    return {"refinement", o.parents, [features = std::move(features), o](search_state& s) {
                detail::refiner next{s, features, o};
                next.offer_first();
                next.offer_best_relatives();
                next.offer_random();
            }};
}

}  // namespace hurricane::inline v0
