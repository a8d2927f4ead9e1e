// SPDX-License-Identifier: MIT
// A plan made executable for training on a shard of images, a tile of them at a time (kernels/program.hpp). Owns no
// weights and no memory; everything comes through the frame, so one unit serves every layer of its slot.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <hurricane/kernels/cache.hpp>
#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/dropout.hpp>
#include <hurricane/kernels/ledger.hpp>
#include <hurricane/kernels/max_pool.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/pixels.hpp>
#include <hurricane/kernels/program.hpp>

namespace hurricane::inline v0::kernels {

/// What a stored array of a unit is.
enum class role : unsigned char { weights, bias, gamma, beta, mean, variance };

constexpr std::string_view name_of(role r) {
    constexpr std::string_view names[] = {"weights", "bias", "gamma", "beta", "mean", "variance"};
    return names[static_cast<int>(r)];
}
constexpr bool trained(role r) { return r < role::mean; }

/// One array: `floats` at `offset` of the unit's parameters; of them, `plain` values in the plain order.
struct parameter {
    int step{};
    role what{};
    std::size_t offset{}, floats{}, plain{};
    std::size_t copy_offset{}, copy_floats{};  ///< the copy for backward-data
    weighted* owner{};                         ///< of weights
};

/// The memory of one shard. Offsets of parameters hold for params, partial and gradients alike.
struct frame {
    float const* src{};
    float* saved{};
    float const* params{};
    float const* copies{};
    float* partial{};       ///< training: moments of this shard's images; behind them its sums of norms
    std::uint64_t drops{};  ///< seed of dropout; 0: everything is kept
    float* tile{};          ///< scratch of one tile
    ledger* times{};        ///< nullptr: nobody wants to know
    // backward only
    float* gradients{};  ///< nullptr: frozen, gradients only pass through
    float const* diff_dst{};
    float* diff_src{};
    float* shard{};  ///< scratch of a whole shard
};

/// Floats of activations that a tile may touch: half of a megabyte, a part of today's second-level caches.
inline constexpr std::size_t tile_budget = 128 * 1024;

class unit {
public:
    /// For `n` images. `wants_diff_src` is false for the first unit of a network, whose input needs no gradient.
    unit(kernel_cache& cache, plan const& p, int n, bool wants_diff_src)
        : engine_{&cache.engine}, plan_{p}, n_{n}, tile_{tile_of(p, n)}, first_parameter_(std::size_t(p.size()), -1),
          values_(std::size_t(p.size()), 0),
          kernels_(std::size_t(p.size())), program_{programmer{plan_, n, tile_, wants_diff_src}.make()} {
        for (auto const& s : p)
            if (!wants_diff_src && s.op != kind::conv && (s.src == 0 || s.src2 == 0))
                throw error{"the first step of a network must be a convolution", "training unit",
                            "start the stem with one"};
        saved_floats_ = program_.saved_floats;
        for (int i = 0; i < p.size(); ++i) compile(cache, i, wants_diff_src);
    }

    std::vector<parameter> const& parameters() const { return parameters_; }
    std::size_t parameter_floats() const { return parameter_floats_; }
    std::size_t copy_floats() const { return copy_floats_; }
    std::size_t saved_floats() const { return saved_floats_; }
    std::size_t tile_floats() const { return program_.tile_floats; }
    std::size_t shard_floats() const { return program_.shard_floats; }
    layout input() const { return {n_, plan_.in()}; }
    layout output() const { return {n_, plan_.out()}; }
    plan const& lowered() const { return plan_; }
    int tile() const { return tile_; }

    /// Where forward leaves the output: in f.saved, or f.src for the identity.
    float const* result(frame const& f) const { return at(f, program_.output, 0); }

    // --- one segment at a time
    // ----------------------------------------------------------------------------------------

    int forward_segments() const { return static_cast<int>(program_.forward.size()); }
    int backward_segments() const { return static_cast<int>(program_.backward.size()); }
    bool forward_waits(int s) const { return program_.forward[std::size_t(s)].norm >= 0; }
    bool backward_waits(int s) const { return program_.backward[std::size_t(s)].norm >= 0; }

    /// Runs a segment on all tiles of the shard; f.partial then holds the moments of the norm that closes it.
    void forward(int s, frame const& f) const { run(program_.forward[std::size_t(s)], f); }
    /// Fixes the statistics of that norm: those of `shards` (their partial), in order.
    void finish_forward(int s, frame const& f, std::span<float const* const> shards) const {
        int const i = program_.forward[std::size_t(s)].norm;
        if (i < 0) return;
        auto const mean = parameter_of(i, role::mean).offset, variance = parameter_of(i, role::variance).offset;
        auto const c = std::size_t(plan_[i].out.c);
        auto const v = values(f, i);
        if (shards.size() == 1) return finish(i, f, shards[0] + mean, shards[0] + variance);
        auto const share = 1.0f / static_cast<float>(shards.size());
        for (std::size_t k = 0; k < c; ++k) {  // equal shards: the mean of means, and its spread
            float mu = 0, var = 0;
            for (auto const* p : shards) mu += p[mean + k];
            mu *= share;
            for (auto const* p : shards) var += std::fma(p[mean + k] - mu, p[mean + k] - mu, p[variance + k]);
            v.mean[k] = mu, v.inv_std[k] = var * share;
        }
        finish(i, f, v.mean, v.inv_std);
    }
    /// The same from training's running statistics (their variance is the unbiased one).
    void finish_frozen(int s, frame const& f, float const* running) const {
        int const i = program_.forward[std::size_t(s)].norm;
        if (i >= 0)
            finish(i, f, running + parameter_of(i, role::mean).offset,
                   running + parameter_of(i, role::variance).offset);
    }
    /// Runs a backward segment; gradients of parameters are assigned, and the sums of the norm that closes it.
    void backward(int s, frame const& f) const { run(program_.backward[std::size_t(s)], f); }
    void finish_backward(int s, frame const& f, std::span<float const* const> shards) const {
        int const i = program_.backward[std::size_t(s)].norm;
        if (i < 0) return;
        auto const dot = parameter_of(i, role::gamma).offset, sum = parameter_of(i, role::beta).offset;
        auto const v = values(f, i);
        int const c = plan_[i].out.c;
        auto const rows = static_cast<double>(shards.size()) * static_cast<double>(input_of(i).rows());
        if (shards.size() == 1) return norm_finish_backward(c, rows, shards[0] + sum, shards[0] + dot, v);
        for (std::size_t k = 0; k < std::size_t(c); ++k) {
            float s0 = 0, s1 = 0;
            for (auto const* p : shards) s0 += p[sum + k], s1 += p[dot + k];
            v.shift[k] = s0, v.slope[k] = s1;
        }
        norm_finish_backward(c, rows, v.shift, v.slope, v);
    }

    // --- everything, with the statistics of this shard or frozen ones
    // -----------------------------------------------------

    float const* forward(frame const& f) const {
        float const* const own[] = {f.partial};
        for (int s = 0; s < forward_segments(); ++s) forward(s, f), finish_forward(s, f, own);
        return result(f);
    }
    float const* forward_frozen(frame f, float const* running) const {
        f.partial = nullptr;
        for (int s = 0; s < forward_segments(); ++s) forward(s, f), finish_frozen(s, f, running);
        return result(f);
    }
    void backward(frame const& f) const {
        float const* const own[] = {f.partial};
        for (int s = 0; s < backward_segments(); ++s) backward(s, f), finish_backward(s, f, own);
    }

private:
    /// The largest divisor of n whose images fit the budget in the widest step of the plan; more where weights are the
    /// larger part of what a tile touches.
    static int tile_of(plan const& p, int n) {
        std::int64_t most = 1, weights = 0;
        for (auto const& s : p)
            most = std::max(most, s.in.size() + s.out.size()), weights = std::max(weights, s.params());
        auto const fits = static_cast<std::int64_t>(tile_budget) / most, worth = weights / most;
        auto tile = static_cast<int>(std::clamp<std::int64_t>(std::max(fits, worth), 1, n));
        while (n % tile != 0) --tile;
        return tile;
    }
    layout input_of(int i) const { return {n_, plan_[i].in}; }

    void compile(kernel_cache& cache, int i, bool wants_diff_src) {
        step const& s = plan_[i];
        first_parameter_[std::size_t(i)] = static_cast<int>(parameters_.size());
        auto const c = static_cast<std::size_t>(s.out.c);
        if (s.op == kind::conv || s.op == kind::linear) {
            auto const d =
                s.src == 0 && !wants_diff_src ? directions::without_diff_src : directions::forward_and_backward;
            auto*& kernel = kernels_[std::size_t(i)];
            kernel = &cache.get(s, tile_, d);
            declare(i, role::weights, kernel->weights_floats(), static_cast<std::size_t>(s.params()) - (s.bias ? c : 0),
                    kernel);
            if (s.bias) declare(i, role::bias, c, c);
        }
        if (s.op == kind::batch_norm) {
            for (auto r : {role::gamma, role::beta, role::mean, role::variance}) declare(i, r, c, c);
            cache.engine.reserve_temporary(4 * c);
            values_[std::size_t(i)] = saved_floats_;
            saved_floats_ += aligned(norm_values::arrays * c);
        }
    }
    void declare(int step, role what, std::size_t floats, std::size_t plain, weighted* owner = nullptr) {
        parameters_.push_back(
            {step, what, parameter_floats_, floats, plain, copy_floats_, owner ? owner->copy_floats() : 0, owner});
        parameter_floats_ += aligned(floats);
        copy_floats_ += aligned(parameters_.back().copy_floats);
    }
    parameter const& parameter_of(int step, role what) const {
        auto const first = std::size_t(first_parameter_[std::size_t(step)]);
        auto const at = what == role::weights || what == role::gamma ? 0
                        : what == role::bias || what == role::beta   ? 1
                        : what == role::mean                         ? 2
                                                                     : 3;
        return parameters_[first + std::size_t(at)];
    }

    // --- running --------------------------------------------------------------------------------------------------

    norm_values values(frame const& f, int i) const { return {f.saved + values_[std::size_t(i)], plan_[i].out.c}; }
    void finish(int i, frame const& f, float const* mean, float const* variance) const {
        norm_finish(plan_[i].out.c, mean, variance, plan_[i].number, f.params + parameter_of(i, role::gamma).offset,
                    f.params + parameter_of(i, role::beta).offset, values(f, i));
    }
    /// The pointer of a place for the tile that begins with image `first`.
    static float* at(frame const& f, place p, std::size_t first) {
        auto const image = first * p.image;
        switch (p.where) {
            case place::in::nowhere: break;
            case place::in::src: return const_cast<float*>(f.src) + image;
            case place::in::saved: return f.saved + p.offset + image;
            case place::in::tile: return f.tile + p.offset;
            case place::in::shard: return f.shard + p.offset + image;
            case place::in::diff_dst: return const_cast<float*>(f.diff_dst) + image;
            case place::in::diff_src: return f.diff_src + image;
        }
        return nullptr;
    }
    void run(segment const& s, frame const& f) const {
        for (int first = 0; first < n_; first += tile_)
            for (auto const& o : s.run) run(o, f, first);
    }
    template <class F>
    static void book(frame const& f, expense e, F call) {
        if (f.times)
            f.times->book(e, call);
        else
            call();
    }
    void run(operation const& o, frame const& f, int first) const {
        auto const pointer = [&](place const& p) { return at(f, p, static_cast<std::size_t>(first)); };
        step const& s = plan_[o.step];
        layout const in{tile_, s.in};
        switch (o.what) {
            case action::compute:
                return book(f, expense_of(s, 0),
                            [&] { compute(o, f, first, pointer(o.a), pointer(o.b), pointer(o.x)); });
            case action::statistics:
                if (!f.partial) return;
                return book(f, expense::norm_statistics, [&] {
                    norm_statistics(in, pointer(o.a), first, f.partial + parameter_of(o.step, role::mean).offset,
                                    f.partial + parameter_of(o.step, role::variance).offset, engine_->temporary());
                });
            case action::apply:
                return book(f, expense::norm_apply,
                            [&] { norm_apply(o.act, in, pointer(o.a), values(f, o.step), pointer(o.x)); });
            case action::gradient:
            case action::accumulate:
                if (s.op == kind::conv || s.op == kind::linear) return weighted_gradient(o, f, first, pointer);
                return book(f, expense::rest, [&] { gradient(o, f, first, pointer); });
            case action::reduce: {
                float* const dot = f.partial + parameter_of(o.step, role::gamma).offset;
                float* const sum = f.partial + parameter_of(o.step, role::beta).offset;
                if (first == 0) std::fill_n(dot, s.out.c, 0.0f), std::fill_n(sum, s.out.c, 0.0f);
                return book(f, expense::norm_reduce,
                            [&] { norm_reduce(o.act, in, pointer(o.a), pointer(o.d), values(f, o.step), sum, dot); });
            }
            case action::back:
                return book(f, expense::norm_back,
                            [&] { norm_back(o.act, in, pointer(o.a), pointer(o.d), values(f, o.step), pointer(o.x)); });
            case action::add: {
                float* const x = pointer(o.x);
                return kernels::add(x, pointer(o.d), x, o.x.image * static_cast<std::size_t>(tile_));
            }
            case action::copy:
                std::copy_n(pointer(o.d), o.x.image * static_cast<std::size_t>(tile_), pointer(o.x));
                return;
        }
    }
    void compute(operation const& o, frame const& f, int first, float const* src, float const* src2, float* dst) const {
        step const& s = plan_[o.step];
        layout const in{tile_, s.in}, out{tile_, s.out};
        switch (s.op) {
            case kind::conv:
            case kind::linear:
                return kernels_[std::size_t(o.step)]->forward(
                    *engine_, src, f.params + parameter_of(o.step, role::weights).offset,
                    s.bias ? f.params + parameter_of(o.step, role::bias).offset : nullptr, dst);
            case kind::batch_norm: return;  // statistics and apply
            case kind::relu:
            case kind::relu6:
            case kind::swish:
            case kind::hard_swish:
            case kind::sigmoid:
            case kind::hard_sigmoid: return activate(o.act, src, dst, in.floats());
            case kind::channel_shuffle: return channel_shuffle(in, s.groups, src, dst);
            case kind::slice: return slice(in, src, s.offset, out, dst);
            case kind::concat: return concat(in, src, {tile_, plan_.of(s.src2)}, src2, out, dst);
            case kind::max_pool: return max_pool(s, tile_, src, dst);
            case kind::global_pool: return global_pool(in, src, dst);
            case kind::scale: return scale(in, src, src2, dst);
            case kind::add: return kernels::add(src, src2, dst, in.floats());
            case kind::dropout: return drop(o.step, f, first, src, dst);
        }
    }
    void drop(int i, frame const& f, int first, float const* src, float* dst) const {
        layout const l{tile_, plan_[i].in};
        auto const begin = static_cast<std::size_t>(first) * static_cast<std::size_t>(l.of.size());
        if (f.drops != 0)
            dropout(rng{f.drops, static_cast<std::uint64_t>(i)}, plan_[i].number, begin, src, dst, l.floats());
        else
            std::copy_n(src, l.floats(), dst);
    }
    template <class Pointer>
    void gradient(operation const& o, frame const& f, int first, Pointer pointer) const {
        step const& s = plan_[o.step];
        layout const in{tile_, s.in}, out{tile_, s.out};
        float const *src = pointer(o.a), *diff_dst = pointer(o.d);
        float* const diff_src = pointer(o.x);
        switch (s.op) {
            case kind::relu:
            case kind::relu6:
            case kind::swish:
            case kind::hard_swish:
            case kind::sigmoid:
            case kind::hard_sigmoid: return activate_backward(o.act, src, diff_dst, diff_src, in.floats());
            case kind::channel_shuffle: return channel_shuffle_backward(in, s.groups, diff_dst, diff_src);
            case kind::slice:
                if (o.what == action::accumulate)
                    return copy_channels(out, diff_dst, 0, in, diff_src, s.offset, s.out.c, write::accumulate);
                std::fill_n(diff_src, in.floats(), 0.0f);
                return copy_channels(out, diff_dst, 0, in, diff_src, s.offset, s.out.c);
            case kind::concat: {
                layout const in2{tile_, plan_.of(s.src2)};
                if (diff_src) slice(out, diff_dst, 0, in, diff_src);
                if (o.y) slice(out, diff_dst, s.in.c, in2, pointer(o.y));
                return;
            }
            case kind::max_pool: return max_pool_backward(s, tile_, src, diff_dst, diff_src);
            case kind::global_pool: return global_pool_backward(in, diff_dst, diff_src);
            case kind::scale: return scale_backward(in, src, pointer(o.b), diff_dst, diff_src, pointer(o.y));
            case kind::dropout: return drop(o.step, f, first, diff_dst, diff_src);
            case kind::conv:
            case kind::linear:
            case kind::batch_norm:
            case kind::add: return;  // weighted_gradient; reduce and back; aliased
        }
    }
    template <class Pointer>
    void weighted_gradient(operation const& o, frame const& f, int first, Pointer pointer) const {
        step const& s = plan_[o.step];
        auto& kernel = *kernels_[std::size_t(o.step)];
        auto const& w = parameter_of(o.step, role::weights);
        float const* const diff_dst = pointer(o.d);
        if (f.gradients)
            book(f, expense_of(s, 2), [&] {
                kernel.backward_weights(*engine_, pointer(o.a), diff_dst, f.gradients + w.offset,
                                        s.bias ? f.gradients + parameter_of(o.step, role::bias).offset : nullptr,
                                        first == 0 ? write::assign : write::accumulate);
            });
        if (o.x)
            book(f, expense_of(s, 1), [&] {
                kernel.backward_data(*engine_, diff_dst, f.params + w.offset, f.copies + w.copy_offset, pointer(o.x));
            });
    }

    engine* engine_;
    plan plan_;
    int n_, tile_;
    std::vector<int> first_parameter_;  ///< of each step
    std::vector<std::size_t> values_;   ///< of each norm: its norm_values in the saved region
    std::vector<weighted*> kernels_;    ///< of each step
    program program_;
    std::vector<parameter> parameters_;
    std::size_t parameter_floats_{}, copy_floats_{}, saved_floats_{};
};

}  // namespace hurricane::inline v0::kernels
