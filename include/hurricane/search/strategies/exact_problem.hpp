// SPDX-License-Identifier: MIT
// What exact search solves, and what it finds: the largest score within limits, as sums over
// layers, and the most that a partial network may still reach.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <utility>
#include <vector>

#include <hurricane/cost/priced_space.hpp>

namespace hurricane::inline v0 {

struct exact_options {
    std::size_t most{
        200'000};  ///< partial networks kept for a layer, or looked at by branch and bound
    std::stop_token stop{};
};

struct exact_result {
    bool found{};  ///< false: no network meets the limits, or none was come to
    genotype best;
    double score{};
    double bound{};  ///< no network within the limits scores more
    bool proven{};   ///< best is the best

    double gap() const { return bound - score; }
};

namespace detail {

/// A sum over layers, negated where less is better, and the most that the layers from one on may
/// add.
class score_bound {
public:
    score_bound(cost const& c, choice_mask const& mask, int sign)
        : cost_{&c}, sign_{sign}, negated_{c, mask, -sign} {}

    /// What the choice adds behind a state.
    double step(int layer, int state, int choice) const {
        return -negated_.step(layer, state, choice);
    }

    int next(int layer, int state, int choice) const { return cost_->next(layer, state, choice); }

    /// The most that the layers from `layer` on may add.
    double most(int layer, int state) const { return -negated_.of(layer, state); }

    double fixed() const { return sign_ * cost_->fixed; }

    std::uint64_t states() const { return static_cast<std::uint64_t>(cost_->states.count); }

private:
    cost const* cost_;
    int sign_;
    best_endings negated_;  ///< the least of what is negated is the most
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

    exact_problem(exact_problem const&) = delete;
    exact_problem& operator=(exact_problem const&) = delete;

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

    /// A network so far: its sums, first the score, then each limited cost negated, and the states
    /// that they are in.
    struct partial {
        std::vector<double> sums;
        std::uint64_t states{};  ///< mixed-radix, a digit for each sum
    };

    /// Of no layers.
    partial beginning() const {
        partial none;
        for (auto const& s : sums_) none.sums.push_back(s.fixed());
        return none;
    }

    /// With the choice of a further layer. Behind the last one there are no states.
    partial extended(partial const& before, int layer, int choice) const {
        partial then;
        then.sums.reserve(sums_.size());
        std::uint64_t digit = 1;
        std::uint64_t left = before.states;
        for (std::size_t k = 0; k < sums_.size(); ++k) {
            auto const state = static_cast<int>(left % sums_[k].states());
            left /= sums_[k].states();
            then.sums.push_back(before.sums[k] + sums_[k].step(layer, state, choice));
            then.states += digit * static_cast<std::uint64_t>(sums_[k].next(layer, state, choice));
            digit *= sums_[k].states();
        }
        if (layer + 1 == layers()) then.states = 0;
        return then;
    }

    /// The score with the best ending from `layer` on.
    double best_ending(partial const& p, int layer) const {
        auto const state = static_cast<int>(p.states % sums_[0].states());
        return p.sums[0] + sums_[0].most(layer, state);
    }

    /// Whether some ending from `layer` on may meet every limit.
    bool can_meet_limits(partial const& p, int layer) const {
        auto left = p.states / sums_[0].states();
        for (std::size_t k = 1; k < sums_.size(); ++k) {
            auto const state = static_cast<int>(left % sums_[k].states());
            left /= sums_[k].states();
            if (p.sums[k] + sums_[k].most(layer, state) < floors_[k - 1]) return false;
        }
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

    /// Throws error where the states of all sums together are too many to number.
    void add_sums() {
        sums_.emplace_back(score_, mask_, 1);
        for (auto const& b : bounds_)
            if (auto const& c = space_[b.name]; c.how == combine::sum) {
                sums_.emplace_back(c, mask_, -1);
                double const slack = 1e-9 * std::abs(b.bound) + (c.rest ? -c.rest->least() : 0.0);
                floors_.push_back(-b.bound - slack - 1e-12 * std::abs(c.fixed));
            }
        double states = 1;
        for (auto const& s : sums_) states *= static_cast<double>(s.states());
        if (states > 0x1p63)
            throw error{"limits on too many costs with states at once", "space " + space_.name,
                        "search under fewer of them"};
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
