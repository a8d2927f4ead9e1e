// SPDX-License-Identifier: MIT
// What exact search solves: the largest score within limits, as sums over layers, and the most that
// a partial network may still reach.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <hurricane/cost/priced_space.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// A sum over layers with pairs, negated where less is better: the most that the layers from one on
/// may add.
class score_bound {
public:
    score_bound(cost const& c, choice_mask const& mask, double sign)
        : cost_{&c}, sign_{sign}, most_(mask.size()) {
        for (auto layer = mask.size(); layer-- > 0;)
            for (auto choice : mask[layer]) {
                double behind =
                    layer + 1 < mask.size() ? -std::numeric_limits<double>::infinity() : 0;
                for (std::size_t i = 0; layer + 1 < mask.size() && i < mask[layer + 1].size(); ++i)
                    behind =
                        std::max(behind, sign * c.pair(int(layer), choice, mask[layer + 1][i]) +
                                             most_[layer + 1][mask[layer + 1][i]]);
                most_[layer].resize(256, -std::numeric_limits<double>::infinity());
                most_[layer][choice] = sign * c.at(int(layer), choice) + behind;
            }
    }

    /// What the choice adds behind another one (or at the first layer).
    double step(int layer, int before, int choice) const {
        return sign_ * (cost_->at(layer, choice) +
                        (layer > 0 ? cost_->pair(layer - 1, before, choice) : 0));
    }

    /// The most that the layers behind may add.
    double behind(int layer, int choice) const {
        return most_[std::size_t(layer)][std::size_t(choice)] - sign_ * cost_->at(layer, choice);
    }

    double fixed() const { return sign_ * cost_->fixed; }

private:
    cost const* cost_;
    double sign_;
    std::vector<std::vector<double>> most_;  ///< of the layers from this one on, by the choice here
};

/// Scores and limited costs as sums, limits as lower bounds of negated costs. What it is made of
/// must outlive it.
class exact_problem {
public:
    exact_problem(priced_space const& space, choice_mask mask, cost const& score,
                  limits const& bounds)
        : space_{space}, mask_{std::move(mask)}, score_{score}, bounds_{bounds} {
        possible_ = obey_maxima();
        for (auto const& layer : mask_) possible_ = possible_ && !layer.empty();
        if (possible_) add_sums();
    }

    /// False where some layer has no choice, or no network meets a limit on a maximum.
    bool possible() const { return possible_; }

    int layers() const { return static_cast<int>(mask_.size()); }

    /// The choices of a layer that no limited maximum rules out.
    std::vector<std::uint8_t> const& choices(int layer) const {
        return mask_[static_cast<std::size_t>(layer)];
    }

    double score(genotype const& g) const { return score_.of(g); }

    bool within(genotype const& g) const { return space_.within(g, bounds_); }

    /// Of the score; null where it is a sum.
    cost_function const* function() const { return score_.rest.get(); }

    /// Whether the score or a limited cost has a function.
    bool has_functions() const {
        return score_.rest || std::any_of(bounds_.begin(), bounds_.end(), [&](auto const& b) {
                   return space_[b.name].rest != nullptr;
               });
    }

    bool has_pairs() const {
        return !score_.pairs.empty() ||
               std::any_of(bounds_.begin(), bounds_.end(),
                           [&](auto const& b) { return !space_[b.name].pairs.empty(); });
    }

    /// The sums of a network without layers: the score, then each limited cost negated.
    std::vector<double> fixed() const {
        std::vector<double> sums;
        for (auto const& s : sums_) sums.push_back(s.fixed());
        return sums;
    }

    /// The sums with a further choice, behind another one (or at the first layer).
    std::vector<double> extended(std::vector<double> const& sums, int layer, int before,
                                 int choice) const {
        std::vector<double> then;
        then.reserve(sums.size());
        for (std::size_t k = 0; k < sums_.size(); ++k)
            then.push_back(sums[k] + sums_[k].step(layer, before, choice));
        return then;
    }

    /// The score of a partial network with the best ending.
    double best_ending(double score, int layer, int choice) const {
        return score + sums_[0].behind(layer, choice);
    }

    /// The same with a further choice, behind another one (or at the first layer).
    double best_ending(double score, int layer, int before, int choice) const {
        return best_ending(score + sums_[0].step(layer, before, choice), layer, choice);
    }

    /// Whether some ending may meet every limit.
    bool can_meet_limits(std::vector<double> const& sums, int layer, int choice) const {
        for (std::size_t k = 1; k < sums_.size(); ++k)
            if (sums[k] + sums_[k].behind(layer, choice) < floors_[k - 1]) return false;
        return true;
    }

private:
    /// A maximum is met choice by choice; false where the fixed part alone is beyond a limit.
    bool obey_maxima() {
        for (auto const& b : bounds_) {
            auto const& c = space_[b.name];
            if (c.how != combine::maximum || c.rest) continue;
            if (!b.met_by(c.fixed)) return false;
            for (int layer = 0; layer < layers(); ++layer)
                std::erase_if(mask_[std::size_t(layer)],
                              [&](auto choice) { return !b.met_by(c.at(layer, choice)); });
        }
        return true;
    }

    void add_sums() {
        sums_.emplace_back(score_, mask_, 1.0);
        for (auto const& b : bounds_)
            if (auto const& c = space_[b.name]; c.how == combine::sum) {
                sums_.emplace_back(c, mask_, -1.0);
                double const slack = 1e-9 * std::abs(b.bound) + (c.rest ? -c.rest->least() : 0.0);
                floors_.push_back(-b.bound - slack - 1e-12 * std::abs(c.fixed));
            }
    }

    priced_space const& space_;
    choice_mask mask_;
    cost const& score_;
    limits const& bounds_;
    std::vector<score_bound> sums_;  ///< the score, then each limited cost that is a sum, negated
    std::vector<double> floors_;     ///< of the negated costs
    bool possible_{};
};

}  // namespace detail

}  // namespace hurricane::inline v0
