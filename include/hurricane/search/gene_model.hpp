// SPDX-License-Identifier: MIT
// What is learnt of scores from scored networks: a worth of each choice, and one of each pair of
// choices at any two positions. Both are fitted through their kernel: two networks with m equal
// genes have m choices and m (m - 1) / 2 pairs in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/cost/ridge.hpp>
#include <hurricane/search/state.hpp>

namespace hurricane::inline v0 {

/// What a score is a sum over: choices alone, or pairs of them besides.
enum class gene_terms : unsigned char { choices, choices_and_pairs };

/// A score as a sum over the choices of a network and over the pairs of them.
class gene_model {
public:
    /// What a pair may weigh beside a choice, before the scores are seen; 0: no pairs.
    static constexpr double pair_weights[] = {0, 0.05, 0.3};

    /// Variances of a score's noise that are tried, in those of the scores.
    static constexpr double regularisations[] = {1, 0.1, 0.03, 0.01, 1e-3, 1e-4};

    /// Choices of all positions together, beyond which pairs are left out: their table is this
    /// number squared.
    static constexpr std::size_t most_choices = 2048;

    /// Of scored networks, for networks made of the mask's choices. Pairs are taken where they are
    /// asked for and networks that are left out are predicted better with them. O(n^3) for n
    /// networks.
    gene_model(choice_mask const& mask, std::span<evaluated const> scored, gene_terms terms)
        : layers_{static_cast<int>(mask.size())} {
        std::copy_if(scored.begin(), scored.end(), std::back_inserter(scored_),
                     [](evaluated const& e) { return is_score(e.fit.primary); });
        for (auto const& choices : mask)
            for (auto const choice : choices) stride_ = std::max(stride_, std::size_t{choice} + 1);
        number_choices();
        std::vector<double> targets;
        for (auto const& e : scored_) mean_ += e.fit.primary / static_cast<double>(scored_.size());
        for (auto const& e : scored_) targets.push_back(e.fit.primary - mean_);
        bool const pairs = terms == gene_terms::choices_and_pairs && worth_.size() <= most_choices;
        for (double const weight : pair_weights)
            if (weight == 0 || pairs) fit(targets, weight);
        to_tables();
    }

    /// The predicted score. O(layers), with pairs O(layers^2).
    double of(genotype const& g) const {
        double sum = mean_;
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            auto const at = index_of(i, g);
            sum += worth_[at];
            if (!paired()) continue;
            double const* const row = pair_worth_.data() + at * worth_.size();
            for (std::size_t j = i + 1; j < varied_.size(); ++j) sum += row[index_of(j, g)];
        }
        return sum;
    }

    bool paired() const { return !pair_worth_.empty(); }

    /// The deviation of the prediction from the score of a network that is left out.
    double error() const { return std::sqrt(ridge_.squared_error); }

    /// The model as a cost, without its pairs.
    cost as_cost() const {
        cost c{.name = "predicted score", .fixed = mean_, .stride = stride_, .table = {}};
        c.table.resize(static_cast<std::size_t>(layers_) * stride_);
        for (std::size_t i = 0; i < varied_.size(); ++i)
            std::copy_n(worth_.begin() + static_cast<std::ptrdiff_t>(i * stride_), stride_,
                        c.table.begin() + varied_[i] * static_cast<std::ptrdiff_t>(stride_));
        return c;
    }

private:
    /// The positions at which the networks differ, and an index for each choice there is.
    void number_choices() {
        for (int layer = 0; layer < layers_; ++layer) {
            bool varied = false;
            for (auto const& e : scored_) {
                varied = varied || e.genes[layer] != scored_.front().genes[layer];
                stride_ = std::max(stride_, std::size_t{e.genes[layer]} + 1);
            }
            if (varied) varied_.push_back(layer);
        }
        worth_.resize(varied_.size() * stride_);
    }

    std::size_t index_of(std::size_t i, genotype const& g) const {
        return i * stride_ + g[varied_[i]];
    }

    /// What networks with m equal genes have in common, those that are equal 1.
    double kernel(double m, double pair_weight) const {
        double const n = static_cast<double>(std::max<std::size_t>(1, varied_.size()));
        auto const common = [&](double k) { return k + pair_weight * k * (k - 1) / 2; };
        return common(m) / common(n);
    }

    /// Keeps the fit where it is better than what there is.
    void fit(std::vector<double> const& targets, double pair_weight) {
        symmetric_matrix common{scored_.size()};
        for (std::size_t i = 0; i < scored_.size(); ++i)
            for (std::size_t j = i; j < scored_.size(); ++j) {
                int equal = 0;
                for (int layer : varied_)
                    equal += scored_[i].genes[layer] == scored_[j].genes[layer];
                common.row(i)[j] = kernel(equal, pair_weight);
            }
        auto found = best_ridge(common, targets, regularisations);
        if (!(found.squared_error < ridge_.squared_error)) return;
        ridge_ = std::move(found);
        pair_weight_ = pair_weight;
    }

    /// From weights of networks to worths of choices.
    void to_tables() {
        if (pair_weight_ > 0) pair_worth_.resize(worth_.size() * worth_.size());
        for (std::size_t s = 0; s < ridge_.weights.size(); ++s) {
            auto const& g = scored_[s].genes;
            double const one = ridge_.weights[s] * kernel(1, pair_weight_);
            for (std::size_t i = 0; i < varied_.size(); ++i) {
                worth_[index_of(i, g)] += one;
                if (!paired()) continue;
                double* const row = pair_worth_.data() + index_of(i, g) * worth_.size();
                for (std::size_t j = i + 1; j < varied_.size(); ++j)
                    row[index_of(j, g)] += pair_weight_ * one;
            }
        }
    }

    std::vector<evaluated> scored_;
    int layers_{};
    std::vector<int> varied_;  ///< positions
    std::size_t stride_{1};
    double mean_{};
    double pair_weight_{};
    dual_ridge ridge_;
    std::vector<double> worth_;       ///< by varied position and choice
    std::vector<double> pair_worth_;  ///< by two of those, the one in front first; or empty
};

}  // namespace hurricane::inline v0
