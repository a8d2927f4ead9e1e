// SPDX-License-Identifier: MIT
// Neighbouring operations of a schedule become one: depthwise convolutions take the norms around
// them along (kernels/depthwise.hpp), and what a shuffle by pairs moves is moved once, into or from
// the halves that are read.
#pragma once

#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/execution/schedule.hpp>
#include <hurricane/kernels/depthwise.hpp>

namespace hurricane::inline v0::kernels {

namespace detail {

inline int readers(std::vector<operation> const& run, buffer_ref const& p) {
    int n = 0;
    for (auto const& o : run) n += (o.a == p) + (o.b == p) + (o.d == p);
    return n;
}

/// Whether step i is one half of the channels of a shuffle by pairs (groups C/2).
inline bool is_half(plan const& p, int i) {
    step const& s = p[i];
    if (s.op != kind::slice || s.src == 0) return false;
    step const& shuffle = p[s.src - 1];
    return shuffle.op == kind::channel_shuffle && 2 * shuffle.groups == shuffle.in.c &&
           2 * s.out.c == s.in.c && (s.offset == 0 || s.offset == s.out.c);
}

/// [apply of a norm][depthwise convolution i that alone reads it] -> the convolution with the norm
/// before it. Returns where the convolution is then.
inline std::size_t fuse_norm_before(std::vector<operation>& run, std::size_t i) {
    if (i == 0) return i;
    auto const& apply = run[i - 1];
    auto& o = run[i];
    if (apply.what != action::apply || apply.x != o.a || readers(run, o.a) != 1) return i;
    o.before = apply.step;
    o.before_act = apply.act;
    o.a = apply.a;
    run.erase(run.begin() + std::ptrdiff_t(i) - 1);
    return i - 1;
}

/// [back of a norm][gradient i of a depthwise convolution that alone reads it] -> the gradient with
/// the norm behind the convolution. Returns where the gradient is then.
inline std::size_t fuse_norm_behind(std::vector<operation>& run, std::size_t i) {
    if (i == 0) return i;
    auto const& back = run[i - 1];
    auto& o = run[i];
    if (back.what != action::back || back.x != o.d || readers(run, o.d) != 1) return i;
    o.behind = back.step;
    o.behind_act = back.act;
    o.b = back.a;
    o.d = back.d;
    run.erase(run.begin() + std::ptrdiff_t(i) - 1);
    return i - 1;
}

}  // namespace detail

/// [shuffle][its half] -> the half.
inline void fuse_halves_forward(plan const& p, std::vector<operation>& run) {
    for (std::size_t i = 1; i < run.size(); ++i) {
        auto const& shuffle = run[i - 1];
        auto& half = run[i];
        if (half.what != action::compute || shuffle.what != action::compute ||
            !detail::is_half(p, half.step) || shuffle.step != p[half.step].src - 1 ||
            detail::readers(run, shuffle.x) != 1)
            continue;
        half.what = action::take_half;
        half.a = shuffle.a;
        run.erase(run.begin() + std::ptrdiff_t(--i));
    }
}

/// [gradient of a half][that of the other, added][gradient of the shuffle] -> the last.
inline void fuse_halves_backward(plan const& p, std::vector<operation>& run) {
    for (std::size_t i = 2; i < run.size(); ++i) {
        auto const& one = run[i - 2];
        auto const& other = run[i - 1];
        auto& shuffle = run[i];
        if (one.what != action::gradient || other.what != action::accumulate ||
            shuffle.what != action::gradient || !detail::is_half(p, one.step) ||
            !detail::is_half(p, other.step) || p[one.step].src != p[other.step].src ||
            shuffle.step != p[one.step].src - 1 || one.x != other.x || shuffle.d != one.x ||
            p[one.step].offset == p[other.step].offset)
            continue;
        bool const in_order = p[one.step].offset == 0;
        auto const first = in_order ? one.d : other.d;
        auto const second = in_order ? other.d : one.d;
        shuffle.what = action::join_halves;
        shuffle.d = first;
        shuffle.b = second;
        i -= 2;
        run.erase(run.begin() + std::ptrdiff_t(i), run.begin() + std::ptrdiff_t(i) + 2);
    }
}

/// The norm before is applied as rows are read, the statistics of the norm behind are taken as rows
/// are written.
inline void fuse_forward(plan const& p, std::vector<operation>& run) {
    fuse_halves_forward(p, run);
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run[i].what != action::compute || !own_depthwise(p[run[i].step])) continue;
        run[i].what = action::depthwise;
        if (i + 1 < run.size() && run[i + 1].what == action::statistics &&
            run[i + 1].a == run[i].x) {
            run[i].behind = run[i + 1].step;
            run.erase(run.begin() + std::ptrdiff_t(i) + 1);
        }
        if (run[i].a.where == buffer_ref::in::tile) i = detail::fuse_norm_before(run, i);
    }
}

/// Back through the norm behind, the values of the norm before made again, and its sums.
inline void fuse_backward(plan const& p, std::vector<operation>& run) {
    fuse_halves_forward(p, run);  // values made again
    fuse_halves_backward(p, run);
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run[i].what != action::gradient || !own_depthwise(p[run[i].step])) continue;
        run[i].what = action::depthwise_gradient;
        i = detail::fuse_norm_before(run, i);
        i = detail::fuse_norm_behind(run, i);
        if (i + 1 < run.size() && run[i + 1].what == action::reduce && run[i + 1].d == run[i].x &&
            run[i + 1].step == run[i].before && run[i + 1].a == run[i].a) {
            run[i].reduces = true;
            run.erase(run.begin() + std::ptrdiff_t(i) + 1);
        }
    }
}

}  // namespace hurricane::inline v0::kernels
