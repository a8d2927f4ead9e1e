// SPDX-License-Identifier: MIT
// Uniform sampling among the paths within the limits: by exact rejection where many paths are
// within the one limit on a sum that leaves least, otherwise by construction: dynamic programming
// over its cost and the cost's states, rounded so that no path over it can be drawn, and rejection,
// with a bound, for further limits.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/cost/priced_space.hpp>

namespace hurricane::inline v0 {

class feasible_sampler {
public:
    static constexpr int levels =
        1 << 13;  ///< steps into which what the limit leaves above the cheapest path is divided for
                  ///< the tables; a layer's share is rounded up, so that they may not draw paths
                  ///< within layers/levels of the limit
    static constexpr double often =
        0.25;  ///< of all paths within the additive limit: tries are cheaper than tables
    static constexpr int rejections = 200'000;  ///< tries before an error

    /// The space must outlive the sampler unchanged. Throws error when no path of the mask meets
    /// the limits, with the smallest reachable value where one limit alone is too low. O(layers x
    /// states x levels x choices) once; a try of sampling is O(layers), by the tables O(layers x
    /// choices).
    feasible_sampler(priced_space const& space, choice_mask mask, limits bounds = {})
        : space_{&space}, mask_{std::move(mask)}, bounds_{std::move(bounds)} {
        double tightest = 1;
        for (auto const& b : bounds_) {
            costs_.push_back(&space[b.name]);
            if (!costs_.back()->rest)  // else its least is not known: rejection alone decides
                tightest = obey(b, *costs_.back(), tightest);
        }
        count_completions();
        tried_ = paths() >= often * all_paths();
        if (tried_) tables_.reset();
        if (bounds_.size() > (summed_ ? 1u : 0u)) {
            rng probe{0, "feasible"};
            (void)(*this)(
                probe);  // limits that can be met singly but not together are refused here
        }
    }

    genotype operator()(rng& random) const {
        for (int tries = 0; tries < rejections; ++tries) {
            auto const g = tried_ ? any(random) : draw(random);
            bool within = true;
            for (std::size_t i = 0; within && i < bounds_.size(); ++i)
                within = bounds_[i].met_by(costs_[i]->of(g));
            if (within) return g;
        }
        throw error{
            "no network within all limits together in " + std::to_string(rejections) + " draws",
            where(), "raise one of the limits"};
    }

    /// How many paths the limit on a sum leaves, rounded as for the tables (all paths without one).
    double paths() const { return paths_; }

    /// Whether paths are tried, not walked to by the tables.
    bool tries() const { return tried_; }

private:
    /// What is known of the ways on, made once; copies of a sampler share it.
    struct way_tables {
        /// [layer][state][b]: choices of layers >= layer that cost at most b units.
        std::vector<std::vector<std::vector<double>>> ways;
        /// [layer][state][of the mask's choices]: units.
        std::vector<std::vector<std::vector<int>>> price;
    };

    /// The limit that leaves the least part of its cost's range is obeyed by construction; returns
    /// that part. Throws error where the limit is too low.
    double obey(limit const& b, cost const& c, double tightest) {
        double const least = c.of(space_->cheapest(c, mask_));
        if (!b.met_by(least))
            throw error{"no network has " + b.name + " <= " + show(b.bound) +
                            "; the smallest reachable is " + show(least, 9),
                        where(), "raise the limit"};
        if (!c.is_sum() || !fits(c)) return tightest;
        double const range = c.of(space_->dearest(c, mask_)) - least;
        double const part = range > 0 ? (b.bound - least) / range : 1;
        if (summed_ && part >= tightest) return tightest;
        summed_ = &c;
        unit_ = std::max(0.0, b.bound - least) / levels;
        return part;
    }

    /// Tables of a cost of many states are too large: rejection alone decides.
    bool fits(cost const& c) const {
        constexpr double most_numbers = 1 << 24;
        return double(mask_.size()) * c.states.count * levels <= most_numbers;
    }

    /// On the way along a path: units that are left to spend.
    struct place {
        std::size_t layer{};
        std::size_t state{};
        std::size_t left{};
    };

    /// Paths of the mask.
    double all_paths() const {
        double all = 1;
        for (auto const& choices : mask_) all *= static_cast<double>(choices.size());
        return all;
    }

    /// The space, and how many of its layers the mask fixes.
    std::string where() const {
        auto const fixed = std::count_if(mask_.begin(), mask_.end(),
                                         [](auto const& choices) { return choices.size() == 1; });
        return "space " + space_->name + " on " + space_->target +
               (fixed > 0 ? ", " + std::to_string(fixed) + " layers fixed" : "");
    }

    /// What a choice behind a state costs above the cheapest way on from there, in units, rounded
    /// up: over a path these add up to what it costs above the cheapest.
    int rounded(best_endings const& endings, int layer, int state, int choice) const {
        auto const& c = *summed_;
        double above = 0;
        if (c.has_states()) {
            double const least = endings.of(layer, state);
            above = endings.step(layer, state, choice) +
                    endings.of(layer + 1, c.next(layer, state, choice)) - least;
            if (above < 1e-12 * std::abs(least)) above = 0;
        } else {
            double least = c.at(layer, choice);
            for (auto other : mask_[static_cast<std::size_t>(layer)])
                least = std::min(least, c.at(layer, other));
            above = c.at(layer, choice) - least;
        }
        return above > 0 ? static_cast<int>(std::min<double>(levels + 1, std::ceil(above / unit_)))
                         : 0;
    }

    std::size_t next(std::size_t layer, std::size_t state, int choice) const {
        if (!summed_) return 0;
        return static_cast<std::size_t>(
            summed_->next(static_cast<int>(layer), static_cast<int>(state), choice));
    }

    void count_completions() {
        auto const tables = std::make_shared<way_tables>();
        auto& ways = tables->ways;
        auto& price = tables->price;
        auto const n = mask_.size();
        std::size_t const top = summed_ ? levels : 0;
        std::size_t const states = summed_ ? static_cast<std::size_t>(summed_->states.count) : 1;
        ways.assign(n + 1, std::vector(states, std::vector<double>(top + 1)));
        price.assign(n, std::vector<std::vector<int>>(states));
        ways[n].assign(states, std::vector<double>(top + 1, 1.0));
        std::optional<best_endings> endings;
        if (summed_) endings.emplace(*summed_, mask_, 1);
        for (auto layer = n; layer-- > 0;)
            for (std::size_t state = 0; state < states; ++state)
                for (auto choice : mask_[layer]) {
                    auto const units = summed_ ? rounded(*endings, static_cast<int>(layer),
                                                         static_cast<int>(state), choice)
                                               : 0;
                    price[layer][state].push_back(units);
                    add_ways(ways[layer + 1][next(layer, state, choice)],
                             static_cast<std::size_t>(units), ways[layer][state]);
                }
        paths_ = ways.front().front().back();
        tables_ = tables;
    }

    /// Adds to each entry of `here` the ways behind it that a price leaves.
    static void add_ways(std::vector<double> const& behind, std::size_t price,
                         std::vector<double>& here) {
        for (auto b = price; b < here.size(); ++b) here[b] += behind[b - price];
    }

    /// Any path of the mask. Four choices share a random number, 16 bits each, by Lemire's method.
    genotype any(rng& random) const {
        genotype g{static_cast<int>(mask_.size())};
        std::uint64_t bits = 0;
        for (std::size_t layer = 0; layer < mask_.size(); ++layer, bits >>= 16) {
            if (layer % 4 == 0) bits = random.next();
            auto const n = static_cast<std::uint32_t>(mask_[layer].size());
            auto const product = static_cast<std::uint32_t>(bits & 0xffff) * n;
            auto const low = product & 0xffff;
            bool const even = low >= n || low >= 0x10000 % n;
            g[static_cast<int>(layer)] = mask_[layer][even ? product >> 16 : random.below(n)];
        }
        return g;
    }

    genotype draw(rng& random) const {
        genotype g{static_cast<int>(mask_.size())};
        place at{.left = tables_->ways.front().front().size() - 1};
        for (; at.layer < mask_.size(); ++at.layer) {
            auto const pick = draw(random, at);
            auto const choice = mask_[at.layer][pick];
            g[static_cast<int>(at.layer)] = choice;
            at.left -= std::size_t(tables_->price[at.layer][at.state][pick]);
            at.state = next(at.layer, at.state, choice);
        }
        return g;
    }

    /// A choice of the layer with the probability of its completions: by a few rejections, where
    /// most choices leave about as many as the cheapest, otherwise by the sum over all.
    std::size_t draw(rng& random, place const& at) const {
        auto const left = at.left;
        auto const& price = tables_->price[at.layer][at.state];
        auto const n = price.size();
        if (n == 1) return 0;
        if (tables_->ways.front().size() > 1) return draw_from_sum(random, at);
        auto const& behind = tables_->ways[at.layer + 1].front();
        for (int tries = 0; tries < 4; ++tries) {
            auto const bits = random.next();  // 32 of them for the choice, 32 to accept it
            auto const pick = static_cast<std::size_t>(((bits >> 32) * n) >> 32);
            auto const cost = static_cast<std::size_t>(price[pick]);
            if (cost <= left && static_cast<double>(bits & 0xffffffff) * behind[left] <
                                    behind[left - cost] * 0x1p32)
                return pick;
        }
        return draw_from_sum(random, at);
    }

    /// By the sum over the completions of all choices.
    std::size_t draw_from_sum(rng& random, place const& at) const {
        auto const& ways = tables_->ways;
        auto const& price = tables_->price[at.layer][at.state];
        auto const n = price.size();
        double u = random.uniform() * ways[at.layer][at.state][at.left];
        std::size_t last = n;
        for (std::size_t i = 0; i < n; ++i) {
            if (static_cast<std::size_t>(price[i]) > at.left) continue;
            auto const& behind = ways[at.layer + 1][next(at.layer, at.state, mask_[at.layer][i])];
            double const completions = behind[at.left - std::size_t(price[i])];
            if (completions <= 0) continue;
            last = i;
            if (u < completions) return i;
            u -= completions;
        }
        return last;  // rounding of u at the very end
    }

    priced_space const* space_;
    choice_mask mask_;
    limits bounds_;
    std::vector<cost const*> costs_;  ///< that they bound
    cost const* summed_{};  ///< whose limit the dynamic programming obeys; null: there is none
    bool tried_{};          ///< drawn among all paths until one is within the limits
    double unit_{1};
    double paths_{};                            ///< within the limit on the sum
    std::shared_ptr<way_tables const> tables_;  ///< null where paths are tried
};

}  // namespace hurricane::inline v0
