// SPDX-License-Identifier: MIT
// Uniform sampling among the paths within the limits, by construction: dynamic programming over one additive cost,
// rounded so that no path over the limit can be drawn; exact rejection, with a bound, for further limits.
#pragma once

#include <cmath>
#include <cstdio>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/search/priced.hpp>

namespace hurricane::inline v0 {

/// A number for messages: six significant digits.
inline std::string show(double x) {
    char s[32];
    std::snprintf(s, sizeof s, "%.6g", x);
    return s;
}

class feasible_sampler {
public:
    static constexpr int levels = 1 << 14;        ///< steps into which the bound is divided
    static constexpr int rejections = 1'000'000;  ///< tries for further limits before an error

    /// Throws error, with the smallest reachable value, when no path of the mask meets the limits.
    /// O(layers x levels x choices) once; sampling is O(layers x choices).
    feasible_sampler(priced_space const& space, choice_mask mask, limits bounds = {})
        : space_{&space}, mask_{std::move(mask)}, bounds_{std::move(bounds)} {
        for (auto const& b : bounds_) {
            auto const& c = space[b.name];
            double const least = c.of(space.cheapest(c, mask_));
            if (!(least <= b.bound))
                throw error{"no network of this space has " + b.name + " <= " + show(b.bound) +
                                "; the smallest reachable is " + show(least),
                            "space " + space.name + " on " + space.target, "raise the limit"};
            if (c.how == combine::sum && additive_.name.empty() && b.bound > c.fixed) additive_ = b;
        }
        count_completions();
        if (!(ways_.front().back() > 0))
            throw error{"no network of this space has " + additive_.name + " <= " + show(additive_.bound) +
                            " with a margin of one part in " + std::to_string(levels),
                        "space " + space.name + " on " + space.target, "raise the limit"};
    }

    genotype operator()(rng& random) const {
        for (int tries = 0; tries < rejections; ++tries) {
            auto const g = draw(random);
            if (space_->within(g, bounds_)) return g;
        }
        throw error{"no path within all limits in " + std::to_string(rejections) + " draws", "space " + space_->name,
                    "raise one of the limits"};
    }

    /// How many paths the rounded additive limit leaves (all paths without one).
    double paths() const { return ways_.front().back(); }

private:
    int rounded(int layer, int choice) const {
        if (additive_.name.empty()) return 0;
        auto const& c = (*space_)[additive_.name];
        return static_cast<int>(std::min<double>(levels + 1, std::ceil(c.at(layer, choice) / unit_)));
    }
    /// ways_[layer][b] = number of choices of layers >= layer that cost at most b units.
    void count_completions() {
        auto const n = mask_.size();
        int const top = additive_.name.empty() ? 0 : levels;
        if (top > 0) unit_ = (additive_.bound - (*space_)[additive_.name].fixed) / levels;
        ways_.assign(n + 1, std::vector<double>(static_cast<std::size_t>(top) + 1));
        price_.resize(n);
        ways_[n].assign(ways_[n].size(), 1.0);
        for (auto layer = n; layer-- > 0;)
            for (auto choice : mask_[layer]) {
                int const cost = rounded(static_cast<int>(layer), choice);
                price_[layer].push_back(cost);
                for (int b = cost; b <= top; ++b)
                    ways_[layer][std::size_t(b)] += ways_[layer + 1][std::size_t(b - cost)];
            }
    }
    genotype draw(rng& random) const {
        genotype g{static_cast<int>(mask_.size())};
        auto left = ways_.front().size() - 1;
        for (std::size_t layer = 0; layer < mask_.size(); ++layer) {
            double u = random.uniform() * ways_[layer][left];
            std::size_t pick = mask_[layer].size(), last = pick;
            for (std::size_t i = 0; i < mask_[layer].size() && pick == mask_[layer].size(); ++i) {
                if (static_cast<std::size_t>(price_[layer][i]) > left) continue;
                double const ways = ways_[layer + 1][left - std::size_t(price_[layer][i])];
                if (ways <= 0) continue;
                last = i;
                if (u < ways) pick = i;
                u -= ways;
            }
            if (pick == mask_[layer].size()) pick = last;  // rounding of u at the very end
            g[static_cast<int>(layer)] = mask_[layer][pick];
            left -= std::size_t(price_[layer][pick]);
        }
        return g;
    }

    priced_space const* space_;
    choice_mask mask_;
    limits bounds_;
    limit additive_{};  ///< the limit that the dynamic programming obeys; nameless if there is none
    double unit_{1};
    std::vector<std::vector<double>> ways_;
    std::vector<std::vector<int>> price_;
};

}  // namespace hurricane::inline v0
