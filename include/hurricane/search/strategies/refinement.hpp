// SPDX-License-Identifier: MIT
// A strategy for few and dear scores, such as trainings of networks alone: relatives of the
// networks that scored best are looked at, and the one comes next that is best by a fit of what is
// known beforehand, and of choices, to the scores so far. (Sequential model-based optimisation with
// the features of Krishnakumar et al. 2022, "NAS-Bench-Suite-Zero", section 5; ours in the rest.)
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/base/ranking.hpp>
#include <hurricane/search/feature_model.hpp>
#include <hurricane/search/strategies/evolution.hpp>

namespace hurricane::inline v0 {

/// What is known of networks before they are scored: columns of a number for each, in any units;
/// what is_score() refuses stands for none.
using network_features =
    std::function<std::vector<std::vector<double>>(std::span<genotype const> networks)>;

struct refinement_options {
    std::vector<genotype> first{};  ///< networks that are scored first
    int parents{6};                 ///< best networks whose relatives are looked at; at least 1
    int relatives{200};             ///< each time, by mutation of one parent or crossover of two
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
            if (is_score(scored[i].fit.primary)) {
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

/// Offers the next network.
class refiner {
public:
    refiner(search_state& s, network_features const& features, refinement_options const& o)
        : s_{s}, features_{features}, o_{o} {}

    void offer_first() {
        for (auto const& g : o_.first) offer_new(g);
    }

    void offer_best_relative() {
        if (is_offered() || s_.history().empty()) return;
        auto const relatives = relatives_of_best();
        auto const fitted = refined_scores(s_.history(), relatives, features_);
        auto const known = s_.history().size();
        auto const is_ahead = [&](auto a, auto b) { return fitted[known + a] > fitted[known + b]; };
        for (auto const i : ordered(relatives.size(), is_ahead)) offer_new(relatives[i]);
    }

    /// Where there is no new relative. Ends the search where no draw is new either.
    void offer_random() {
        constexpr int tries = 200;
        for (int i = 0; i < tries && !is_offered(); ++i) offer_new(s_.domain().draw(s_.random()));
        if (!is_offered()) s_.conclude(std::numeric_limits<double>::infinity(), search_end::open);
    }

private:
    bool is_offered() const { return s_.offered() > 0; }

    /// One network is scored at a time: behind each there is a checkpoint and a new fit.
    void offer_new(genotype const& g) {
        auto const same = [&](evaluated const& e) { return o_.same(e.genes, g); };
        auto const known = s_.history();
        if (!is_offered() && std::none_of(known.begin(), known.end(), same)) s_.offer(g);
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

/// The given networks, then one relative of the best known at a time, the one that the fit says is
/// best, or a random one where none is new. Each costs a refined_scores with the relatives.
inline search_strategy refinement(network_features features, refinement_options const& o) {
    return {"refinement", o.parents, [features = std::move(features), o](search_state& s) {
                detail::refiner next{s, features, o};
                next.offer_first();
                next.offer_best_relative();
                next.offer_random();
            }};
}

}  // namespace hurricane::inline v0
