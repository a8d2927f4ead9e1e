// SPDX-License-Identifier: MIT
// A plan made executable for training on `n` images: instructions over a saved region (activations kept for the
// backward pass) and a scratch region (gradients of activations). Batch norm and the activation behind it run as one.
// Owns no weights and no memory; everything comes through the frame, so one unit serves every layer of its slot.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/gradient_planner.hpp>
#include <hurricane/kernels/norm.hpp>
#include <hurricane/kernels/pixels.hpp>
#include <hurricane/kernels/supported.hpp>

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

enum class norm_mode : unsigned char { batch, frozen };  ///< statistics of the images, or given ones

/// The memory of one run. Offsets of parameters hold for params, stats and gradients alike.
struct frame {
    float const* src{};
    float* saved{};
    float const* params{};
    float const* copies{};
    float* stats{};  ///< norm_mode::batch writes mean and variance, frozen reads them
    norm_mode mode{};
    // backward only
    float* gradients{};  ///< nullptr: frozen, gradients only pass through
    float const* diff_dst{};
    float* diff_src{};  ///< nullptr: not wanted
    float* scratch{};
};

class unit {
public:
    /// `wants_diff_src` is false for the first unit of a network, whose input needs no gradient.
    unit(kernel_cache& cache, plan const& p, int n, order input, bool wants_diff_src)
        : engine_{&cache.engine}, plan_{p}, n_{n}, wants_diff_src_{wants_diff_src} {
        orders_.push_back(input);
        for (int i = 0; i < p.size(); ++i) compile(cache, i);
        lay_out_values();
        std::tie(backwards_, scratch_floats_) = gradient_planner{
            instructions_, plan_, wants_diff_src, [this](value v) {
                return of(v).floats();
            }}.plan_all();
    }

    std::vector<parameter> const& parameters() const { return parameters_; }
    std::size_t parameter_floats() const { return parameter_floats_; }
    std::size_t copy_floats() const { return copy_floats_; }
    std::size_t saved_floats() const { return saved_floats_; }
    std::size_t scratch_floats() const { return scratch_floats_; }
    layout output() const { return of(plan_.size()); }
    /// Where forward leaves the output in the saved region.
    std::size_t output_offset() const { return offsets_.back(); }
    layout input() const { return of(0); }
    plan const& lowered() const { return plan_; }

    /// Runs and returns the output, which lies in f.saved (or is f.src for the identity).
    float const* forward(frame const& f) const {
        for (auto const& in : instructions_) run(in, f);
        return at(f, plan_.size());
    }
    /// Needs the saved region of forward in norm_mode::batch. Assigns gradients and diff_src.
    void backward(frame const& f) const {
        for (auto const& b : backwards_) run(b, f);
    }

private:
    layout of(value v) const { return {n_, plan_.of(v), orders_[std::size_t(v)]}; }
    step const& step_of(instruction const& in) const { return plan_[in.step]; }

    // --- making ---------------------------------------------------------------------------------------------------

    void compile(kernel_cache& cache, int i) {
        step const& s = plan_[i];
        bool const pooled = s.op == kind::global_pool || s.op == kind::linear;
        orders_.push_back(pooled ? order::plain : s.op == kind::conv ? order::blocked : orders_[std::size_t(s.src)]);
        // An activation behind a batch norm that nobody else reads is part of it.
        if (is_activation(s.op) && i > 0 && plan_[i - 1].op == kind::batch_norm && s.src == i &&
            plan_.readers(i) == 1) {
            instructions_.back().act = activation_of(s.op), instructions_.back().dst = i + 1;
            return;
        }
        refuse_unsupported(s, orders_[std::size_t(s.src)], orders_[std::size_t(s.src2 >= 0 ? s.src2 : s.src)],
                           "training unit");
        if (!wants_diff_src_ && s.op != kind::conv && (s.src == 0 || s.src2 == 0))
            throw error{"the first step of a network must be a convolution", "training unit",
                        "start the stem with one"};
        instruction in{.step = i, .src = s.src, .src2 = s.src2, .dst = i + 1};
        if (is_activation(s.op)) in.act = activation_of(s.op);
        in.first_parameter = static_cast<int>(parameters_.size());
        if (s.op == kind::conv || s.op == kind::linear) {
            auto const d =
                s.src == 0 && !wants_diff_src_ ? directions::without_diff_src : directions::forward_and_backward;
            in.kernel = &cache.get(s, n_, orders_[std::size_t(s.src)], d);
            declare(i, role::weights, in.kernel->weights_floats(),
                    static_cast<std::size_t>(s.params() - (s.bias ? s.out.c : 0)), in.kernel);
            if (s.bias)
                declare(i, role::bias, static_cast<std::size_t>(padded(s.out.c)), static_cast<std::size_t>(s.out.c));
        }
        if (s.op == kind::batch_norm)
            for (auto r : {role::gamma, role::beta, role::mean, role::variance})
                declare(i, r, static_cast<std::size_t>(padded(s.out.c)), static_cast<std::size_t>(s.out.c));
        instructions_.push_back(in);
    }
    void declare(int step, role what, std::size_t floats, std::size_t plain, weighted* owner = nullptr) {
        parameters_.push_back(
            {step, what, parameter_floats_, floats, plain, copy_floats_, owner ? owner->copy_floats() : 0, owner});
        parameter_floats_ += aligned(floats);
        copy_floats_ += aligned(parameters_.back().copy_floats);
    }
    void lay_out_values() {
        offsets_.assign(std::size_t(plan_.size()) + 1, 0);
        for (auto& in : instructions_) {
            offsets_[std::size_t(in.dst)] = saved_floats_;
            saved_floats_ += aligned(of(in.dst).floats());
            if (step_of(in).op != kind::batch_norm) continue;
            in.inv_std = saved_floats_;
            saved_floats_ += aligned(static_cast<std::size_t>(padded(step_of(in).out.c)));
        }
    }

    // --- running --------------------------------------------------------------------------------------------------

    float* at(frame const& f, value v) const {
        return v == 0 ? const_cast<float*>(f.src) : f.saved + offsets_[std::size_t(v)];
    }
    template <class T>
    T* param(T* base, instruction const& in, int index) const {
        return base + parameters_[std::size_t(in.first_parameter + index)].offset;
    }
    norm_args norm(instruction const& in, frame const& f) const {
        return {param(f.params, in, 0), param(f.params, in, 1), param(f.stats, in, 2),
                param(f.stats, in, 3),  f.saved + in.inv_std,   step_of(in).number};
    }

    void run(instruction const& in, frame const& f) const {
        step const& s = step_of(in);
        float const* src = at(f, in.src);
        float* dst = at(f, in.dst);
        switch (s.op) {
            case kind::conv:
            case kind::linear:
                in.kernel->forward(*engine_, src, param(f.params, in, 0), s.bias ? param(f.params, in, 1) : nullptr,
                                   dst);
                break;
            case kind::batch_norm:
                if (f.mode == norm_mode::batch)
                    norm_forward(in.act, of(in.src), src, norm(in, f), dst);
                else
                    norm_frozen(in.act, of(in.src), src, norm(in, f), dst);
                break;
            case kind::relu:
            case kind::relu6:
            case kind::swish:
            case kind::hard_swish:
            case kind::sigmoid:
            case kind::hard_sigmoid: activate(in.act, src, dst, of(in.src).floats()); break;
            case kind::channel_shuffle: channel_shuffle(of(in.src), s.groups, src, dst); break;
            case kind::slice: slice(of(in.src), src, s.offset, of(in.dst), dst); break;
            case kind::concat: concat(of(in.src), src, of(in.src2), at(f, in.src2), of(in.dst), dst); break;
            case kind::global_pool: global_pool(of(in.src), src, dst); break;
            case kind::scale: scale(of(in.src), src, at(f, in.src2), dst); break;
            case kind::add: kernels::add(src, at(f, in.src2), dst, of(in.src).floats()); break;
            case kind::max_pool:
            case kind::dropout: break;  // refused by compile
        }
    }

    float* place(frame const& f, int where) const {
        if (where == gradient_place::external_dst) return const_cast<float*>(f.diff_dst);
        if (where == gradient_place::external_src) return f.diff_src;
        return where == gradient_place::none ? nullptr : f.scratch + where;
    }
    void run(backward_instruction const& b, frame const& f) const {
        float const* diff_dst = place(f, b.diff_dst);
        float* diff_src = place(f, b.diff_src);
        value source = 0, source2 = 0;
        if (b.of < 0) {
            source = b.copied;
            std::copy_n(diff_dst, of(source).floats(), diff_src);
        } else {
            auto const& in = instructions_[std::size_t(b.of)];
            source = in.src, source2 = in.src2;
            run_backward(in, b, f, diff_dst, diff_src);
        }
        if (b.add_src != gradient_place::none)
            kernels::add(diff_src, place(f, b.add_src), diff_src, of(source).floats());
        if (b.add_src2 != gradient_place::none)
            kernels::add(place(f, b.diff_src2), place(f, b.add_src2), place(f, b.diff_src2), of(source2).floats());
    }
    void run_backward(instruction const& in, backward_instruction const& b, frame const& f, float const* diff_dst,
                      float* diff_src) const {
        step const& s = step_of(in);
        float const* src = at(f, in.src);
        switch (s.op) {
            case kind::conv:
            case kind::linear: {
                auto const& p = parameters_[std::size_t(in.first_parameter)];
                if (diff_src)
                    in.kernel->backward_data(*engine_, diff_dst, f.params + p.offset, f.copies + p.copy_offset,
                                             diff_src);
                if (f.gradients)
                    in.kernel->backward_weights(*engine_, src, diff_dst, f.gradients + p.offset,
                                                s.bias ? param(f.gradients, in, 1) : nullptr);
                break;
            }
            case kind::batch_norm: {
                // Statistics were written next to the gradients; the affine gradients of a frozen unit go there too and
                // are not used.
                norm_backward(in.act, of(in.src), src, norm(in, f), diff_dst, diff_src, param(f.stats, in, 0),
                              param(f.stats, in, 1));
                break;
            }
            case kind::relu:
            case kind::relu6:
            case kind::swish:
            case kind::hard_swish:
            case kind::sigmoid:
            case kind::hard_sigmoid: activate_backward(in.act, src, diff_dst, diff_src, of(in.src).floats()); break;
            case kind::channel_shuffle: channel_shuffle_backward(of(in.src), s.groups, diff_dst, diff_src); break;
            case kind::slice:
                if (!b.accumulate) std::fill_n(diff_src, of(in.src).floats(), 0.0f);
                copy_channels(of(in.dst), diff_dst, 0, of(in.src), diff_src, s.offset, s.out.c,
                              b.accumulate ? write::accumulate : write::assign);
                break;
            case kind::concat:
                if (diff_src) slice(of(in.dst), diff_dst, 0, of(in.src), diff_src);
                if (b.diff_src2 != gradient_place::none)
                    slice(of(in.dst), diff_dst, plan_.of(in.src).c, of(in.src2), place(f, b.diff_src2));
                break;
            case kind::global_pool: global_pool_backward(of(in.src), diff_dst, diff_src); break;
            case kind::scale:
                scale_backward(of(in.src), src, at(f, in.src2), diff_dst, diff_src, place(f, b.diff_src2));
                break;
            case kind::add:
            case kind::max_pool:
            case kind::dropout: break;  // aliased; refused by compile
        }
    }

    engine* engine_;
    plan plan_;
    int n_;
    bool wants_diff_src_;
    std::vector<order> orders_;  ///< of each value
    std::vector<instruction> instructions_;
    std::vector<backward_instruction> backwards_;
    std::vector<parameter> parameters_;
    std::vector<std::size_t> offsets_;  ///< of each value in the saved region
    std::size_t parameter_floats_{}, copy_floats_{}, saved_floats_{}, scratch_floats_{};
};

}  // namespace hurricane::inline v0::kernels
