// SPDX-License-Identifier: MIT
// Exact search where a function is part of the score or of a limit: branch and bound.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/search/strategies/exact_problem.hpp>

namespace hurricane::inline v0::detail {

/// Depth first, the most promising choice first, where functions are part of the score or a limit.
class branch_and_bound {
public:
    branch_and_bound(exact_problem const& problem, exact_options const& o)
        : problem_{problem}, o_{o}, most_{problem.function() ? problem.function()->most() : 0} {}

    exact_result run() {
        genotype g{problem_.layers()};
        descend(g, 0, problem_.beginning());
        r_.bound = r_.found ? std::max(r_.score, open_) : open_;
        r_.proven = r_.found ? open_ <= r_.score : std::isinf(open_) && open_ < 0;
        return r_;
    }

private:
    void descend(genotype& g, int layer, exact_problem::partial const& so_far) {
        if (o_.stop.stop_requested()) throw stopped{};
        if (layer == g.size()) {
            take_better(g);
            return;
        }
        for (auto const& w : by_best_ending(layer, so_far)) {
            if (r_.found && w.bound <= r_.score) return;
            if (++looked_ > o_.most) {
                open_ = std::max(open_, w.bound);
                return;
            }
            if (!problem_.can_meet_limits(w.then, layer + 1)) continue;
            g[layer] = w.choice;
            descend(g, layer + 1, w.then);
        }
    }

    /// A choice of a layer, and the score that it may lead to.
    struct way_on {
        double bound{};
        std::uint8_t choice{};
        exact_problem::partial then;
    };

    /// The most promising first.
    std::vector<way_on> by_best_ending(int layer, exact_problem::partial const& so_far) const {
        std::vector<way_on> order;
        for (auto choice : problem_.choices(layer)) {
            auto then = problem_.extended(so_far, layer, choice);
            double const bound = problem_.best_ending(then, layer + 1) + most_;
            order.push_back({bound, choice, std::move(then)});
        }
        std::sort(order.begin(), order.end(),
                  [](way_on const& a, way_on const& b) { return a.bound > b.bound; });
        return order;
    }

    void take_better(genotype const& g) {
        double const score = problem_.score(g);
        bool const better = !r_.found || score > r_.score;
        if (!better || !problem_.within(g)) return;
        r_.found = true;
        r_.best = g;
        r_.score = score;
    }

    exact_problem const& problem_;
    exact_options const& o_;
    double most_;  ///< that the score's function adds
    exact_result r_;
    std::size_t looked_{};
    double open_{-std::numeric_limits<double>::infinity()};  ///< the most left unlooked at
};

}  // namespace hurricane::inline v0::detail
