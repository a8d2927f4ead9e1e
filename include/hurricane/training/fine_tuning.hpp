// SPDX-License-Identifier: MIT
// A candidate's own weights: those of the supernet, trained for some batches on the candidate alone
// before it is scored (Zhang et al. 2020, "Deeper insights into weight sharing in neural
// architecture search", section 5). The supernet's stay as they are.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include <hurricane/data/batches.hpp>
#include <hurricane/training/gradients.hpp>
#include <hurricane/training/task.hpp>

namespace hurricane::inline v0 {

/// Of one worker. Batches are fixed: every candidate sees the same images in the same order, as
/// they are.
class fine_tuner {
public:
    /// To be constructed on the thread that runs it.
    fine_tuner(space_view const& space, choice_mask const& mask, path_runner& runner, task const& t,
               supernet_options const& o)
        : runner_{&runner}, task_{&t}, o_{o}, tables_{t.norm}, weights_{space, mask, runner,
                                                                        o.optimizer.how},
          gradients_{o.batch / o.shard, runner.longest()}, images_{t.train} {
        rng{0, "fine-tuning"}.shuffle(std::span{images_});
    }

    /// The weights of the path after the options' batches, at a learning rate that falls linearly
    /// from the options' to almost 0. O(batches training steps).
    float const* tune(compiled_path const& p, shared_weights const& from) {
        weights_.copy_path(p, from);
        for (int b = 0; b < o_.tuning_batches; ++b) {
            for (int s = 0; s < gradients_.shards(); ++s) descend_shard(p, b, s);
            double const rate = o_.tuning_rate * (1 - static_cast<double>(b) / o_.tuning_batches);
            for (auto const& h : p) {
                gradients_.move_statistics(h, weights_, o_.norm_momentum, false);
                optimizer_step(h, gradients_.of(h, gradients_.shards()), o_.optimizer, rate, 1,
                               weights_, runner_->cache().engine);
            }
        }
        return weights_.params();
    }

private:
    /// Forward and backward of shard s of a batch, with its own norm statistics.
    void descend_shard(compiled_path const& p, int batch, int s) {
        auto& m = runner_->shard(0);
        auto const n = static_cast<std::size_t>(o_.shard);
        std::vector<int> which(n);
        auto const first =
            (static_cast<std::size_t>(batch) * static_cast<std::size_t>(gradients_.shards()) +
             static_cast<std::size_t>(s)) *
            n;
        for (std::size_t i = 0; i < n; ++i) {
            which[i] = images_[(first + i) % images_.size()];
            m.labels[i] = task_->data->labels[static_cast<std::size_t>(which[i])];
        }
        gather(*task_->data, tables_, which, m.images.data());
        m.partial = gradients_.partials()[static_cast<std::size_t>(s)];
        m.drops = 0;
        float* const own[] = {m.partial};
        runner_->forward(p, weights_.params(), {&m, 1}, own, [] {});
        loss_of(o_.loss, {.labels = m.labels}, task_->data->classes, o_.label_smoothing,
                runner_->logits(p, m), path_runner::diff_logits(m), 1.0 / o_.batch);
        runner_->backward(p, weights_.params(), weights_.copies(), {&m, 1}, own, [] {});
    }

    path_runner* runner_;
    task const* task_;
    supernet_options o_;
    byte_tables tables_;
    shared_weights weights_;
    path_gradients gradients_;
    std::vector<int> images_;
};

}  // namespace hurricane::inline v0
