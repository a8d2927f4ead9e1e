// SPDX-License-Identifier: MIT
// What stands in the early layers while the later ones are searched: operators of middling cost, so
// that the later layers learn beside what is likely to be found, and neither part spends the
// other's share of a limit.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <hurricane/search/sampling/feasible.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// An additive cost under a limit, and what the first `split` layers may take of it: the same
/// fraction of their range as the limit is of the range of whole networks.
class early_share {
public:
    static constexpr double later_part = 0.5;

    early_share(priced_space const& space, choice_mask const& may, limit const& l)
        : price_{&space[l.name]}, split_{space.split} {
        auto const low = space.cheapest(*price_, may);
        auto const high = space.dearest(*price_, may);
        double const range = price_->of(high) - price_->of(low);
        double const left = range > 0 ? (l.bound - price_->of(low)) / range : 1;
        double const part = std::clamp(left, 0.0, 1.0);
        allowance_ = of(low) + part * (of(high) - of(low));
        double const others = range - (of(high) - of(low));
        most_allowed_ = allowance_ + (1 - later_part) * part * others;
        for (int layer = 0; layer < split_; ++layer) {
            least_.push_back(at(layer, low[layer]));
            most_.push_back(at(layer, high[layer]));
        }
    }

    double at(int layer, int choice) const { return price_->at(layer, choice); }

    double allowance() const { return allowance_; }

    bool exceeded_by(genotype const& g) const { return of(g) > allowance_ * (1 + 1e-12); }

    /// Whether the later layers are left less than `later_part` of their share.
    bool crowded_by(genotype const& g) const { return of(g) > most_allowed_ * (1 + 1e-12); }

    bool is_cheapest(int layer, int choice) const {
        auto const l = static_cast<std::size_t>(layer);
        return at(layer, choice) <= least_[l] && least_[l] < most_[l];
    }

    /// 0 of the layer's cheapest choice, 1 of its dearest.
    double level(int layer, int choice) const {
        auto const l = static_cast<std::size_t>(layer);
        double const range = most_[l] - least_[l];
        return range > 0 ? (at(layer, choice) - least_[l]) / range : 0;
    }

private:
    double of(genotype const& g) const {
        double sum = 0;
        for (int layer = 0; layer < split_; ++layer) sum += at(layer, g[layer]);
        return sum;
    }

    cost const* price_;
    int split_;
    double allowance_{};
    double most_allowed_{};
    std::vector<double> least_;  ///< by layer
    std::vector<double> most_;
};

/// The choice of early operators, first without any that is the cheapest of its layer.
class early_choice {
public:
    early_choice(priced_space const& space, limits const& bounds)
        : space_{space}, bounds_{bounds}, may_{space.allowed}, genes_{space.layers()} {
        for (auto const& b : bounds) obey_maximum(b);
        for (auto const& b : bounds)
            if (space[b.name].additive()) shares_.emplace_back(space, may_, b);
        with_cheapest_ = may_;
        for (int layer = 0; layer < space.split; ++layer) {
            auto middling = choices(layer);
            std::erase_if(middling, [&](auto choice) { return is_cheapest(layer, choice); });
            if (!middling.empty()) choices(layer) = middling;
        }
        for (int layer = 0; layer < genes_.size(); ++layer)
            genes_[layer] = best_scored(layer, choices(layer));
    }

    /// The early genes of a network within the limits; nothing where there is none with them.
    std::optional<genotype> find() {
        for (auto const& share : shares_) {
            bool lowered = true;
            while (lowered && share.exceeded_by(genes_)) lowered = lower(share);
        }
        for (auto const& share : shares_) {
            bool lowered = true;
            while (lowered && share.crowded_by(genes_)) lowered = allow_a_cheapest();
        }
        while (!leaves_a_network())
            if (!allow_a_cheapest()) return std::nullopt;
        return genes_;
    }

private:
    std::vector<std::uint8_t>& choices(int layer) { return may_[static_cast<std::size_t>(layer)]; }

    /// Leaves the choices that a limited maximum allows.
    void obey_maximum(limit const& b) {
        auto const& c = space_[b.name];
        if (c.how != combine::maximum || c.rest) return;
        for (int layer = 0; layer < space_.layers(); ++layer)
            std::erase_if(choices(layer),
                          [&](auto choice) { return !b.met_by(c.at(layer, choice)); });
    }

    bool is_cheapest(int layer, int choice) const {
        return std::any_of(shares_.begin(), shares_.end(),
                           [&](auto const& share) { return share.is_cheapest(layer, choice); });
    }

    std::uint8_t best_scored(int layer, std::vector<std::uint8_t> const& among) const {
        auto const& score = space_.score[static_cast<std::size_t>(layer)];
        return *std::max_element(among.begin(), among.end(),
                                 [&](auto a, auto b) { return score[a] < score[b]; });
    }

    /// The choices of a layer that cost less than its present one, and no more of another limit.
    std::vector<std::uint8_t> cheaper(early_share const& share, int layer,
                                      std::vector<std::uint8_t> among) const {
        int const now = genes_[layer];
        std::erase_if(among, [&](auto choice) {
            return share.at(layer, choice) >= share.at(layer, now) ||
                   std::any_of(shares_.begin(), shares_.end(), [&](auto const& other) {
                       return other.at(layer, choice) > other.at(layer, now);
                   });
        });
        return among;
    }

    /// The relatively dearest early layer that can gets the best-scored of what is cheaper.
    bool lower(early_share const& share) {
        int where = -1;
        for (int layer = 0; layer < space_.split; ++layer)
            if (!cheaper(share, layer, choices(layer)).empty() &&
                (where < 0 ||
                 share.level(layer, genes_[layer]) > share.level(where, genes_[where])))
                where = layer;
        if (where < 0) return false;
        genes_[where] = best_scored(where, cheaper(share, where, choices(where)));
        return true;
    }

    bool leaves_a_network() const {
        auto mask = fixed_mask(genes_);
        std::copy(space_.allowed.begin() + space_.split, space_.allowed.end(),
                  mask.begin() + space_.split);
        try {
            feasible_sampler{space_, mask, bounds_};
        } catch (error const&) {
            return false;
        }
        return true;
    }

    /// What is middling does not fit: the layer that saves most gets what is cheaper still.
    bool allow_a_cheapest() {
        double most = 0;
        std::pair<int, std::uint8_t> change;
        for (auto const& share : shares_)
            for (int layer = 0; layer < space_.split; ++layer)
                for (auto const choice :
                     cheaper(share, layer, with_cheapest_[static_cast<std::size_t>(layer)])) {
                    double const saved = share.at(layer, genes_[layer]) - share.at(layer, choice);
                    if (saved <= most * share.allowance()) continue;
                    most = saved / share.allowance();
                    change = {layer, choice};
                }
        if (most > 0) genes_[change.first] = change.second;
        return most > 0;
    }

    priced_space const& space_;
    limits const& bounds_;
    choice_mask may_;
    choice_mask with_cheapest_;
    std::vector<early_share> shares_;
    genotype genes_;
};

}  // namespace detail

/// The operators that stage 1 gives the early layers: at each the generator's best-scoring one that
/// no limited maximum rules out; then, while together they take more than the early layers' share
/// of a limit, the relatively dearest layer gets a cheaper one. The cheapest of a layer, which may
/// be a skip, is taken only where the later layers would be left less than half of their share, or
/// no network within the limits. Where no later layers go with them, the early operators of a
/// random network within the limits. Throws error when there is none.
inline genotype early_operators(priced_space const& space, limits const& bounds) {
    feasible_sampler const any{space, space.allowed, bounds};
    if (auto const found = detail::early_choice{space, bounds}.find()) return *found;
    rng random{0, "early operators"};
    return any(random);
}

}  // namespace hurricane::inline v0
