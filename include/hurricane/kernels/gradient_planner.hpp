// SPDX-License-Identifier: MIT
// Where the gradients of a plan's values lie during its backward pass: a walk over the instructions, last to first,
// that gives every contribution a place. A sum passes its gradient on without a copy; a second contribution is added to
// the first.
#pragma once

#include <utility>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/arena.hpp>
#include <hurricane/kernels/cache.hpp>

namespace hurricane::inline v0::kernels {

/// A step of a plan made executable; a batch norm carries the activation behind it.
struct instruction {
    int step{};
    value src{}, src2{-1}, dst{};
    activation act{activation::none};
    weighted* kernel{};
    int first_parameter{-1};
    std::size_t inv_std{};  ///< offset in the saved region, batch norm only
};

/// Places of gradients besides offsets in the scratch region.
namespace gradient_place {
inline constexpr int none = -1, external_dst = -2, external_src = -3;
}

struct backward_instruction {
    int of{};        ///< instruction, or -1 for a copy of diff_dst to diff_src
    value copied{};  ///< the value whose gradient is copied
    int diff_dst{gradient_place::none};
    int diff_src{gradient_place::none}, diff_src2{gradient_place::none};
    int add_src{gradient_place::none}, add_src2{gradient_place::none};  ///< summed into diff_src (diff_src2) afterwards
    bool accumulate{};                                                  ///< slice: into an existing gradient
};

/// `floats(v)` is the size of value v.
template <class Floats>
class gradient_planner {
public:
    gradient_planner(std::vector<instruction> const& instructions, plan const& p, bool wants_diff_src, Floats floats)
        : instructions_{instructions}, plan_{p}, wants_diff_src_{wants_diff_src}, floats_{std::move(floats)},
          diff_(static_cast<std::size_t>(p.size()) + 1, gradient_place::none), owned_(diff_.size(), false) {}

    /// The backward instructions in order, and the floats of scratch that they need.
    std::pair<std::vector<backward_instruction>, std::size_t> plan_all() {
        diff_.back() = gradient_place::external_dst;
        for (auto i = static_cast<int>(instructions_.size()); i-- > 0; ++time_) one(i);
        if (wants_diff_src_ && diff_.front() != gradient_place::external_src) {
            read(diff_.front());
            out_.push_back({.of = -1, .diff_dst = diff_.front(), .diff_src = gradient_place::external_src});
        }
        auto const scratch = arena_.place();
        for (auto& b : out_)
            for (int* place : {&b.diff_dst, &b.diff_src, &b.diff_src2, &b.add_src, &b.add_src2})
                if (*place >= 0) *place = static_cast<int>(arena_.offset(*place));
        return {std::move(out_), scratch};
    }

private:
    void one(int i) {
        auto const& in = instructions_[static_cast<std::size_t>(i)];
        auto const op = plan_[in.step].op;
        backward_instruction b{.of = i, .diff_dst = diff_[index(in.dst)]};
        if (b.diff_dst == gradient_place::none) return;  // a value that nobody reads
        read(b.diff_dst);
        if (op == kind::add) {
            alias(in.src, b);
            alias(in.src2, b);
            return;
        }
        bool const wanted = in.src != 0 || wants_diff_src_;
        if (wanted && op == kind::slice && owned_[index(in.src)]) {
            b.diff_src = diff_[index(in.src)], b.accumulate = true;
            read(b.diff_src);
        } else if (wanted)
            b.diff_src = fresh(in.src, b.add_src);
        if (in.src2 >= 0 && (in.src2 != 0 || wants_diff_src_)) b.diff_src2 = fresh(in.src2, b.add_src2);
        out_.push_back(b);
    }
    static std::size_t index(value v) { return static_cast<std::size_t>(v); }
    void read(int buffer) {
        if (buffer >= 0) arena_.extend(buffer, time_);
    }
    /// A place for a new contribution to the gradient of v; what is in `previous` must be added to it afterwards.
    int fresh(value v, int& previous) {
        previous = diff_[index(v)];
        read(previous);
        bool const direct = v == 0 && previous != gradient_place::external_src;
        int const place = direct ? gradient_place::external_src : arena_.add(floats_(v), time_, time_);
        diff_[index(v)] = place, owned_[index(v)] = true;
        return place;
    }
    /// The gradient of a sum goes to both terms unchanged: no copy while the term has no other contribution.
    void alias(value v, backward_instruction const& sum) {
        if (v == 0 && !wants_diff_src_) return;
        if (diff_[index(v)] == gradient_place::none) {
            diff_[index(v)] = sum.diff_dst, owned_[index(v)] = false;
            return;
        }
        backward_instruction copy{.of = -1, .copied = v, .diff_dst = sum.diff_dst};
        copy.diff_src = fresh(v, copy.add_src);
        out_.push_back(copy);
    }

    std::vector<instruction> const& instructions_;
    plan const& plan_;
    bool wants_diff_src_;
    Floats floats_;
    std::vector<int> diff_;    ///< where the gradient of each value is so far
    std::vector<bool> owned_;  ///< false: an alias of a gradient that somebody else reads
    arena_planner arena_;
    std::vector<backward_instruction> out_;
    int time_{};
};

}  // namespace hurricane::inline v0::kernels
