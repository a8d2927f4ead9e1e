// SPDX-License-Identifier: MIT
// One step of training along one or several paths. The batch is cut into shards of fixed size;
// workers run whole shards, gradients are summed in the order of the shards: the same bytes for any
// number of threads.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/worker_barrier.hpp>
#include <hurricane/data/batches.hpp>
#include <hurricane/training/gradients.hpp>
#include <hurricane/training/loss.hpp>
#include <hurricane/training/summed_paths.hpp>
#include <hurricane/training/workers.hpp>

namespace hurricane::inline v0 {

/// A training whose loss is no longer finite.
class diverged : public error {
public:
    using error::error;
};

class path_trainer {
public:
    /// Both must outlive it.
    path_trainer(path_workers& workers, task const& t)
        : workers_{workers}, task_{t}, o_{workers.options()}, tables_{t.norm},
          gradients_{workers.shards(), workers.runner(0).longest()},
          losses_(static_cast<std::size_t>(workers.shards())),
          squares_(static_cast<std::size_t>(workers.space().size()) + 2) {
        if (t.data->source || o_.augment.any())
            maker_ = std::make_unique<batch_maker>(*t.data, t.norm, o_.augment, o_.batch,
                                                   std::max(1, o_.loaders));
    }

    std::int64_t steps_per_epoch() const {
        return static_cast<std::int64_t>(task_.train.size()) / o_.batch;
    }

    /// Forgets the order of images: the next step finds its own.
    void begin(std::uint64_t seed, std::string const& label) {
        seed_ = seed;
        label_ = label;
        order_.clear();
    }

    /// Finds the images of a step; each epoch has an order of its own. False where a source of
    /// pictures heard the stop first.
    bool take_batch(std::int64_t step) {
        step_ = step;
        auto const within = step % steps_per_epoch();
        if (within == 0 || order_.empty()) begin_epoch(step / steps_per_epoch(), within);
        images_ = std::span{order_}.subspan(static_cast<std::size_t>(within * o_.batch),
                                            static_cast<std::size_t>(o_.batch));
        if (!maker_) return true;
        try {
            ready_ = &maker_->next();
        } catch (stopped const&) {
            return false;
        }
        return true;
    }

    /// Forward, loss and backward of each path on the batch taken, then the optimizer step. Norms
    /// that several paths share move their running statistics once for each. Returns the losses'
    /// sum, weighted as the gradients are; throws diverged where one is not finite: weights are
    /// then as they were, statistics of the paths before it have moved.
    double step(training_step const& asked, double rate, fit_options const& f) {
        path_losses_.clear();
        if (asked.paths.size() == 1 && asked.weight(0) == 1) {
            path_losses_.push_back(run(asked.paths.front(), f));
            update(asked.paths.front(), rate, f);
            return path_losses_.front();
        }
        summed_.begin(workers_.weights().size());
        double loss = 0;
        for (std::size_t k = 0; k < asked.paths.size(); ++k) {
            path_losses_.push_back(run(asked.paths[k], f));
            loss += asked.weight(k) * path_losses_.back();
            add_gradients(asked, k, f);
        }
        update_sum(asked, rate, f);
        return loss;
    }

    /// Of the last step.
    std::span<double const> path_losses() const { return path_losses_; }

    void forget_batch() { ready_ = nullptr; }

private:
    void begin_epoch(std::int64_t epoch, std::int64_t within) {
        auto const stream = label_ + " epoch " + std::to_string(epoch);
        order_ = task_.train;
        rng{seed_, stream}.shuffle(std::span{order_});
        if (maker_) maker_->start(order_, seed_, stream, static_cast<std::size_t>(within));
    }

    /// Forward, loss and backward of every shard: gradients are left in gradients_. Returns the
    /// mean loss, which is finite.
    double run(genotype const& g, fit_options const& f) {
        if (o_.norm == norm_scope::shard)
            workers_.pool().run(workers_.shards(), [&](std::int64_t s, int w) {
                auto& runner = workers_.runner(w);
                run_shards(g, f, runner, {&runner.shard(0), 1},
                           {&gradients_.partials()[static_cast<std::size_t>(s)], 1},
                           static_cast<int>(s), 1, [] {});
            });
        else
            run_in_step(g, f);
        double loss = 0;
        for (double l : losses_) loss += l;
        loss /= o_.batch;
        if (!std::isfinite(loss))
            throw diverged{"the loss is no longer finite",
                           "training step " + std::to_string(step_) + ", path " + to_string(g) +
                               ", " + first_infinite(g),
                           "lower the learning rate or clip the gradient"};
        return loss;
    }

    /// The same with norms of the whole batch, for which workers wait for each other.
    void run_in_step(genotype const& g, fit_options const& f) {
        int const parties = std::min(o_.threads, workers_.shards());
        barrier_.expect(parties);
        workers_.pool().each([&](int w) {
            if (w >= parties) return;
            auto& runner = workers_.runner(w);
            try {
                run_shards(g, f, runner, runner.shards(), gradients_.partials(), w, parties,
                           [&] { barrier_.wait(); });
            } catch (worker_barrier::broken const&) {
            } catch (...) {
                barrier_.break_up();
                throw;
            }
        });
    }

    std::span<int const> images_of(std::size_t s) const {
        auto const n = static_cast<std::size_t>(o_.shard);
        return images_.subspan(s * n, n);
    }

    /// The images and labels of shard s of the batch.
    void fill(shard_memory& m, std::size_t s) const {
        auto const which = images_of(s);
        if (ready_) {
            auto const floats =
                static_cast<std::size_t>(workers_.space().input.size()) * which.size();
            std::copy_n(ready_->images.data() + s * floats, floats, m.images.data());
            std::copy_n(ready_->labels.begin() + static_cast<std::ptrdiff_t>(s * which.size()),
                        which.size(), m.labels.begin());
            return;
        }
        gather(*task_.data, tables_, which, m.images.data());
        for (std::size_t i = 0; i < which.size(); ++i)
            m.labels[i] = task_.data->labels[static_cast<std::size_t>(which[i])];
    }

    /// What shard s of the batch should be classified as.
    kernels::class_targets targets_of(shard_memory& m, std::size_t s) const {
        auto const which = images_of(s);
        kernels::class_targets t{.labels = m.labels};
        if (ready_) {
            t.others = std::span{ready_->others}.subspan(s * which.size(), which.size());
            t.share = ready_->share;
        }
        if (task_.soft_labels.empty()) return t;
        for (std::size_t i = 0; i < which.size(); ++i)
            m.soft[i] =
                task_.soft_labels.data() + which[i] * std::ptrdiff_t{workers_.space().classes};
        t.soft = m.soft;
        t.soft_share = o_.soft_share;
        return t;
    }

    std::uint64_t dropout_seed(std::size_t s) const {
        auto const number = static_cast<std::uint64_t>(step_) * losses_.size() + s;
        return rng{seed_, "dropout"}.at(number) | 1;
    }

    /// The shards first, first + stride, ... of the batch, one for each of `mine`.
    template <class Meet>
    void run_shards(genotype const& g, fit_options const& f, path_runner& runner,
                    std::span<shard_memory> mine, std::span<float* const> everyone, int first,
                    int stride, Meet meet) {
        auto const& p = workers_.path_of(g, runner, f);
        auto const& weights = workers_.weights();
        auto const number = [&](std::size_t k) {
            return static_cast<std::size_t>(first) + k * static_cast<std::size_t>(stride);
        };
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto const s = number(k);
            fill(mine[k], s);
            mine[k].partial = gradients_.partials()[s];
            mine[k].drops = dropout_seed(s);
        }
        runner.forward(p, weights.params(), mine, everyone, meet);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto const s = number(k);
            losses_[s] = loss_of(o_.loss, targets_of(mine[k], s), workers_.space().classes,
                                 o_.label_smoothing, runner.logits(p, mine[k]),
                                 path_runner::diff_logits(mine[k]), 1.0 / o_.batch);
        }
        runner.backward(p, weights.params(), weights.copies(), mine, everyone, meet);
    }

    /// The first part of a path whose output is not finite, for a message. Runs the shards one by
    /// one, with their own statistics.
    std::string first_infinite(genotype const& g) {
        std::string where = "the loss";
        workers_.pool().each([&](int w) {
            if (w != 0) return;
            auto& runner = workers_.runner(0);
            auto const& p = workers_.path_of(g, runner, {});
            for (std::size_t s = 0; s < losses_.size() && where == "the loss"; ++s) {
                auto const part = infinite_part(p, runner, s);
                if (part >= 0) where = name_of_part(part, g);
            }
        });
        return where;
    }

    /// The first of the path's parts that gives a value that is not finite on shard s; -1: none.
    int infinite_part(compiled_path const& p, path_runner& runner, std::size_t s) {
        auto& m = runner.shard(0);
        fill(m, s);
        m.partial = gradients_.partials()[s];
        runner.forward(p, workers_.weights().params(), {&m, 1}, {&gradients_.partials()[s], 1},
                       [] {});
        for (auto const& h : p) {
            float const* y = runner.output_of(p, h, m);
            if (!std::all_of(y, y + h.run->output().floats(),
                             [](float v) { return std::isfinite(v); }))
                return static_cast<int>(&h - p.data());
        }
        return -1;
    }

    std::string name_of_part(int part, genotype const& g) const {
        auto const& space = workers_.space();
        if (part == 0) return "stem";
        if (part > space.size()) return "head";
        return "layer " + std::to_string(part - 1) + " (" +
               std::string{space[part - 1].candidates[g[part - 1]].name} + ")";
    }

    /// One step of the optimizer on the weights of the path.
    void update(genotype const& g, double rate, fit_options const& f) {
        auto const parts = workers_.space().size() + 2;
        double const factor = o_.optimizer.clip > 0 ? clipping(g, f) : 1;
        int const live = o_.optimizer.clip > 0 ? 1 : workers_.shards();
        workers_.pool().run(parts, [&](std::int64_t i, int w) {
            auto& runner = workers_.runner(w);  // its kernels refresh the copies
            auto const& h = workers_.path_of(g, runner, f)[static_cast<std::size_t>(i)];
            if (h.frozen) return;
            move_statistics(h);
            move_weights(h, gradients_.of(h, live), rate, factor, runner);
        });
    }

    void move_statistics(path_block const& h) {
        gradients_.move_statistics(h, workers_.weights(), o_.norm_momentum,
                                   o_.norm == norm_scope::batch);
    }

    void move_weights(path_block const& h, block_gradients const& g, double rate, double factor,
                      path_runner& runner) {
        optimizer_step(h, g, o_.optimizer, rate, factor, workers_.weights(), runner.cache().engine);
        if (o_.ema_decay > 0) workers_.weights().move_average(h, o_.ema_decay);
    }

    /// Adds what path number k left in gradients_ to the sum; its statistics move at once.
    void add_gradients(training_step const& asked, std::size_t k, fit_options const& f) {
        auto const& g = asked.paths[k];
        workers_.on_first(
            [&](kernels::engine&) { summed_.meet(workers_.path_of(g, workers_.runner(0), f), k); });
        workers_.pool().run(workers_.space().size() + 2, [&](std::int64_t i, int w) {
            auto const& h = workers_.path_of(g, workers_.runner(w), f)[static_cast<std::size_t>(i)];
            if (h.frozen) return;
            move_statistics(h);
            summed_.add(h, gradients_.of(h, workers_.shards()), asked.weight(k));
        });
    }

    /// One step of the optimizer on the weights of all paths.
    void update_sum(training_step const& asked, double rate, fit_options const& f) {
        auto const& blocks = summed_.blocks();
        auto const block = [&](std::int64_t i, path_runner& runner) -> path_block const& {
            auto const& at = blocks[static_cast<std::size_t>(i)];
            return workers_.path_of(asked.paths[at.path], runner, f)[at.part];
        };
        double factor = 1;
        if (o_.optimizer.clip > 0) {
            squares_.resize(std::max(squares_.size(), blocks.size()));
            workers_.pool().run(std::ssize(blocks), [&](std::int64_t i, int w) {
                squares_[static_cast<std::size_t>(i)] =
                    summed_.squared_norm(block(i, workers_.runner(w)));
            });
            factor = clip_factor(blocks.size());
        }
        workers_.pool().run(std::ssize(blocks), [&](std::int64_t i, int w) {
            auto& runner = workers_.runner(w);
            auto const& h = block(i, runner);
            move_weights(h, {summed_.of(h)}, rate, factor, runner);
        });
    }

    /// What the gradient is scaled by, as PyTorch clips. Sums the shards into the first one.
    double clipping(genotype const& g, fit_options const& f) {
        auto const parts = static_cast<std::size_t>(workers_.space().size()) + 2;
        workers_.pool().run(static_cast<std::int64_t>(parts), [&](std::int64_t i, int w) {
            auto const part = static_cast<std::size_t>(i);
            auto const& h = workers_.path_of(g, workers_.runner(w), f)[part];
            squares_[part] = h.frozen ? 0 : gradients_.squared_norm(h);
        });
        return clip_factor(parts);
    }

    /// Of a gradient whose parts have these squares.
    double clip_factor(std::size_t parts) const {
        double norm = 0;
        for (std::size_t i = 0; i < parts; ++i) norm += squares_[i];
        return std::min(1.0, o_.optimizer.clip / (std::sqrt(norm) + 1e-6));
    }

    path_workers& workers_;
    task const& task_;
    supernet_options const& o_;
    byte_tables tables_;  ///< of the task's normalisation
    path_gradients gradients_;
    summed_paths summed_;  ///< of a step of several paths
    std::vector<double> path_losses_;
    std::vector<double> losses_;   ///< of each shard
    std::vector<double> squares_;  ///< of each part's gradient
    worker_barrier barrier_;
    std::uint64_t seed_{};
    std::string label_;  ///< of random streams
    std::int64_t step_{};
    std::vector<int> order_;         ///< of the epoch
    std::span<int const> images_{};  ///< of the step
    ready_batch const* ready_{};     ///< the same decoded and augmented, where there is that to do
    std::unique_ptr<batch_maker> maker_;
};

}  // namespace hurricane::inline v0
