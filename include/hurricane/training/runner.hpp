// SPDX-License-Identifier: MIT
// Runs paths of a space on one worker thread: the compiled plans of all allowed operators, made
// once per distinct slot, and memory for the largest path. Nothing is created or allocated after
// construction.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <hurricane/execution/compiled_plan.hpp>
#include <hurricane/space/mask.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/path_memory.hpp>

namespace hurricane::inline v0 {

/// Where the parameters of one operator of one layer lie in the shared weights.
struct block {
    std::size_t offset{};
    std::size_t copy_offset{};
    int index{};  ///< among all blocks
};

/// One block of a path: what runs, where its parameters are, and where its part of path-long arrays
/// begins.
struct path_block {
    kernels::compiled_plan const* run{};
    block at{};
    std::size_t path_offset{};
    bool frozen{};
};

using compiled_path = std::vector<path_block>;

class path_runner {
public:
    /// Holds `shards` shards of `n` images at a time. To be constructed on the thread that runs it.
    path_runner(space_view const& space, choice_mask const& mask, int n, int shards,
                kernels::saved_values saves = kernels::saved_values::needed)
        : stem_{cache_, space.stem, n, kernels::input_gradient::none, kernels::tile_budget, saves},
          head_{cache_, space.head, n, kernels::input_gradient::computed, kernels::tile_budget,
                saves} {
        path_memory most;
        most.add_part(stem_);
        most.add_part(head_);
        for (int layer = 0; layer < space.size(); ++layer) {
            path_memory widest;
            for (auto choice : mask[static_cast<std::size_t>(layer)])
                widest.take_larger(compile(space, layer, choice, n, saves));
            most.add_layer(widest);
        }
        longest_ = most.parameters;
        tile_ = float_buffer{most.tile};
        average_ = float_buffer{longest_};
        stats_ = float_buffer{longest_};
        for (int i = 0; i < shards; ++i) shards_.emplace_back(most, stem_.input());
        storage_.reserve(static_cast<std::size_t>(space.size()) + 2);
    }

    kernels::compiled_plan const& stem() const { return stem_; }

    kernels::compiled_plan const& head() const { return head_; }

    /// Throws error for a choice outside the mask.
    kernels::compiled_plan const& at(int distinct, int choice) const {
        auto const compiled = compiled_.find({distinct, choice});
        if (compiled == compiled_.end())
            throw error{"choice " + std::to_string(choice) + " is not among the allowed ones",
                        "supernet", "use a genotype within its mask"};
        return *compiled->second;
    }

    kernels::kernel_cache& cache() { return cache_; }

    shard_memory& shard(int i) { return shards_[static_cast<std::size_t>(i)]; }

    std::span<shard_memory> shards() { return shards_; }

    compiled_path& storage() { return storage_; }

    /// Floats of the parameters of the longest path: the size of path-long arrays.
    std::size_t longest() const { return longest_; }

    kernels::step_times*
        times{};  ///< where training steps add their time, if anybody wants to know

    /// Path-long arrays for statistics.
    float* average() { return average_.data(); }

    float* stats() { return stats_.data(); }

    /// Logits (n, classes) with the given statistics (path-long).
    float const* forward_frozen(compiled_path const& p, float const* params, float const* running,
                                shard_memory& s) {
        float const* x = s.images.data();
        std::size_t saved = 0;
        for (auto const& h : p) {
            auto f = buffers_of(h, params, s, x, saved);
            f.drops = 0;
            x = h.run->forward_frozen(f, running + h.path_offset);
            saved += h.run->saved_floats();
        }
        return x;
    }

    /// Training forward of `mine` in step with each other: logits lie in logits(). The statistics
    /// of a norm are those of all of `everyone` (their partial): with more than `mine` among them,
    /// `meet` waits until all have theirs.
    template <class Meet>
    void forward(compiled_path const& p, float const* params, std::span<shard_memory> mine,
                 std::span<float* const> everyone, Meet meet) {
        std::size_t saved = 0;
        for (auto const& h : p) {
            auto const partials = shifted(everyone, h);
            for (int s = 0; s < h.run->forward_segments(); ++s) {
                for (auto& m : mine)
                    h.run->forward(s, buffers_of(h, params, m, input_of(p, h, m), saved));
                if (!h.run->forward_waits(s)) continue;
                wait(meet);
                for (auto& m : mine)
                    h.run->finish_forward(s, buffers_of(h, params, m, nullptr, saved), partials);
            }
            saved += h.run->saved_floats();
        }
    }

    float const* logits(compiled_path const& p, shard_memory& s) {
        return input_of(p, p.back(), s, 1);
    }

    /// What a path_block has left behind.
    float const* output_of(compiled_path const& p, path_block const& h, shard_memory& s) {
        return input_of(p, h, s, 1);
    }

    /// After forward, calls f(step, its values (n, h, w, c)) for every step whose values are kept.
    template <class F>
    void for_each_value(compiled_path const& p, float const* params, shard_memory& s, F f) {
        std::size_t saved = 0;
        for (auto const& h : p) {
            auto const buffers = buffers_of(h, params, s, input_of(p, h, s), saved);
            for (int i = 0; i < h.run->lowered().size(); ++i)
                if (float const* const x = h.run->saved(buffers, i + 1)) f(h.run->lowered()[i], x);
            saved += h.run->saved_floats();
        }
    }

    /// After forward, with the gradient of the logits in diff_logits: the gradients of each shard
    /// in its partial.
    template <class Meet>
    void backward(compiled_path const& p, float const* params, float const* copies,
                  std::span<shard_memory> mine, std::span<float* const> everyone, Meet meet) {
        auto saved = saved_floats(p);
        int side = 0;
        for (auto i = p.size(); i-- > 0; side ^= 1) {
            auto const& h = p[i];
            saved -= h.run->saved_floats();
            auto const partials = shifted(everyone, h);
            auto const wanted =
                i > 0 ? kernels::input_gradient::computed : kernels::input_gradient::none;
            auto const full = [&](shard_memory& m) {
                return with_gradients(buffers_of(h, params, m, input_of(p, h, m), saved), h, copies,
                                      m, side, wanted);
            };
            for (int s = 0; s < h.run->backward_segments(); ++s) {
                for (auto& m : mine) h.run->backward(s, full(m));
                if (!h.run->backward_waits(s)) continue;
                wait(meet);
                for (auto& m : mine) h.run->finish_backward(s, full(m), partials);
            }
        }
    }

    static float* diff_logits(shard_memory& s) { return s.diff[0].data(); }

private:
    static std::size_t saved_floats(compiled_path const& p) {
        std::size_t sum = 0;
        for (auto const& h : p) sum += h.run->saved_floats();
        return sum;
    }

    /// The compiled plan of a choice; layers with the same slot and pool share it.
    kernels::compiled_plan const& compile(space_view const& space, int layer, int choice, int n,
                                          kernels::saved_values saves) {
        auto& compiled = compiled_[{space[layer].distinct, choice}];
        if (!compiled)
            compiled = std::make_unique<kernels::compiled_plan>(
                cache_, space.lower(layer, choice), n, kernels::input_gradient::computed,
                kernels::tile_budget, saves);
        return *compiled;
    }

    kernels::shard_buffers buffers_of(path_block const& h, float const* params, shard_memory& s,
                                      float const* x, std::size_t saved) {
        return {.src = x,
                .saved = s.saved.data() + saved,
                .params = params + h.at.offset,
                .copies = nullptr,
                .partial = s.partial ? s.partial + h.path_offset : nullptr,
                .drops = s.drops == 0 ? 0 : s.drops + h.path_offset + 1,
                .tile = tile_.data(),
                .times = times};
    }

    /// What the backward pass needs besides. Gradients of values go to and fro between the shard's
    /// two buffers: `side` is the one that is read.
    static kernels::shard_buffers with_gradients(kernels::shard_buffers f, path_block const& h,
                                                 float const* copies, shard_memory& m, int side,
                                                 kernels::input_gradient wanted) {
        f.copies = copies + h.at.copy_offset;
        f.gradients = h.frozen ? nullptr : f.partial;
        f.diff_dst = m.diff[side].data();
        f.diff_src =
            wanted == kernels::input_gradient::computed ? m.diff[side ^ 1].data() : nullptr;
        f.shard = m.scratch.data();
        return f;
    }

    template <class Meet>
    void wait(Meet meet) {
        if (times)
            times->timed(kernels::op_class::waiting, meet);
        else
            meet();
    }

    /// What the path_block reads (after = 0) or leaves (after = 1): the result of the last
    /// path_block before that computes anything.
    float const* input_of(compiled_path const& p, path_block const& h, shard_memory& s,
                          int after = 0) {
        float const* x = s.images.data();
        std::size_t saved = 0;
        auto const blocks = static_cast<std::size_t>(&h - p.data() + after);
        for (std::size_t i = 0; i < blocks; ++i) {
            auto const& run = *p[i].run;
            if (run.lowered().size() > 0)
                x = run.result({.src = x, .saved = s.saved.data() + saved});
            saved += run.saved_floats();
        }
        return x;
    }

    std::span<float const* const> shifted(std::span<float* const> everyone, path_block const& h) {
        pointers_.resize(everyone.size());
        for (std::size_t i = 0; i < everyone.size(); ++i)
            pointers_[i] = everyone[i] + h.path_offset;
        return pointers_;
    }

    kernels::kernel_cache cache_;
    kernels::compiled_plan stem_;
    kernels::compiled_plan head_;
    std::map<std::pair<int, int>, std::unique_ptr<kernels::compiled_plan>> compiled_;
    std::size_t longest_{};
    float_buffer tile_;
    float_buffer stats_;
    float_buffer average_;
    std::vector<shard_memory> shards_;
    std::vector<float const*> pointers_;
    compiled_path storage_;
};

}  // namespace hurricane::inline v0
