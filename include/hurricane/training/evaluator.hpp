// SPDX-License-Identifier: MIT
// How right paths are: candidates with statistics recomputed for each (Guo et al. 2020,
// section 3.2), trained networks with those of their training.
#pragma once

#include <atomic>
#include <cmath>
#include <utility>

#include <hurricane/data/batches.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/training/fine_tuning.hpp>
#include <hurricane/training/gradients.hpp>
#include <hurricane/training/workers.hpp>

namespace hurricane::inline v0 {

class path_evaluator {
public:
    /// Both must outlive it.
    path_evaluator(path_workers& workers, task const& t)
        : workers_{workers}, task_{t}, tables_{t.norm}, calibration_{t.train} {
        auto const& o = workers.options();
        rng{0, "calibration"}.shuffle(std::span{calibration_});
        calibration_.resize(std::min(calibration_.size(),
                                     static_cast<std::size_t>(std::max(o.calibration, o.shard))));
        tuners_.resize(static_cast<std::size_t>(workers.count()));
    }

    /// The form of the options on the validation images that are not damaged, with statistics
    /// recomputed for each candidate: reset, then batches of the fixed calibration images. Shared
    /// weights and running statistics are not touched.
    void score(std::span<genotype const> genotypes, std::span<fitness> out) {
        if (task_.validation.empty())
            throw error{"there are no validation images", "supernet", "hold some out of training"};
        workers_.pool().run(static_cast<std::int64_t>(genotypes.size()), [&](std::int64_t i,
                                                                             int w) {
            auto& runner = workers_.runner(w);
            auto const& p = workers_.path_of(genotypes[static_cast<std::size_t>(i)], runner, {});
            auto const* const params = workers_.options().tuning_batches > 0
                                           ? tuner(w).tune(p, workers_.weights())
                                           : workers_.weights().params();
            calibrate(runner, p, params);
            out[static_cast<std::size_t>(i)] =
                judge(runner, p, params, *task_.data, task_.validation)
                    .as(workers_.options().score);
        });
    }

    /// Accuracy of a trained path on any images, with the running statistics of training.
    fitness accuracy(genotype const& g, dataset const& d, std::span<int const> which) {
        std::atomic<std::int64_t> top1{0};
        std::atomic<std::int64_t> top5{0};
        std::atomic<std::int64_t> all{0};
        for_each_part(g, which,
                      [&](path_runner& runner, compiled_path const& p, std::size_t,
                          std::span<int const> part) {
                          auto const right = judge(runner, p, workers_.weights().params(), d, part);
                          top1 += right.top1;
                          top5 += right.top5;
                          all += right.all;
                      });
        return tally{top1, top5, all}.as(score_form::top1);
    }

    /// The logits (images, classes) of a trained path, with the running statistics of training;
    /// zeros where an image is damaged.
    std::vector<float> logits(genotype const& g, dataset const& d, std::span<int const> which) {
        auto const classes = static_cast<std::size_t>(workers_.space().classes);
        std::vector<float> all(which.size() * classes);
        for_each_part(g, which,
                      [&](path_runner& runner, compiled_path const& p, std::size_t from,
                          std::span<int const> part) {
                          for_each_shard(runner, p, workers_.weights().params(), d, part,
                                         [&](std::size_t i, float const* x) {
                                             std::copy_n(x, classes,
                                                         all.data() + (from + i) * classes);
                                         });
                      });
        return all;
    }

private:
    /// Calls f(mean or variance parameter, path_block) for all norms of a path.
    template <class F>
    static void for_each_statistic(compiled_path const& p, F f) {
        for (auto const& h : p)
            for (auto const& q : h.run->parameters())
                if (!kernels::trained(q.what)) f(h, q);
    }

    void running_statistics(compiled_path const& p, float* stats) const {
        for_each_statistic(p, [&](path_block const& h, kernels::parameter const& q) {
            std::copy_n(workers_.weights().params() + h.at.offset + q.offset, q.floats,
                        stats + h.path_offset + q.offset);
        });
    }

    /// Calls f(runner, path, from, images from there on) for shards of images, on all workers; the
    /// running statistics are in runner.average().
    template <class F>
    void for_each_part(genotype const& g, std::span<int const> which, F f) {
        auto const shard = static_cast<std::size_t>(workers_.options().shard);
        auto const parts = (which.size() + shard - 1) / shard;
        std::vector<char> ready(static_cast<std::size_t>(workers_.count()));
        workers_.pool().run(static_cast<std::int64_t>(parts), [&](std::int64_t i, int w) {
            auto& runner = workers_.runner(w);
            auto const& p = workers_.path_of(g, runner, {});
            if (!std::exchange(ready[static_cast<std::size_t>(w)], 1))
                running_statistics(p, runner.average());
            auto const from = static_cast<std::size_t>(i) * shard;
            f(runner, p, from, which.subspan(from, std::min(shard, which.size() - from)));
        });
    }

    /// Leaves the averages of the calibration batches' statistics in runner.average().
    void calibrate(path_runner& runner, compiled_path const& p, float const* params) const {
        auto const shard = static_cast<std::size_t>(workers_.options().shard);
        auto const batches = calibration_.size() / shard;
        float* const average = runner.average();
        for_each_statistic(p, [&](path_block const& h, kernels::parameter const& q) {
            std::fill_n(average + h.path_offset + q.offset, q.floats, 0.0f);
        });
        for (std::size_t b = 0; b < batches; ++b) {
            auto& m = runner.shard(0);
            gather(*task_.data, tables_, std::span{calibration_}.subspan(b * shard, shard),
                   m.images.data());
            m.partial = runner.stats();
            m.drops = 0;
            float* const own[] = {m.partial};
            runner.forward(p, params, {&m, 1}, own, [] {});
            for_each_statistic(p, [&](path_block const& h, kernels::parameter const& q) {
                auto const at = h.path_offset + q.offset;
                float const share =
                    (q.what == kernels::role::variance ? path_gradients::unbias(h, q, 1) : 1.0f) /
                    static_cast<float>(batches);
                for (std::size_t k = at; k < at + q.floats; ++k)
                    average[k] = std::fma(runner.stats()[k], share, average[k]);
            });
        }
    }

    struct tally {
        std::int64_t top1{};
        std::int64_t top5{};
        std::int64_t all{};
        double loss{};

        fitness as(score_form form) const {
            double const n = static_cast<double>(std::max<std::int64_t>(all, 1));
            double const right = static_cast<double>(top1) / n;
            if (form == score_form::cross_entropy) return {-loss / n, right};
            return {right, static_cast<double>(top5) / n};
        }
    };

    /// Calls f(i, logits) for every image of `which` that is not damaged, with the statistics in
    /// runner.average().
    template <class F>
    void for_each_shard(path_runner& runner, compiled_path const& p, float const* params,
                        dataset const& d, std::span<int const> which, F f) const {
        auto const shard = static_cast<std::size_t>(workers_.options().shard);
        std::vector<int> part(shard);
        for (std::size_t from = 0; from < which.size(); from += shard) {
            auto const live = std::min(shard, which.size() - from);
            for (std::size_t i = 0; i < shard; ++i)
                part[i] = which[from + std::min(i, live - 1)];  // the last shard repeats an image
            auto const damaged = gather(d, tables_, part, runner.shard(0).images.data());
            float const* logits =
                runner.forward_frozen(p, params, runner.average(), runner.shard(0));
            for (std::size_t i = 0; i < live; ++i)
                if (std::find(damaged.begin(), damaged.end(), i) == damaged.end())
                    f(from + i, logits + i * static_cast<std::size_t>(workers_.space().classes));
        }
    }

    tally judge(path_runner& runner, compiled_path const& p, float const* params, dataset const& d,
                std::span<int const> which) const {
        tally t;
        for_each_shard(runner, p, params, d, which, [&](std::size_t i, float const* logits) {
            int const label = d.labels[static_cast<std::size_t>(which[i])];
            int const rank = kernels::rank_of(label, workers_.space().classes, logits);
            t.top1 += rank < 1;
            t.top5 += rank < 5;
            if (workers_.options().score == score_form::cross_entropy)
                t.loss += kernels::label_loss(label, workers_.space().classes, logits);
            ++t.all;
        });
        return t;
    }

    /// Of worker w, made on its thread when it is first needed.
    fine_tuner& tuner(int w) {
        auto& t = tuners_[static_cast<std::size_t>(w)];
        if (!t)
            t = std::make_unique<fine_tuner>(workers_.space(), workers_.mask(), workers_.runner(w),
                                             task_, workers_.options());
        return *t;
    }

    path_workers& workers_;
    task const& task_;
    byte_tables tables_;  ///< of the task's normalisation
    std::vector<int> calibration_;
    /// Of each worker, where candidates are tuned.
    std::vector<std::unique_ptr<fine_tuner>> tuners_;
};

}  // namespace hurricane::inline v0
