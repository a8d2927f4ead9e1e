// SPDX-License-Identifier: MIT
// The best network there is, where the score is a cost model too.
#pragma once

#include <algorithm>
#include <limits>

#include <hurricane/search/strategies/branch_and_bound.hpp>
#include <hurricane/search/strategies/label_setting.hpp>

namespace hurricane::inline v0 {

/// The network of the mask with the largest score (a cost: a sum over layers, with states, with a
/// function) within the limits. Sums are searched by dynamic programming, functions by branch and
/// bound, which proves something only where the function knows its least and most. When `most` is
/// reached the best so far comes with a bound.
inline exact_result exact(priced_space const& space, choice_mask const& mask, cost const& score,
                          limits const& bounds, exact_options const& o = {}) {
    if (score.how != combine::sum)
        throw error{"the score is a maximum over layers", "cost " + score.name, "use a sum"};
    check_states(score);
    for (auto const& b : bounds) check_states(space[b.name]);
    detail::exact_problem const problem{space, mask, score, bounds};
    exact_result r;
    if (!problem.possible()) {
        r.proven = true;
        r.bound = -std::numeric_limits<double>::infinity();
        return r;
    }
    if (problem.has_functions()) return detail::branch_and_bound{problem, o}.run();
    auto const few = std::min<std::size_t>(256, o.most);
    detail::label_setting{problem, o}.run(r, few);  // a good network, to measure others by
    if (!r.proven) detail::label_setting{problem, o}.run(r, o.most);
    return r;
}

}  // namespace hurricane::inline v0
