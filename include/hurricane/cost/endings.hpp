// SPDX-License-Identifier: MIT
// The least (or the most) that the layers from one on may add to a cost, by the state that they
// begin in: Viterbi's way from the last layer to the first.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include <hurricane/cost/cost.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

class best_endings {
public:
    /// Of sign * cost within a mask the least, the cost's function and fixed part left out.
    /// O(layers states choices). Both must outlive it.
    best_endings(cost const& c, choice_mask const& mask, int sign)
        : cost_{&c}, mask_{&mask}, sign_{sign}, states_{static_cast<std::size_t>(c.states.count)},
          least_((mask.size() + 1) * states_) {
        for (int layer = layers(); layer-- > 0;)
            for (int state = 0; state < c.states.count; ++state) {
                double least = std::numeric_limits<double>::infinity();
                for (auto choice : mask[static_cast<std::size_t>(layer)])
                    least = std::min(least, step(layer, state, choice) +
                                                of(layer + 1, c.next(layer, state, choice)));
                at(layer, state) = least;
            }
    }

    /// Of the layers from `layer` on; 0 behind the last one, infinite where a layer has no choice.
    double of(int layer, int state) const {
        return least_[static_cast<std::size_t>(layer) * states_ + static_cast<std::size_t>(state)];
    }

    /// What a choice adds, times the sign.
    double step(int layer, int state, int choice) const {
        return sign_ * (cost_->behind(layer, state, choice) + cost_->at(layer, choice));
    }

    /// The genotype of the least.
    genotype way() const {
        genotype g{layers()};
        int state = 0;
        for (int layer = 0; layer < layers(); ++layer) {
            g[layer] = best_choice(layer, state);
            state = cost_->next(layer, state, g[layer]);
        }
        return g;
    }

private:
    int layers() const { return static_cast<int>(mask_->size()); }

    double& at(int layer, int state) {
        return least_[static_cast<std::size_t>(layer) * states_ + static_cast<std::size_t>(state)];
    }

    /// Of equals the first; without states what stands behind does not matter.
    std::uint8_t best_choice(int layer, int state) const {
        auto const& choices = (*mask_)[static_cast<std::size_t>(layer)];
        auto best = choices.front();
        double least = std::numeric_limits<double>::infinity();
        for (auto choice : choices) {
            double const ending =
                cost_->has_states() ? of(layer + 1, cost_->next(layer, state, choice)) : 0;
            double const x = step(layer, state, choice) + ending;
            if (!(x < least)) continue;
            least = x;
            best = choice;
        }
        return best;
    }

    cost const* cost_;
    choice_mask const* mask_;
    int sign_;
    std::size_t states_;
    std::vector<double> least_;  ///< by layer and state
};

}  // namespace hurricane::inline v0
