// SPDX-License-Identifier: MIT
// Writes the schedule of a plan: which operations, in which segments and tiles, and where
// everything lies.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/buffer.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/core/plan.hpp>
#include <hurricane/execution/arena.hpp>
#include <hurricane/execution/fusion.hpp>
#include <hurricane/execution/schedule.hpp>
#include <hurricane/execution/tiling.hpp>

namespace hurricane::inline v0::kernels {

/// Plans a schedule for `images` images.
class planner {
public:
    planner(plan const& p, int images, input_gradient wanted, std::int64_t budget = tile_budget,
            saved_values saves = saved_values::needed)
        : plan_{p}, images_{static_cast<std::size_t>(images)},
          computes_diff_src_{wanted == input_gradient::computed}, budget_{budget}, saves_{saves},
          values_(static_cast<std::size_t>(p.size()) + 1) {}

    execution_schedule make() {
        values_[0].saved = at(buffer_ref::in::src, 0);
        for (int i = 0; i < plan_.size(); ++i) declare(i);
        if (plan_.size() > 0) {
            save(plan_.size());
            forward();
        }
        out_.output = values_.back().saved;
        for (auto const& v : values_) out_.values.push_back(v.saved);
        backward();
        for (auto& s : out_.forward) fuse_forward(plan_, s.run);
        for (auto& s : out_.backward) fuse_backward(plan_, s.run);
        tiling{plan_, images_, budget_}.cut(out_);
        settle_buffers();
        return std::move(out_);
    }

private:
    struct value_state {
        buffer_ref saved;  ///< of values that the backward pass finds in memory
        buffer_ref here;   ///< computed anew in this segment
        int producer{-1};  ///< the step that makes it: of a norm with an activation the norm
        activation act{activation::none};
        bool made{};      ///< a saved value that exists by now
        buffer_ref diff;  ///< its gradient so far
        bool owned{};     ///< false: somebody else's gradient, not to be written
    };

    struct buffer {
        value of;
        int birth{-1};
        int death{};
        int first_segment{};
        int last_segment{};  ///< birth -1: nothing touches it any more
    };

    value_state& at(value v) { return values_[static_cast<std::size_t>(v)]; }

    buffer_ref at(buffer_ref::in where, value v, std::size_t offset = 0) const {
        return {where, offset, floats(v), static_cast<std::size_t>(plan_.of(v).c)};
    }

    std::size_t floats(value v) const { return static_cast<std::size_t>(plan_.of(v).size()); }

    /// Who makes the result of step i; an activation behind a norm that nobody else reads is part
    /// of the norm.
    void declare(int i) {
        step const& s = plan_[i];
        if (plan_.readers(i + 1) == 0 && i + 1 < plan_.size())
            throw error{"nobody reads the result of step " + std::to_string(i) + " (" +
                            std::string{name_of(s.op)} + ")",
                        "compiled plan", "leave the step out of the operator's plan"};
        auto& v = at(i + 1);
        v.producer = i;
        if (is_activation(s.op)) v.act = activation_of(s.op);
        bool const joins = is_activation(s.op) && s.src > 0 &&
                           plan_[s.src - 1].op == kind::batch_norm && plan_.readers(s.src) == 1;
        if (joins) {
            v.producer = s.src - 1;
            at(s.src).producer = -1;
        }
        bool const wanted = saves_ == saved_values::activations_too && is_activation(s.op);
        if (!row_of(s.op).is_recomputed || wanted) save(i + 1);
    }

    void save(value v) {
        if (at(v).saved) return;
        at(v).saved = at(buffer_ref::in::saved, v, saved_);
        saved_ += aligned(floats(v) * images_);
    }

    // --- operations
    // ------------------------------------------------------------

    buffer_ref fresh(value v) {
        buffers_.push_back({v});
        return at(buffer_ref::in::tile, v, buffers_.size() - 1);
    }

    void emit(operation const& o) { list_->back().run.push_back(o); }

    void close(int norm) {
        list_->back().norm = norm;
        open();
    }

    void open() {
        list_->emplace_back();
        for (auto& v : values_) v.here = {};
    }

    /// The value in this segment, computed anew if it is not saved.
    buffer_ref materialize(value v) {
        auto& state = at(v);
        if (state.saved && (state.made || v == 0)) return state.saved;
        if (!state.here) state.here = compute(v, fresh(v));
        return state.here;
    }

    buffer_ref compute(value v, buffer_ref to) {
        auto const& state = at(v);
        step const& s = plan_[state.producer];
        operation o{.step = state.producer, .act = state.act, .a = materialize(s.src)};
        o.what = s.op == kind::batch_norm ? action::apply : action::compute;
        if (s.src2 >= 0) o.b = materialize(s.src2);
        o.x = to;
        emit(o);
        return to;
    }

    void forward() {
        list_ = &out_.forward;
        open();
        for (int i = 0; i < plan_.size(); ++i) {
            step const& s = plan_[i];
            if (s.op == kind::batch_norm) {
                emit({.what = action::statistics, .step = i, .a = materialize(s.src)});
                close(i);
            } else if (at(i + 1).saved) {
                compute(i + 1, at(i + 1).saved);
                at(i + 1).made = true;
            }
        }
        auto& output = values_.back();
        if (!output.made) compute(plan_.size(), output.saved);  // a norm
        output.made = true;
    }

    // --- gradients
    // ------------------------------------------------------------

    void backward() {
        list_ = &out_.backward;
        open();
        values_.back().diff = at(buffer_ref::in::diff_dst, plan_.size());
        for (int i = plan_.size(); i-- > 0;) gradient(i);
        auto& input = values_.front();
        if (computes_diff_src_ && !input.owned)
            emit({.what = action::copy, .d = input.diff, .x = at(buffer_ref::in::diff_src, 0)});
    }

    void gradient(int i) {
        auto const& result = at(i + 1);
        if (result.producer < 0) return;  // a norm that its activation stands for
        step const& s = plan_[result.producer];
        if (s.op == kind::add) {
            alias(s.src, result.diff);
            alias(s.src2, result.diff);
            return;
        }
        operation const o{
            .what = action::gradient, .step = result.producer, .act = result.act, .d = result.diff};
        if (s.op == kind::batch_norm)
            norm_gradient(s, o);
        else
            step_gradient(s, o);
    }

    /// Its sums, which end a segment, then the gradient that is made of them.
    void norm_gradient(step const& s, operation o) {
        o.what = action::reduce;
        o.a = materialize(s.src);
        emit(o);
        close(o.step);
        o.what = action::back;
        o.a = materialize(s.src);
        o.x = contribution(s.src);
        emit(o);
        settle(s.src, o.x);
    }

    /// Of a step that is neither a norm nor a sum.
    void step_gradient(step const& s, operation o) {
        // Values that the gradient is made of; weights need theirs even where no gradient passes
        // on.
        auto const reads = row_of(s.op).reads;
        if (reads != gradient_reads::nothing) o.a = materialize(s.src);
        if (reads == gradient_reads::src_and_src2) o.b = materialize(s.src2);
        if (s.op == kind::slice && at(s.src).owned && at(s.src).diff) {
            o.what = action::accumulate;
            o.x = at(s.src).diff;
            return emit(o);
        }
        if (s.src != 0 || computes_diff_src_) o.x = contribution(s.src);
        if (s.src2 >= 0 && (s.src2 != 0 || computes_diff_src_))
            o.y = contribution(s.src2, s.src2 == s.src);
        emit(o);
        if (o.x) settle(s.src, o.x);
        if (o.y) settle(s.src2, o.y);
    }

    /// Where a new contribution to the gradient of v is written.
    buffer_ref contribution(value v, bool second = false) {
        if (v == 0 && !at(0).owned && !second) return at(buffer_ref::in::diff_src, 0);
        return fresh(v);
    }

    /// Adds what has been written to what was there.
    void settle(value v, buffer_ref written) {
        auto& state = at(v);
        if (!state.diff) {
            state.diff = written;
            state.owned = true;
        } else if (state.owned) {
            emit({.what = action::add, .d = written, .x = state.diff});
        } else {
            emit({.what = action::add, .d = state.diff, .x = written});
            state.diff = written;
            state.owned = true;
        }
    }

    /// The gradient of a sum goes to both terms unchanged: no copy while the term has no other
    /// contribution.
    void alias(value v, buffer_ref diff) {
        if (v == 0 && !computes_diff_src_) return;
        auto& state = at(v);
        if (!state.diff) {
            state.diff = diff;
            state.owned = false;
        } else if (state.owned) {
            emit({.what = action::add, .d = diff, .x = state.diff});
        } else {
            buffer_ref const sum = contribution(v);
            emit({.what = action::copy, .d = state.diff, .x = sum});
            emit({.what = action::add, .d = diff, .x = sum});
            state.diff = sum;
            state.owned = true;
        }
    }

    /// Calls f(place, time, segment) for every buffer that an operation touches, in order.
    template <class F>
    void for_each_buffer(F f) {
        int time = 0;
        int number = 0;
        for (auto* list : {&out_.forward, &out_.backward})
            for (auto& s : *list) {
                for (auto& o : s.run) {
                    for (auto* p : {&o.a, &o.b, &o.d, &o.x, &o.y})
                        if (p->where == buffer_ref::in::tile) f(*p, time, number, s);
                    ++time;
                }
                ++number;
            }
    }

    /// A buffer that lives in one segment holds a tile, else the shard.
    void settle_buffers() {
        std::vector<std::size_t> tile_floats(buffers_.size());
        for_each_buffer([&](buffer_ref const& p, int time, int number, segment const& s) {
            auto& b = buffers_[p.offset];
            if (b.birth < 0) {
                b.birth = time;
                b.first_segment = number;
            }
            b.death = time;
            b.last_segment = number;
            tile_floats[p.offset] = s.floats(p);
        });
        arena_planner tiles;
        arena_planner shards;
        std::vector<int> number(buffers_.size(), -1);
        for (std::size_t i = 0; i < buffers_.size(); ++i) {
            auto const& b = buffers_[i];
            if (b.birth < 0) continue;
            // Operations of a segment run tile by tile: what crosses segments lives through whole
            // ones.
            number[i] = crosses(b)
                            ? shards.add(floats(b.of) * images_, b.first_segment, b.last_segment)
                            : tiles.add(tile_floats[i], b.birth, b.death);
        }
        out_.tile_floats = tiles.assign_offsets();
        out_.shard_floats = shards.assign_offsets();
        for_each_buffer([&](buffer_ref& p, int, int, segment const&) {
            bool const whole = crosses(buffers_[p.offset]);
            p.where = whole ? buffer_ref::in::shard : buffer_ref::in::tile;
            p.offset = (whole ? shards : tiles).offset(number[p.offset]);
        });
        out_.saved_floats = saved_;
    }

    static bool crosses(buffer const& b) { return b.first_segment != b.last_segment; }

    plan const& plan_;
    std::size_t images_;
    bool computes_diff_src_;
    std::int64_t budget_;
    saved_values saves_;
    std::vector<value_state> values_;
    std::vector<buffer> buffers_;
    execution_schedule out_;
    std::vector<segment>* list_{};
    std::size_t saved_{};
};

}  // namespace hurricane::inline v0::kernels
