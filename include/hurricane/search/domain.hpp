// SPDX-License-Identifier: MIT
// The networks that a search may visit: those of a mask within limits, or the rows of a table.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

struct search_domain {
    choice_mask mask;                               ///< the choices that changes are made of
    path_sampler draw;                              ///< a random network of the domain
    std::function<bool(genotype const&)> contains;  ///< of a network made of the mask's choices
    /// Visits networks in order, from the one behind `after` on (null: from the first), until the
    /// visitor returns false.
    std::function<void(genotype const* after, std::function<bool(genotype const&)> const&)> each;
    /// Those of a smaller mask. Throws error when there are none.
    std::function<search_domain(choice_mask const&)> part;
    priced_space const* space{};  ///< whose choices these are, for exact search; null: a table
    limits within{};              ///< of that space
};

namespace detail {

/// Networks of a mask in lexicographic order; a beginning that no ending brings within a limit is
/// left out.
class networks_within {
public:
    networks_within(priced_space const& space, choice_mask mask, limits const& bounds,
                    std::stop_token stop = {})
        : mask_{std::move(mask)}, stop_{std::move(stop)} {
        for (auto const& b : bounds) {
            auto const& c = space[b.name];
            if (c.how == combine::maximum && !c.rest)  // met choice by choice
                for (std::size_t layer = 0; layer < mask_.size(); ++layer)
                    std::erase_if(mask_[layer], [&](auto choice) {
                        return !b.met_by(c.at(static_cast<int>(layer), choice));
                    });
            bounds_.push_back({&c, b, std::nullopt});
        }
        for (auto& b : bounds_)
            if (b.price->is_sum()) b.least.emplace(*b.price, mask_, 1);
    }

    networks_within(networks_within const&) = delete;
    networks_within& operator=(networks_within const&) = delete;

    bool contains(genotype const& g) const {
        for (auto const& b : bounds_) {
            if (!b.price->additive()) {
                if (!b.of.met_by(b.price->of(g))) return false;
                continue;
            }
            double even = b.price->fixed;
            double odd = 0;  // two additions under way at once
            int layer = 0;
            for (; layer + 1 < g.size(); layer += 2) {
                even += b.price->at(layer, g[layer]);
                odd += b.price->at(layer + 1, g[layer + 1]);
            }
            if (layer < g.size()) even += b.price->at(layer, g[layer]);
            if (!b.of.met_by(even + odd)) return false;
        }
        return true;
    }

    void each(genotype const* after, std::function<bool(genotype const&)> const& visit) const {
        genotype g{static_cast<int>(mask_.size())};
        std::vector<spent_so_far> spent;
        for (auto const& b : bounds_) spent.push_back({b.price->fixed, 0});
        (void)descend(g, 0, spent, after, visit);
    }

private:
    struct bounded {
        cost const* price;
        limit of;
        std::optional<best_endings> least;  ///< of a cost that is a sum
    };

    /// Of one limited cost, and the state that it is in.
    struct spent_so_far {
        double sum{};
        int state{};
    };

    /// `after`: its first genes are those of g, and it has been visited.
    bool descend(genotype& g, std::size_t layer, std::vector<spent_so_far> const& spent,
                 genotype const* after, std::function<bool(genotype const&)> const& visit) const {
        if (stop_.stop_requested()) throw stopped{};
        if (layer == mask_.size()) return after || !contains(g) || visit(g);
        auto then = spent;
        for (auto choice : mask_[layer]) {
            auto const* const same =
                after && choice == (*after)[static_cast<int>(layer)] ? after : nullptr;
            if (after && !same) continue;
            after = nullptr;
            bool const within = spend(layer, choice, spent, then);
            g[static_cast<int>(layer)] = choice;
            if (within && !descend(g, layer + 1, then, same, visit)) return false;
        }
        return true;
    }

    /// `then`: what is spent with the choice. Whether some ending may keep within every limit.
    bool spend(std::size_t at, int choice, std::vector<spent_so_far> const& spent,
               std::vector<spent_so_far>& then) const {
        auto const layer = static_cast<int>(at);
        bool within = true;
        for (std::size_t i = 0; i < bounds_.size(); ++i) {
            auto const& b = bounds_[i];
            if (!b.least) continue;
            auto const [sum, state] = spent[i];
            then[i] = {sum + b.least->step(layer, state, choice),
                       b.price->next(layer, state, choice)};
            double const whole = then[i].sum + b.least->of(layer + 1, then[i].state);
            within = within && b.of.met_by(whole - 1e-12 * std::abs(whole));
        }
        return within;
    }

    choice_mask mask_;
    std::stop_token stop_;
    std::vector<bounded> bounds_;
};

}  // namespace detail

/// The networks of the mask within the limits; the space must outlive the domain. Throws error when
/// there are none. Where a limit is on a function, finding the next one may take long: `stop` ends
/// that with stopped.
inline search_domain domain_of(priced_space const& space, choice_mask const& mask,
                               limits const& bounds, std::stop_token const& stop = {}) {
    for (auto const& b : bounds) check_states(space[b.name]);
    auto const all = std::make_shared<detail::networks_within const>(space, mask, bounds, stop);
    return {
        mask,
        feasible_sampler{space, mask, bounds},
        [all](genotype const& g) { return all->contains(g); },
        [all](genotype const* after, auto const& visit) { all->each(after, visit); },
        [&space, bounds, stop](choice_mask const& m) { return domain_of(space, m, bounds, stop); },
        &space,
        bounds};
}

}  // namespace hurricane::inline v0
