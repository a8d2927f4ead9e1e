// SPDX-License-Identifier: MIT
// What a training unit executes: two straight lists of operations, forward and backward, cut into segments where a
// batch norm must have seen all images. Inside a segment a tile of images stays in cache from operation to operation.
//
// Results of convolutions, linear layers and pools are saved for the backward pass. Everything else (norms with their
// activations, sums, gates, slices, shuffles) is cheap: it is computed anew, on a tile, wherever it is needed, so that
// it is never written to or read from memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/buffer.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/activation.hpp>
#include <hurricane/kernels/arena.hpp>

namespace hurricane::inline v0::kernels {

/// Where a value or a gradient lies. `tile`: one tile of images, dead at the end of the segment; all others hold every
/// image of the shard.
struct place {
    enum class in : unsigned char { nowhere, src, saved, tile, shard, diff_dst, diff_src };
    in where{in::nowhere};
    std::size_t offset{};  ///< floats; of tile and shard while planning: the number of the buffer
    std::size_t image{};   ///< floats of one image

    explicit operator bool() const { return where != in::nowhere; }
    friend bool operator==(place const&, place const&) = default;
};

enum class action : unsigned char {
    compute,     ///< x = step(a, b)
    statistics,  ///< moments of a, merged
    apply,       ///< x = the norm of a with its activation
    gradient,    ///< of a step: parameters, x = diff_src, y = diff_src2, from the values a, b and d = diff_dst
    accumulate,  ///< the same into an existing x
    reduce,      ///< sums of a norm from a and d = diff_dst
    back,        ///< x = diff_src of a norm from a and d
    add,         ///< x += d
    copy         ///< x = d
};

struct operation {
    action what{};
    int step{};  ///< of the plan
    activation act{activation::none};
    place a{}, b{}, d{}, x{}, y{};
};

struct segment {
    std::vector<operation> run;
    int norm{-1};  ///< step of the batch norm whose statistics (or sums) are complete at the end
};

struct program {
    std::vector<segment> forward, backward;
    std::size_t saved_floats{};                 ///< values kept for the backward pass, of a whole shard
    std::size_t tile_floats{}, shard_floats{};  ///< scratch of one tile, and of a whole shard
    place output;
};

/// Plans a program for `tile` of `images` images at a time.
class programmer {
public:
    programmer(plan const& p, int images, int tile, bool wants_diff_src)
        : plan_{p}, images_{static_cast<std::size_t>(images)}, tile_{static_cast<std::size_t>(tile)},
          wants_diff_src_{wants_diff_src}, values_(static_cast<std::size_t>(p.size()) + 1) {}

    program make() {
        values_[0].saved = {place::in::src, 0, floats(0)};
        for (int i = 0; i < plan_.size(); ++i) declare(i);
        if (plan_.size() > 0) {
            save(plan_.size());
            forward();
        }
        out_.output = values_.back().saved;
        backward();
        settle_buffers();
        return std::move(out_);
    }

private:
    struct held {
        place saved;       ///< of values that the backward pass finds in memory
        place here;        ///< computed anew in this segment
        int producer{-1};  ///< the step that makes it: of a norm with an activation the norm
        activation act{activation::none};
        bool made{};   ///< a saved value that exists by now
        place diff;    ///< its gradient so far
        bool owned{};  ///< false: somebody else's gradient, not to be written
    };
    struct buffer {
        std::size_t image;
        int birth, death, first_segment, last_segment;
    };

    static bool is_cheap(kind k) {
        return is_activation(k) || k == kind::batch_norm || k == kind::channel_shuffle || k == kind::slice ||
               k == kind::concat || k == kind::scale || k == kind::add;
    }
    held& at(value v) { return values_[static_cast<std::size_t>(v)]; }
    std::size_t floats(value v) const { return static_cast<std::size_t>(plan_.of(v).size()); }

    /// Who makes the result of step i; an activation behind a norm that nobody else reads is part of the norm.
    void declare(int i) {
        step const& s = plan_[i];
        if (plan_.readers(i + 1) == 0 && i + 1 < plan_.size())
            throw error{
                "nobody reads the result of step " + std::to_string(i) + " (" + std::string{name_of(s.op)} + ")",
                "training unit", "leave the step out of the operator's plan"};
        auto& v = at(i + 1);
        v.producer = i;
        if (is_activation(s.op)) v.act = activation_of(s.op);
        bool const joins =
            is_activation(s.op) && s.src > 0 && plan_[s.src - 1].op == kind::batch_norm && plan_.readers(s.src) == 1;
        if (joins) v.producer = s.src - 1, at(s.src).producer = -1;
        if (!is_cheap(s.op)) save(i + 1);
    }
    void save(value v) {
        if (at(v).saved) return;
        at(v).saved = {place::in::saved, saved_, floats(v)};
        saved_ += aligned(floats(v) * images_);
    }
    bool is_norm(value v) { return plan_[at(v).producer].op == kind::batch_norm; }

    // --- operations
    // ---------------------------------------------------------------------------------------------------

    place fresh(value v) {
        buffers_.push_back({floats(v), time_, time_, segment_, segment_});
        return {place::in::tile, buffers_.size() - 1, floats(v)};
    }
    void emit(operation o) {
        for (auto const& p : {o.a, o.b, o.d, o.x, o.y})
            if (p.where == place::in::tile) {
                auto& b = buffers_[p.offset];
                b.death = time_, b.last_segment = segment_;
            }
        ++time_;
        list_->back().run.push_back(o);
    }
    void close(int norm) {
        list_->back().norm = norm;
        open();
    }
    void open() {
        list_->emplace_back();
        ++segment_;
        for (auto& v : values_) v.here = {};
    }

    /// The value in this segment, computed anew if it is cheap and not saved.
    place need(value v) {
        auto& held = at(v);
        if (held.saved && (held.made || v == 0)) return held.saved;
        if (!held.here) held.here = compute(v, fresh(v));
        return held.here;
    }
    place compute(value v, place to) {
        auto const& held = at(v);
        step const& s = plan_[held.producer];
        operation o{.step = held.producer, .act = held.act, .a = need(s.src)};
        o.what = s.op == kind::batch_norm ? action::apply : action::compute;
        if (s.src2 >= 0) o.b = need(s.src2);
        o.x = to;
        if (to.where == place::in::tile) buffers_[to.offset].birth = time_;
        emit(o);
        return to;
    }

    void forward() {
        list_ = &out_.forward;
        open();
        for (int i = 0; i < plan_.size(); ++i) {
            step const& s = plan_[i];
            if (s.op == kind::batch_norm) {
                emit({.what = action::statistics, .step = i, .a = need(s.src)});
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
    // ----------------------------------------------------------------------------------------------------

    void backward() {
        list_ = &out_.backward;
        open();
        values_.back().diff = {place::in::diff_dst, 0, floats(plan_.size())};
        for (int i = plan_.size(); i-- > 0;) gradient(i);
        auto& input = values_.front();
        if (wants_diff_src_ && !input.owned)
            emit({.what = action::copy, .d = input.diff, .x = {place::in::diff_src, 0, floats(0)}});
    }
    void gradient(int i) {
        auto const& result = at(i + 1);
        if (result.producer < 0) return;  // a norm that its activation stands for
        step const& s = plan_[result.producer];
        if (s.op == kind::add) {
            alias(s.src, result.diff), alias(s.src2, result.diff);
            return;
        }
        operation o{.what = action::gradient, .step = result.producer, .act = result.act, .d = result.diff};
        if (s.op == kind::batch_norm) {
            o.what = action::reduce, o.a = need(s.src);
            emit(o);
            close(result.producer);
            o.what = action::back, o.a = need(s.src);
            o.x = contribution(s.src);
            emit(o);
            return settle(s.src, o.x);
        }
        // Values that the gradient is made of; weights need theirs even where no gradient passes on.
        bool const reads = s.op == kind::conv || s.op == kind::linear || s.op == kind::scale ||
                           s.op == kind::max_pool || is_activation(s.op);
        if (reads) o.a = need(s.src);
        if (s.op == kind::scale) o.b = need(s.src2);
        if (s.op == kind::slice && at(s.src).owned && at(s.src).diff) {
            o.what = action::accumulate, o.x = at(s.src).diff;
            return emit(o);
        }
        if (s.src != 0 || wants_diff_src_) o.x = contribution(s.src);
        if (s.src2 >= 0 && (s.src2 != 0 || wants_diff_src_)) o.y = contribution(s.src2, s.src2 == s.src);
        emit(o);
        if (o.x) settle(s.src, o.x);
        if (o.y) settle(s.src2, o.y);
    }
    /// Where a new contribution to the gradient of v is written.
    place contribution(value v, bool second = false) {
        if (v == 0 && !at(0).owned && !second) return {place::in::diff_src, 0, floats(0)};
        return fresh(v);
    }
    /// Adds what has been written to what was there.
    void settle(value v, place written) {
        auto& held = at(v);
        if (!held.diff) {
            held.diff = written, held.owned = true;
        } else if (held.owned) {
            emit({.what = action::add, .d = written, .x = held.diff});
        } else {
            emit({.what = action::add, .d = held.diff, .x = written});
            held.diff = written, held.owned = true;
        }
    }
    /// The gradient of a sum goes to both terms unchanged: no copy while the term has no other contribution.
    void alias(value v, place diff) {
        if (v == 0 && !wants_diff_src_) return;
        auto& held = at(v);
        if (!held.diff) {
            held.diff = diff, held.owned = false;
        } else if (held.owned) {
            emit({.what = action::add, .d = diff, .x = held.diff});
        } else {
            place const sum = contribution(v);
            emit({.what = action::copy, .d = held.diff, .x = sum});
            emit({.what = action::add, .d = diff, .x = sum});
            held.diff = sum, held.owned = true;
        }
    }

    // --- memory
    // -------------------------------------------------------------------------------------------------------

    /// A buffer that lives in one segment holds a tile, else the shard.
    void settle_buffers() {
        arena_planner tiles, shards;
        std::vector<int> number;
        for (auto const& b : buffers_) {
            bool const crosses = b.first_segment != b.last_segment;
            // Operations of a segment run tile by tile: what crosses segments lives through whole ones.
            number.push_back(crosses ? shards.add(b.image * images_, b.first_segment, b.last_segment)
                                     : tiles.add(b.image * tile_, b.birth, b.death));
        }
        out_.tile_floats = tiles.place(), out_.shard_floats = shards.place();
        for (auto* list : {&out_.forward, &out_.backward})
            for (auto& s : *list)
                for (auto& o : s.run)
                    for (auto* p : {&o.a, &o.b, &o.d, &o.x, &o.y}) {
                        if (p->where != place::in::tile) continue;
                        auto const& b = buffers_[p->offset];
                        bool const crosses = b.first_segment != b.last_segment;
                        auto const at = number[p->offset];
                        p->where = crosses ? place::in::shard : place::in::tile;
                        p->offset = (crosses ? shards : tiles).offset(at);
                    }
        out_.saved_floats = saved_;
    }

    plan const& plan_;
    std::size_t images_, tile_;
    bool wants_diff_src_;
    std::vector<held> values_;
    std::vector<buffer> buffers_;
    program out_;
    std::vector<segment>* list_{};
    int time_{}, segment_{};
    std::size_t saved_{};
};

}  // namespace hurricane::inline v0::kernels
