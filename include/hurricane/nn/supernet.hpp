// SPDX-License-Identifier: MIT
// A single-path supernet (Guo et al. 2020, SPOS): shared weights for every allowed operator of every layer, trained one
// sampled path a step. The batch is cut into shards of fixed size; workers run whole shards, gradients are summed in
// the order of the shards: the same bytes for any number of threads. A mask with one choice a layer is a plain network.
#pragma once

#include <atomic>
#include <cmath>
#include <memory>

#include <hurricane/base/parallel.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/kernels/weights.hpp>
#include <hurricane/nn/sgd.hpp>
#include <hurricane/nn/weights.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

/// What to learn: which images of a data set train and which score candidates.
struct task {
    dataset const* data{};
    std::vector<int> train{}, validation{};
    normalisation norm{};
};

struct supernet_options {
    int threads{2};
    int batch{64};  ///< a multiple of shard
    int shard{16};  ///< images a worker runs at once; also what batch norm sees in training
    sgd_options sgd{};
    double label_smoothing{0.1};
    int calibration{512};  ///< training images from which the norm statistics of a candidate are recomputed
    double norm_momentum{0.1};
};

class supernet {
public:
    supernet(space_view space, choice_mask mask, task const& t, supernet_options const& o)
        : space_{std::move(space)}, mask_{std::move(mask)}, task_{&t}, o_{o},
          workers_(static_cast<std::size_t>(o.threads)), crew_{o.threads} {
        if (o.shard < 1 || o.batch < o.shard || o.batch % o.shard != 0)
            throw error{
                "batch " + std::to_string(o.batch) + " is not a multiple of the shard " + std::to_string(o.shard),
                "supernet", "choose a multiple"};
        if (t.data->of() != space_.input || t.data->classes != space_.classes)
            throw error{"the images or classes of " + t.data->name + " do not fit", "space " + space_.name,
                        "use a backbone of their shape"};
        if (static_cast<int>(t.train.size()) < o.batch)
            throw error{std::to_string(t.train.size()) + " training images are less than one batch", t.data->name,
                        "use a smaller batch"};
        crew_.each([&](int w) { worker(w) = std::make_unique<path_runner>(space_, mask_, o_.shard); });
        weights_ = std::make_unique<shared_weights>(space_, mask_, *worker(0));
        contributions_ = float_buffer{worker(0)->longest() * static_cast<std::size_t>(o.batch / o.shard)};
        calibration_ = t.train;
        rng{0, "calibration"}.shuffle(std::span{calibration_});
        calibration_.resize(std::min(calibration_.size(), static_cast<std::size_t>(std::max(o.calibration, o.shard))));
        reset(0);
    }

    supernet(space_view, choice_mask, task const&&, supernet_options const&) = delete;  ///< the task must outlive it

    // --- Model (space/model.hpp) ----------------------------------------------------------------------------------

    void reset(std::uint64_t seed) {
        seed_ = seed, fits_ = 0;
        on_first([&](kernels::engine& e) { weights_->reset(seed, e); });
    }

    void fit(path_sampler const& draw, fit_options const& f) {
        auto const per_epoch = static_cast<std::int64_t>(task_->train.size()) / o_.batch;
        auto const steps = std::max<std::int64_t>(1, std::llround(f.epochs * static_cast<double>(per_epoch)));
        auto const label = "fit " + std::to_string(fits_++);
        rng paths{seed_, label + " paths"};
        std::vector<int> order;
        f.watch->begin("training", steps);
        double smooth = 0;
        for (std::int64_t step = 0; step < steps && !f.stop.stop_requested(); ++step) {
            auto const within = step % per_epoch;
            if (within == 0) {
                order = task_->train;
                rng{seed_, label + " epoch " + std::to_string(step / per_epoch)}.shuffle(std::span{order});
            }
            auto const genes = draw(paths);
            auto const images = std::span{order}.subspan(static_cast<std::size_t>(within * o_.batch),
                                                         static_cast<std::size_t>(o_.batch));
            double const loss = train_step(genes, images, learning_rate(o_.sgd, step, steps), f);
            if (!std::isfinite(loss))
                throw error{"the loss is no longer finite",
                            "training step " + std::to_string(step) + ", path " + to_string(genes),
                            "lower the learning rate"};
            smooth = step == 0 ? loss : smooth + 0.02 * (loss - smooth);
            f.watch->metric("loss", step, loss);
            f.watch->advance(step + 1, "loss " + short_number(smooth));
        }
        f.watch->end();
    }

    /// Top-1 and top-5 accuracy on the validation images with statistics recomputed for each candidate: reset, then
    /// batches of the fixed calibration images. Shared weights and running statistics are not touched.
    void score(std::span<genotype const> genotypes, std::span<fitness> out) {
        if (task_->validation.empty())
            throw error{"there are no validation images", "supernet", "hold some out of training"};
        crew_.run(static_cast<std::int64_t>(genotypes.size()), [&](std::int64_t i, int w) {
            auto& runner = *worker(w);
            auto const& p = path_of(genotypes[static_cast<std::size_t>(i)], runner, {});
            calibrate(runner, p);
            std::int64_t top1 = 0, top5 = 0;
            count_right(runner, p, runner.average(), *task_->data, task_->validation, top1, top5);
            double const n = static_cast<double>(task_->validation.size());
            out[static_cast<std::size_t>(i)] = {static_cast<double>(top1) / n, static_cast<double>(top5) / n};
        });
    }
    void save(archive_writer& out) const {
        on_first([&](kernels::engine& e) { weights_->save(out, e); });
    }
    void load(archive_reader& in) {
        on_first([&](kernels::engine& e) { weights_->load(in, e); });
    }

    // --- single networks ------------------------------------------------------------------------------------------

    /// Accuracy of a trained path on any images, with the running statistics of training.
    fitness accuracy(genotype const& g, dataset const& d, std::span<int const> which) {
        auto const shard = static_cast<std::size_t>(o_.shard);
        std::atomic<std::int64_t> top1{0}, top5{0};
        auto const parts = (which.size() + shard - 1) / shard;
        std::vector<char> ready(workers_.size());
        crew_.run(static_cast<std::int64_t>(parts), [&](std::int64_t i, int w) {
            auto& runner = *worker(w);
            auto const& p = path_of(g, runner, {});
            if (!std::exchange(ready[static_cast<std::size_t>(w)], 1)) running_statistics(p, runner.average());
            std::int64_t right1 = 0, right5 = 0;
            auto const from = static_cast<std::size_t>(i) * shard;
            count_right(runner, p, runner.average(), d, which.subspan(from, std::min(shard, which.size() - from)),
                        right1, right5);
            top1 += right1, top5 += right5;
        });
        double const n = static_cast<double>(which.size());
        return {static_cast<double>(top1) / n, static_cast<double>(top5) / n};
    }
    /// The plain weights of a path, for inference and export.
    network_weights take(genotype const& g) {
        network_weights all;
        on_first([&](kernels::engine& e) {
            auto const& p = path_of(g, *worker(0), {});
            for (std::size_t i = 0; i < p.size(); ++i) {
                int const layer = static_cast<int>(i) - 1, choice = layer < 0 || layer == space_.size() ? 0 : g[layer];
                auto& steps = all.emplace_back(static_cast<std::size_t>(p[i].run->lowered().size()));
                for (auto const& q : p[i].run->parameters())
                    array(steps[static_cast<std::size_t>(q.step)], q.what) = weights_->plain(layer, choice, q, e);
            }
        });
        return all;
    }
    space_view const& space() const { return space_; }

    /// Primitives made so far by all workers: constant from construction on (tests).
    long primitives_made() const {
        long n = 0;
        for (auto const& w : workers_) n += w->cache().engine.primitives_made;
        return n;
    }

private:
    std::unique_ptr<path_runner>& worker(int w) { return workers_[static_cast<std::size_t>(w)]; }

    static std::vector<float>& array(step_weights& s, kernels::role what) {
        std::vector<float>* const all[] = {&s.weights, &s.bias, &s.gamma, &s.beta, &s.mean, &s.variance};
        return *all[static_cast<int>(what)];
    }
    static std::string short_number(double x) {
        char s[16];
        std::snprintf(s, sizeof s, "%.3f", x);
        return s;
    }
    /// Runs f on the thread of worker 0, whose engine then belongs to f.
    template <class F>
    void on_first(F f) const {
        crew_.each([&](int w) {
            if (w == 0) f(workers_.front()->cache().engine);
        });
    }

    /// The path of a genotype, held by the runner until its next one; no allocation after the first.
    path const& path_of(genotype const& g, path_runner& runner, fit_options const& f) const {
        if (g.size() != space_.size())
            throw error{"a genotype of another number of layers", "supernet of " + space_.name,
                        "use a genotype of this space"};
        path& p = runner.held();
        p.clear();
        std::size_t at = 0;
        auto const push = [&](kernels::unit const& u, int layer, int choice, bool frozen = false) {
            p.push_back({&u, weights_->of(layer, choice), at, frozen});
            at += u.parameter_floats();
        };
        push(runner.stem(), -1, 0);
        for (int layer = 0; layer < space_.size(); ++layer) {
            bool const frozen =
                std::find(f.frozen_layers.begin(), f.frozen_layers.end(), layer) != f.frozen_layers.end();
            push(runner.at(space_[layer].distinct, g[layer]), layer, g[layer], frozen);
        }
        push(runner.head(), space_.size(), 0);
        return p;
    }

    /// Forward, loss and backward of every shard, then one update. Returns the mean loss.
    double train_step(genotype const& g, std::span<int const> images, double rate, fit_options const& f) {
        int const shards = o_.batch / o_.shard;
        auto const stride = worker(0)->longest();
        std::vector<double> losses(static_cast<std::size_t>(shards));
        crew_.run(shards, [&](std::int64_t s, int w) {
            auto& runner = *worker(w);
            auto const& p = path_of(g, runner, f);
            auto const mine =
                images.subspan(static_cast<std::size_t>(s * o_.shard), static_cast<std::size_t>(o_.shard));
            float* const contribution = contributions_.data() + static_cast<std::size_t>(s) * stride;
            gather(*task_->data, task_->norm, mine, runner.images());
            float const* logits = runner.forward(p, weights_->params(), contribution, kernels::norm_mode::batch);
            losses[static_cast<std::size_t>(s)] =
                kernels::cross_entropy(runner.labels(*task_->data, mine), space_.classes, o_.label_smoothing, logits,
                                       runner.diff_logits(), 1.0 / o_.batch);
            runner.backward(p, weights_->params(), weights_->copies(), contribution);
        });
        crew_.run(space_.size() + 2, [&](std::int64_t i, int w) {
            auto const& p = path_of(g, *worker(w), f);  // kernels of this worker refresh the copies
            update(p[static_cast<std::size_t>(i)], rate, shards, stride, worker(w)->cache().engine);
        });
        double loss = 0;
        for (double l : losses) loss += l;
        return loss / o_.batch;
    }
    void update(hop const& h, double rate, int shards, std::size_t stride, kernels::engine& engine) {
        if (h.frozen) return;
        for (auto const& q : h.run->parameters()) {
            float* const w = weights_->params() + h.at.offset + q.offset;
            float const* const c = contributions_.data() + h.path_offset + q.offset;
            if (!kernels::trained(q.what)) {
                average_into(w, c, shards, stride, q.floats);
                continue;
            }
            sgd_step(o_.sgd, rate, q.what == kernels::role::weights, c, shards, stride, w,
                     weights_->momentum() + h.at.offset + q.offset, q.floats);
            if (q.owner) q.owner->refresh(engine, w, weights_->copies() + h.at.copy_offset + q.copy_offset);
        }
    }
    /// Running statistics: (1 - momentum) old + momentum mean of the shards.
    void average_into(float* running, float const* c, int shards, std::size_t stride, std::size_t size) const {
        auto const m = static_cast<float>(o_.norm_momentum);
        for (std::size_t i = 0; i < size; ++i) {
            float sum = c[i];
            for (int s = 1; s < shards; ++s) sum += c[i + static_cast<std::size_t>(s) * stride];
            running[i] = std::fma(m, sum / static_cast<float>(shards) - running[i], running[i]);
        }
    }

    /// Calls f(mean or variance parameter, hop) for all norms of a path.
    template <class F>
    static void for_each_statistic(path const& p, F f) {
        for (auto const& h : p)
            for (auto const& q : h.run->parameters())
                if (!kernels::trained(q.what)) f(h, q);
    }
    void running_statistics(path const& p, float* stats) const {
        for_each_statistic(p, [&](hop const& h, kernels::parameter const& q) {
            std::copy_n(weights_->params() + h.at.offset + q.offset, q.floats, stats + h.path_offset + q.offset);
        });
    }
    /// Leaves the averages of the calibration batches' statistics in runner.average().
    void calibrate(path_runner& runner, path const& p) const {
        auto const shard = static_cast<std::size_t>(o_.shard);
        auto const batches = calibration_.size() / shard;
        float* const average = runner.average();
        for_each_statistic(p, [&](hop const& h, kernels::parameter const& q) {
            std::fill_n(average + h.path_offset + q.offset, q.floats, 0.0f);
        });
        for (std::size_t b = 0; b < batches; ++b) {
            gather(*task_->data, task_->norm, std::span{calibration_}.subspan(b * shard, shard), runner.images());
            runner.forward(p, weights_->params(), runner.stats(), kernels::norm_mode::batch);
            for_each_statistic(p, [&](hop const& h, kernels::parameter const& q) {
                auto const at = h.path_offset + q.offset;
                for (std::size_t k = at; k < at + q.floats; ++k)
                    average[k] = std::fma(runner.stats()[k], 1.0f / static_cast<float>(batches), average[k]);
            });
        }
    }
    void count_right(path_runner& runner, path const& p, float* stats, dataset const& d, std::span<int const> which,
                     std::int64_t& top1, std::int64_t& top5) const {
        auto const shard = static_cast<std::size_t>(o_.shard);
        std::vector<int> part(shard);
        for (std::size_t from = 0; from < which.size(); from += shard) {
            auto const live = std::min(shard, which.size() - from);
            for (std::size_t i = 0; i < shard; ++i)
                part[i] = which[from + std::min(i, live - 1)];  // the last shard repeats an image
            gather(d, task_->norm, part, runner.images());
            float const* logits = runner.forward(p, weights_->params(), stats, kernels::norm_mode::frozen);
            for (std::size_t i = 0; i < live; ++i) {
                int const rank = kernels::rank_of(d.labels[static_cast<std::size_t>(part[i])], space_.classes,
                                                  logits + i * static_cast<std::size_t>(space_.classes));
                top1 += rank < 1, top5 += rank < 5;
            }
        }
    }

    space_view space_;
    choice_mask mask_;
    task const* task_;
    supernet_options o_;
    std::vector<std::unique_ptr<path_runner>> workers_;
    std::unique_ptr<shared_weights> weights_;
    float_buffer contributions_;
    std::vector<int> calibration_;
    std::uint64_t seed_{};
    int fits_{};
    mutable crew crew_;  // last, so that its threads end first
};

}  // namespace hurricane::inline v0
