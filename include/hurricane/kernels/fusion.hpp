// SPDX-License-Identifier: MIT
// Depthwise convolutions take the norms around them along (kernels/depthwise.hpp): neighbouring operations of a program
// become one.
#pragma once

#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/depthwise.hpp>
#include <hurricane/kernels/program.hpp>

namespace hurricane::inline v0::kernels {

namespace detail {

inline int readers(std::vector<operation> const& run, place const& p) {
    int n = 0;
    for (auto const& o : run) n += (o.a == p) + (o.b == p) + (o.d == p);
    return n;
}

}  // namespace detail

/// The norm before is applied as rows are read, the statistics of the norm behind are taken as rows are written.
inline void fuse_forward(plan const& p, std::vector<operation>& run) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        auto const here = [&] { return run.begin() + std::ptrdiff_t(i); };
        if (run[i].what != action::compute || !own_depthwise(p[run[i].step])) continue;
        run[i].what = action::depthwise;
        if (i + 1 < run.size() && run[i + 1].what == action::statistics && run[i + 1].a == run[i].x)
            run[i].behind = run[i + 1].step, run.erase(here() + 1);
        if (i > 0 && run[i - 1].what == action::apply && run[i - 1].x == run[i].a &&
            detail::readers(run, run[i].a) == 1) {
            run[i].before = run[i - 1].step, run[i].before_act = run[i - 1].act, run[i].a = run[i - 1].a;
            run.erase(here() - 1), --i;
        }
    }
}
/// Back through the norm behind, the values of the norm before made again, and its sums.
inline void fuse_backward(plan const& p, std::vector<operation>& run) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        auto const here = [&] { return run.begin() + std::ptrdiff_t(i); };
        if (run[i].what != action::gradient || !own_depthwise(p[run[i].step])) continue;
        run[i].what = action::depthwise_gradient;
        if (i > 0 && run[i - 1].what == action::apply && run[i - 1].x == run[i].a &&
            detail::readers(run, run[i].a) == 1) {
            run[i].before = run[i - 1].step, run[i].before_act = run[i - 1].act, run[i].a = run[i - 1].a;
            run.erase(here() - 1), --i;
        }
        if (i > 0 && run[i - 1].what == action::back && run[i - 1].x == run[i].d &&
            detail::readers(run, run[i].d) == 1) {
            auto const back = run[i - 1];
            run[i].behind = back.step, run[i].behind_act = back.act, run[i].b = back.a, run[i].d = back.d;
            run.erase(here() - 1), --i;
        }
        if (i + 1 < run.size() && run[i + 1].what == action::reduce && run[i + 1].d == run[i].x &&
            run[i + 1].step == run[i].before && run[i + 1].a == run[i].a) {
            run[i].reduces = true;
            run.erase(here() + 1);
        }
    }
}

}  // namespace hurricane::inline v0::kernels
