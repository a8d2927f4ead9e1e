// SPDX-License-Identifier: MIT
// Runs paths of a space on one worker thread: the units of all allowed operators, made once per distinct slot, and one
// arena for the largest path. Nothing is created or allocated after construction.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <hurricane/data/dataset.hpp>
#include <hurricane/kernels/unit.hpp>
#include <hurricane/space/mask.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// Where the parameters of one unit of one layer lie in the shared weights.
struct block {
    std::size_t offset{}, copy_offset{};
};

/// One unit of a path: what runs, where its parameters are, and where its part of path-long arrays begins.
struct hop {
    kernels::unit const* run{};
    block at{};
    std::size_t path_offset{};
    bool frozen{};
};
using path = std::vector<hop>;

class path_runner {
public:
    /// `n` images at a time. To be constructed on the thread that runs it.
    path_runner(space_view const& space, choice_mask const& mask, int n)
        : n_{n}, images_{static_cast<std::size_t>(n) * static_cast<std::size_t>(space.input.size())},
          input_{kernels::layout{n, space.input}.floats()},
          stem_{cache_, space.stem, n, kernels::image_order(space.input), false}, head_{cache_, space.head, n,
                                                                                        stem_.output().in, true} {
        std::size_t saved = stem_.saved_floats() + head_.saved_floats();
        std::size_t scratch = std::max(stem_.scratch_floats(), head_.scratch_floats());
        std::size_t widest = std::max(stem_.output().floats(), head_.output().floats());
        longest_ = stem_.parameter_floats() + head_.parameter_floats();
        for (int layer = 0; layer < space.size(); ++layer) {
            std::size_t most_saved = 0, most_parameters = 0;
            for (auto choice : mask[static_cast<std::size_t>(layer)]) {
                auto& held = units_[{space[layer].distinct, choice}];
                if (!held)
                    held = std::make_unique<kernels::unit>(cache_, space.lower(layer, choice), n,
                                                           kernels::order::blocked, true);
                most_saved = std::max(most_saved, held->saved_floats());
                most_parameters = std::max(most_parameters, held->parameter_floats());
                scratch = std::max(scratch, held->scratch_floats());
                widest = std::max(widest, held->output().floats());
            }
            saved += most_saved, longest_ += most_parameters;
        }
        saved_ = float_buffer{saved}, scratch_ = float_buffer{scratch};
        for (auto& d : diff_) d = float_buffer{aligned(widest)};
        stats_ = float_buffer{longest_}, average_ = float_buffer{longest_};
    }

    kernels::unit const& stem() const { return stem_; }
    kernels::unit const& head() const { return head_; }
    /// Throws error for a choice outside the mask.
    kernels::unit const& at(int distinct, int choice) const {
        auto const held = units_.find({distinct, choice});
        if (held == units_.end())
            throw error{"choice " + std::to_string(choice) + " is not among the allowed ones", "supernet",
                        "use a genotype within its mask"};
        return *held->second;
    }
    kernels::kernel_cache& cache() { return cache_; }

    /// Where the plain images (n, C, H, W) of the next forward go.
    float* images() { return images_.data(); }
    /// The labels of images, valid until the next call.
    std::span<int const> labels(dataset const& d, std::span<int const> which) {
        labels_.clear();
        for (int i : which) labels_.push_back(d.labels[static_cast<std::size_t>(i)]);
        return labels_;
    }
    path& held() { return held_; }
    /// Floats of the parameters of the longest path: the size of path-long arrays.
    std::size_t longest() const { return longest_; }
    float* stats() { return stats_.data(); }
    float* average() { return average_.data(); }

    /// Logits (n, classes) of the images. `stats` is path-long: written in norm_mode::batch, read in frozen.
    float const* forward(path const& p, float const* params, float* stats, kernels::norm_mode mode) {
        auto const as = stem_.input();
        if (as.in == kernels::order::blocked)
            kernels::reorder({n_, as.of, kernels::order::plain}, images_.data(), as, input_.data());
        float const* x = as.in == kernels::order::blocked ? input_.data() : images_.data();
        std::size_t saved = 0;
        for (auto const& h : p) {
            x = h.run->forward({.src = x,
                                .saved = saved_.data() + saved,
                                .params = params + h.at.offset,
                                .stats = stats + h.path_offset,
                                .mode = mode});
            saved += h.run->saved_floats();
        }
        return x;
    }
    /// After forward in norm_mode::batch, and with the gradient of the logits in diff_logits(): path-long gradients.
    void backward(path const& p, float const* params, float const* copies, float* gradients) {
        std::vector<float const*>& inputs = inputs_;
        inputs.assign(1, stem_.input().in == kernels::order::blocked ? input_.data() : images_.data());
        std::size_t saved = 0;
        for (auto const& h : p) {
            auto const offset = saved;
            saved += h.run->saved_floats();
            inputs.push_back(h.run->lowered().size() == 0 ? inputs.back()
                                                          : saved_.data() + offset + h.run->output_offset());
        }
        int side = 0;
        for (auto i = p.size(); i-- > 0; side ^= 1) {
            auto const& h = p[i];
            saved -= h.run->saved_floats();
            h.run->backward({.src = inputs[i],
                             .saved = saved_.data() + saved,
                             .params = params + h.at.offset,
                             .copies = copies + h.at.copy_offset,
                             .stats = gradients + h.path_offset,
                             .gradients = h.frozen ? nullptr : gradients + h.path_offset,
                             .diff_dst = diff_[side].data(),
                             .diff_src = i > 0 ? diff_[side ^ 1].data() : nullptr,
                             .scratch = scratch_.data()});
        }
    }
    float* diff_logits() { return diff_[0].data(); }

private:
    int n_;
    kernels::kernel_cache cache_;
    float_buffer images_, input_;
    kernels::unit stem_, head_;
    std::map<std::pair<int, int>, std::unique_ptr<kernels::unit>> units_;
    std::size_t longest_{};
    float_buffer saved_, scratch_, diff_[2], stats_, average_;
    std::vector<float const*> inputs_;
    std::vector<int> labels_;
    path held_;
};

}  // namespace hurricane::inline v0
