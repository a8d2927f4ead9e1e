// SPDX-License-Identifier: MIT
// A plan made executable for training on a shard of images, a tile of them at a time
// (execution/schedule.hpp). Owns no weights and no memory; everything comes through shard_buffers,
// so one compiled plan serves every layer of its slot.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <hurricane/execution/cache.hpp>
#include <hurricane/execution/executor.hpp>
#include <hurricane/execution/planner.hpp>

namespace hurricane::inline v0::kernels {

/// What a stored array of a compiled plan is.
enum class role : unsigned char { weights, bias, gamma, beta, mean, variance };

constexpr std::string_view name_of(role r) {
    constexpr std::string_view names[] = {"weights", "bias", "gamma", "beta", "mean", "variance"};
    return names[static_cast<int>(r)];
}

constexpr bool trained(role r) { return r < role::mean; }

/// One array: `floats` at `offset` of its parameters; of them, `plain` values in the plain
/// order.
struct parameter {
    int step{};
    role what{};
    std::size_t offset{};
    std::size_t floats{};
    std::size_t plain{};
    std::size_t copy_offset{};  ///< of the copy for backward-data
    std::size_t copy_floats{};
    weighted* owner{};  ///< of weights
};

class compiled_plan {
public:
    /// For `n` images, in tiles of about `budget` floats. Throws error where a plan without
    /// its input's gradient begins with something else than a convolution.
    compiled_plan(kernel_cache& cache, plan const& p, int n, input_gradient wanted,
                  std::int64_t budget = tile_budget, saved_values saves = saved_values::needed)
        : engine_{&cache.engine}, plan_{p}, n_{n}, step_buffers_(std::size_t(p.size()) + 1),
          schedule_{planner{plan_, n, wanted, budget, saves}.make()} {
        for (auto const& s : p)
            if (wanted == input_gradient::none && s.op != kind::conv && (s.src == 0 || s.src2 == 0))
                throw error{"the first step of a network must be a convolution", "compiled plan",
                            "start the stem with one"};
        saved_floats_ = schedule_.saved_floats;
        for (int i = 0; i < p.size(); ++i) compile(cache, i, wanted);
    }

    std::vector<parameter> const& parameters() const { return parameters_; }

    /// Where the running variance of a norm begins among the parameters.
    std::size_t variance_offset(int step) const { return own(step).variance; }

    std::size_t parameter_floats() const { return parameter_floats_; }

    std::size_t copy_floats() const { return copy_floats_; }

    std::size_t saved_floats() const { return saved_floats_; }

    std::size_t tile_floats() const { return schedule_.tile_floats; }

    std::size_t shard_floats() const { return schedule_.shard_floats; }

    layout input() const { return {n_, plan_.in()}; }

    layout output() const { return {n_, plan_.out()}; }

    plan const& lowered() const { return plan_; }

    execution_schedule const& code() const { return schedule_; }

    /// Where forward leaves the output: in f.saved, or f.src for the identity.
    float const* result(shard_buffers const& f) const { return locate(f, schedule_.output); }

    /// Where forward leaves a value of the plan; nullptr where it does not.
    float const* saved(shard_buffers const& f, value v) const {
        return locate(f, schedule_.values[std::size_t(v)]);
    }

    // --- one segment at a time
    // --------------------------------------------------------------------------------------

    int forward_segments() const { return static_cast<int>(schedule_.forward.size()); }

    int backward_segments() const { return static_cast<int>(schedule_.backward.size()); }

    bool forward_waits(int s) const { return schedule_.forward[std::size_t(s)].norm >= 0; }

    bool backward_waits(int s) const { return schedule_.backward[std::size_t(s)].norm >= 0; }

    /// Runs a segment on all tiles of the shard; f.partial then holds the moments of the norm that
    /// closes it.
    void forward(int s, shard_buffers const& f) const { run(schedule_.forward[std::size_t(s)], f); }

    /// Fixes the statistics of that norm: those of `shards` (their partial), in order.
    void finish_forward(int s, shard_buffers const& f, std::span<float const* const> shards) const {
        int const i = schedule_.forward[std::size_t(s)].norm;
        if (i < 0) return;
        auto const [mean, variance] = std::pair{own(i).mean, own(i).variance};
        auto const c = std::size_t(plan_[i].out.c);
        auto const v = values(f, i);
        if (shards.size() == 1) return finish(i, f, shards[0] + mean, shards[0] + variance);
        auto const share = 1.0f / static_cast<float>(shards.size());
        for (std::size_t k = 0; k < c; ++k) {  // equal shards: the mean of means, and its spread
            float mu = 0;
            float var = 0;
            for (auto const* p : shards) mu += p[mean + k];
            mu *= share;
            for (auto const* p : shards)
                var += std::fma(p[mean + k] - mu, p[mean + k] - mu, p[variance + k]);
            v.mean[k] = mu;
            v.inv_std[k] = var * share;
        }
        finish(i, f, v.mean, v.inv_std);
    }

    /// The same from training's running statistics (their variance is the unbiased one).
    void finish_frozen(int s, shard_buffers const& f, float const* running) const {
        int const i = schedule_.forward[std::size_t(s)].norm;
        if (i >= 0) finish(i, f, running + own(i).mean, running + own(i).variance);
    }

    /// Runs a backward segment; gradients of parameters are assigned, and the sums of the norm that
    /// closes it.
    void backward(int s, shard_buffers const& f) const {
        run(schedule_.backward[std::size_t(s)], f);
    }

    void finish_backward(int s, shard_buffers const& f,
                         std::span<float const* const> shards) const {
        int const i = schedule_.backward[std::size_t(s)].norm;
        if (i < 0) return;
        auto const dot = own(i).gamma;
        auto const sum = own(i).beta;
        auto const v = values(f, i);
        int const c = plan_[i].out.c;
        auto const rows =
            static_cast<double>(shards.size()) * static_cast<double>(input_of(i).rows());
        if (shards.size() == 1)
            return norm_finish_backward(c, rows, shards[0] + sum, shards[0] + dot, v);
        for (std::size_t k = 0; k < std::size_t(c); ++k) {
            float s0 = 0;
            float s1 = 0;
            for (auto const* p : shards) {
                s0 += p[sum + k];
                s1 += p[dot + k];
            }
            v.shift[k] = s0;
            v.slope[k] = s1;
        }
        norm_finish_backward(c, rows, v.shift, v.slope, v);
    }

    // --- everything, with the statistics of this shard or frozen ones
    // -----------------------------------------------

    float const* forward(shard_buffers const& f) const {
        float const* const own[] = {f.partial};
        for (int s = 0; s < forward_segments(); ++s) {
            forward(s, f);
            finish_forward(s, f, own);
        }
        return result(f);
    }

    float const* forward_frozen(shard_buffers f, float const* running) const {
        f.partial = nullptr;
        for (int s = 0; s < forward_segments(); ++s) {
            forward(s, f);
            finish_frozen(s, f, running);
        }
        return result(f);
    }

    void backward(shard_buffers const& f) const {
        float const* const own[] = {f.partial};
        for (int s = 0; s < backward_segments(); ++s) {
            backward(s, f);
            finish_backward(s, f, own);
        }
    }

private:
    layout input_of(int i) const { return {n_, plan_[i].in}; }

    step_buffers const& own(int step) const { return step_buffers_[std::size_t(step)]; }

    void compile(kernel_cache& cache, int i, input_gradient wanted) {
        step const& s = plan_[i];
        auto& own = step_buffers_[std::size_t(i)];
        auto const c = static_cast<std::size_t>(s.out.c);
        if (row_of(s.op).has_weights) {
            auto const d = s.src == 0 && wanted == input_gradient::none
                               ? directions::without_diff_src
                               : directions::forward_and_backward;
            auto const& part = segment_of(i);
            step shape = s;  // on pixels the kernel sees one image of them
            if (part.pixelwise) {
                shape.in = {s.in.c, 1, part.tile};
                shape.out = {s.out.c, 1, part.tile};
            }
            own.kernel = &cache.get(shape, part.pixelwise ? 1 : part.tile, d);
            own.copy = copy_floats_;
            own.weights =
                declare(i, role::weights, own.kernel->weights_floats(),
                        static_cast<std::size_t>(s.params()) - (s.bias ? c : 0), own.kernel);
            if (s.bias) own.bias = declare(i, role::bias, c, c);
        }
        if (s.op == kind::batch_norm) {
            own.gamma = declare(i, role::gamma, c, c);
            own.beta = declare(i, role::beta, c, c);
            own.mean = declare(i, role::mean, c, c);
            own.variance = declare(i, role::variance, c, c);
            own.values = saved_floats_;
            saved_floats_ += aligned(norm_values::arrays * c);
            cache.engine.reserve_temporary(2 * c);
        }
    }

    /// The segment of the forward pass that computes step i.
    segment const& segment_of(int i) const {
        for (auto const& s : schedule_.forward)
            for (auto const& o : s.run)
                if ((o.what == action::compute || o.what == action::depthwise) && o.step == i)
                    return s;
        throw error{"step " + std::to_string(i) + " is never computed", "compiled plan",
                    "report this"};
    }

    std::size_t declare(int step, role what, std::size_t floats, std::size_t plain,
                        weighted* owner = nullptr) {
        parameters_.push_back({step, what, parameter_floats_, floats, plain, copy_floats_,
                               owner ? owner->copy_floats() : 0, owner});
        parameter_floats_ += aligned(floats);
        copy_floats_ += aligned(parameters_.back().copy_floats);
        return parameters_.back().offset;
    }

    norm_values values(shard_buffers const& f, int i) const {
        return {f.saved + own(i).values, plan_[i].out.c};
    }

    void finish(int i, shard_buffers const& f, float const* mean, float const* variance) const {
        norm_finish(plan_[i].out.c, mean, variance, plan_[i].attribute, f.params + own(i).gamma,
                    f.params + own(i).beta, values(f, i));
    }

    void run(segment const& s, shard_buffers const& f) const {
        for (int t = 0; t < s.tiles; ++t) {
            executor const tile{*engine_, plan_, step_buffers_, f, s, t};
            for (auto const& o : s.run) tile(o);
        }
    }

    engine* engine_;
    plan plan_;
    int n_;
    std::vector<step_buffers> step_buffers_;  ///< of each step
    execution_schedule schedule_;
    std::vector<parameter> parameters_;
    std::size_t parameter_floats_{};
    std::size_t copy_floats_{};
    std::size_t saved_floats_{};
};

}  // namespace hurricane::inline v0::kernels
