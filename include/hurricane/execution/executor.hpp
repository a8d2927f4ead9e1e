// SPDX-License-Identifier: MIT
// The operations of a schedule, run on one tile: where plans meet kernels.
#pragma once

#include <hurricane/core/plan.hpp>
#include <hurricane/execution/schedule.hpp>
#include <hurricane/execution/step_times.hpp>
#include <hurricane/kernels/dropout.hpp>
#include <hurricane/kernels/forward_step.hpp>

namespace hurricane::inline v0::kernels {

/// The memory of one shard. Offsets of parameters hold for params, partial and gradients alike.
struct shard_buffers {
    float const* src{};
    float* saved{};
    float const* params{};
    float const* copies{};
    float* partial{};       ///< training: moments of this shard's images, later its sums of norms
    std::uint64_t drops{};  ///< seed of dropout; 0: everything is kept
    float* tile{};          ///< scratch of one tile
    step_times* times{};    ///< nullptr: nobody wants to know
    // backward only
    float* gradients{};  ///< nullptr: frozen, gradients only pass through
    float const* diff_dst{};
    float* diff_src{};
    float* shard{};  ///< scratch of a whole shard
};

/// What a step owns: its kernel, and where its arrays lie.
struct step_buffers {
    weighted* kernel{};
    // Of convolutions and linear layers:
    std::size_t weights{};
    std::size_t bias{};
    std::size_t copy{};
    // Of norms:
    std::size_t gamma{};
    std::size_t beta{};
    std::size_t mean{};
    std::size_t variance{};
    std::size_t values{};  ///< norm_values of a norm, in the saved region
};

/// The pointer of a buffer from image (or pixel) `first` on.
inline float* locate(shard_buffers const& f, buffer_ref p, std::size_t first = 0,
                     bool pixelwise = false) {
    auto const from = first * (pixelwise ? p.pixel : p.image);
    switch (p.where) {
        case buffer_ref::in::nowhere: break;
        case buffer_ref::in::src: return const_cast<float*>(f.src) + from;
        case buffer_ref::in::saved: return f.saved + p.offset + from;
        case buffer_ref::in::tile: return f.tile + p.offset;
        case buffer_ref::in::shard: return f.shard + p.offset + from;
        case buffer_ref::in::diff_dst: return const_cast<float*>(f.diff_dst) + from;
        case buffer_ref::in::diff_src: return f.diff_src + from;
    }
    return nullptr;
}

/// One operation on one tile.
class executor {
public:
    executor(engine& e, plan const& p, std::vector<step_buffers> const& all, shard_buffers const& f,
             segment const& of, int number)
        : engine_{e}, plan_{p}, all_{all}, f_{f}, of_{of}, number_{number} {}

    void operator()(operation const& o) const {
        step_buffers const& b = of_step(o.step);
        step const& s = plan_[o.step];
        layout const in = as(s.in);
        switch (o.what) {
            case action::compute: return timed(class_of(s, 0), [&] { compute(o, s, b); });
            case action::statistics: return statistics(o, in, b);
            case action::apply:
                return timed(op_class::norm_apply,
                             [&] { norm_apply(o.act, in, at(o.a), values(s, b), at(o.x)); });
            case action::gradient:
            case action::accumulate:
                if (row_of(s.op).has_weights) return weighted_gradient(o, s, b);
                return timed(op_class::rest, [&] { gradient(o, s); });
            case action::reduce: return reduce(o, s, b);
            case action::back:
                return timed(op_class::norm_back, [&] {
                    norm_back(o.act, in, at(o.a), at(o.d), values(s, b), at(o.x));
                });
            case action::add:
                return timed(op_class::rest,
                             [&] { kernels::add(at(o.x), at(o.d), at(o.x), of_.floats(o.x)); });
            case action::copy: std::copy_n(at(o.d), of_.floats(o.x), at(o.x)); return;
            case action::take_half:
                return timed(op_class::rest,
                             [&] { take_half(in, s.offset > 0, at(o.a), at(o.x)); });
            case action::join_halves:
                return timed(op_class::rest, [&] { join_halves(in, at(o.d), at(o.b), at(o.x)); });
            case action::depthwise:
                return timed(op_class::depthwise_forward, [&] { depthwise(o, s, b); });
            case action::depthwise_gradient:
                return timed(op_class::depthwise_backward, [&] { depthwise_gradient(o, s, b); });
        }
    }

private:
    float* at(buffer_ref const& p) const {
        return locate(f_, p, static_cast<std::size_t>(number_) * static_cast<std::size_t>(of_.tile),
                      of_.pixelwise);
    }

    /// A value of that shape in this tile: some pixels are one image.
    layout as(shape s) const {
        return of_.pixelwise ? layout{1, {s.c, 1, of_.tile}} : layout{of_.tile, s};
    }

    norm_values values(step const& s, step_buffers const& b) const {
        return {f_.saved + b.values, s.out.c};
    }

    step_buffers const& of_step(int i) const { return all_[std::size_t(i)]; }

    template <class F>
    void timed(op_class c, F call) const {
        if (f_.times)
            f_.times->timed(c, call);
        else
            call();
    }

    void compute(operation const& o, step const& s, step_buffers const& b) const {
        if (s.op == kind::dropout) return drop(o.step, as(s.in), at(o.a), at(o.x));
        layout const in2 = s.src2 < 0 ? layout{} : as(plan_.of(s.src2));
        forward_step(engine_, s, {as(s.in), in2, as(s.out)},
                     {.src = at(o.a),
                      .src2 = at(o.b),
                      .dst = at(o.x),
                      .kernel = b.kernel,
                      .weights = f_.params + b.weights,
                      .bias = f_.params + b.bias});
    }

    void drop(int i, layout l, float const* src, float* dst) const {
        if (f_.drops == 0) {
            std::copy_n(src, l.floats(), dst);
            return;
        }
        dropout(rng{f_.drops, static_cast<std::uint64_t>(i)}, plan_[i].attribute,
                static_cast<std::size_t>(number_) * l.floats(), src, dst, l.floats());
    }

    void statistics(operation const& o, layout in, step_buffers const& b) const {
        if (!f_.partial) return;  // frozen ones are used
        timed(op_class::norm_statistics, [&] {
            norm_statistics(in, at(o.a), number_ * in.n, f_.partial + b.mean,
                            f_.partial + b.variance, engine_.temporary());
        });
    }

    void reduce(operation const& o, step const& s, step_buffers const& b) const {
        float* const dot = f_.partial + b.gamma;
        float* const sum = f_.partial + b.beta;
        if (number_ == 0) {
            std::fill_n(dot, s.out.c, 0.0f);
            std::fill_n(sum, s.out.c, 0.0f);
        }
        timed(op_class::norm_reduce,
              [&] { norm_reduce(o.act, as(s.in), at(o.a), at(o.d), values(s, b), sum, dot); });
    }

    void gradient(operation const& o, step const& s) const {
        layout const in = as(s.in);
        layout const out = as(s.out);
        float const* const src = at(o.a);
        float const* const diff_dst = at(o.d);
        float* const diff_src = at(o.x);
        switch (s.op) {
            case kind::relu:
            case kind::relu6:
            case kind::swish:
            case kind::hard_swish:
            case kind::sigmoid:
            case kind::hard_sigmoid:
                return activate_backward(o.act, src, diff_dst, diff_src, in.floats());
            case kind::channel_shuffle:
                return channel_shuffle_backward(in, s.groups, diff_dst, diff_src);
            case kind::slice:
                if (o.what == action::accumulate)
                    return copy_channels(out, diff_dst, 0, in, diff_src, s.offset, s.out.c,
                                         write::accumulate);
                std::fill_n(diff_src, in.floats(), 0.0f);
                return copy_channels(out, diff_dst, 0, in, diff_src, s.offset, s.out.c);
            case kind::concat:
                if (o.x) slice(out, diff_dst, 0, in, diff_src);
                if (o.y) slice(out, diff_dst, s.in.c, as(plan_.of(s.src2)), at(o.y));
                return;
            case kind::max_pool: return max_pool_backward(s, in.n, src, diff_dst, diff_src);
            case kind::global_pool: return global_pool_backward(in, diff_dst, diff_src);
            case kind::scale: return scale_backward(in, src, at(o.b), diff_dst, diff_src, at(o.y));
            case kind::dropout: return drop(o.step, in, diff_dst, diff_src);
            case kind::conv:
            case kind::linear:
            case kind::batch_norm:
            case kind::add: return;  // weighted_gradient; reduce and back; aliased
        }
    }

    void weighted_gradient(operation const& o, step const& s, step_buffers const& b) const {
        float const* const diff_dst = at(o.d);
        if (f_.gradients)
            timed(class_of(s, 2), [&] {
                b.kernel->backward_weights(engine_, at(o.a), diff_dst, f_.gradients + b.weights,
                                           f_.gradients + b.bias,
                                           number_ == 0 ? write::assign : write::accumulate);
            });
        if (o.x)
            timed(class_of(s, 1), [&] {
                b.kernel->backward_data(engine_, diff_dst, f_.params + b.weights,
                                        f_.copies + b.copy, at(o.x));
            });
    }

    void depthwise(operation const& o, step const& s, step_buffers const& b) const {
        int const n = of_.tile;
        auto const before = norm_of(o.before);
        float* mean = nullptr;
        float* variance = nullptr;
        if (o.behind >= 0 && f_.partial) {
            mean = f_.partial + of_step(o.behind).mean;
            variance = f_.partial + of_step(o.behind).variance;
        }
        depthwise_forward(s, n, at(o.a), {o.before >= 0 ? &before : nullptr, o.before_act},
                          f_.params + b.weights, at(o.x), mean, variance, number_ * n,
                          engine_.temporary());
    }

    void depthwise_gradient(operation const& o, step const& s, step_buffers const& b) const {
        auto const before = norm_of(o.before);
        auto const behind = norm_of(o.behind);
        depthwise_gradients g{.diff_src = o.x ? at(o.x) : nullptr};
        if (f_.gradients) {
            g.diff_weights = f_.gradients + b.weights;
            if (number_ == 0) std::fill_n(g.diff_weights, s.params(), 0.0f);
        }
        if (o.reduces) {
            g.sum = f_.partial + of_step(o.before).beta;
            g.dot = f_.partial + of_step(o.before).gamma;
            if (number_ == 0) {
                std::fill_n(g.sum, s.in.c, 0.0f);
                std::fill_n(g.dot, s.in.c, 0.0f);
            }
        }
        depthwise_backward(s, of_.tile, at(o.a), {o.before >= 0 ? &before : nullptr, o.before_act},
                           at(o.b), {o.behind >= 0 ? &behind : nullptr, o.behind_act}, at(o.d),
                           f_.params + b.weights, g, engine_.temporary());
    }

    norm_values norm_of(int step) const {
        return step < 0 ? norm_values{nullptr, 0} : values(plan_[step], of_step(step));
    }

    engine& engine_;
    plan const& plan_;
    std::vector<step_buffers> const& all_;  ///< of each step
    shard_buffers const& f_;
    segment const& of_;
    int number_;
};

}  // namespace hurricane::inline v0::kernels
