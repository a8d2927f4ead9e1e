// SPDX-License-Identifier: MIT
// A single-path supernet (Guo et al. 2020, SPOS): shared weights for every allowed operator of
// every layer, trained one sampled path a step. The batch is cut into shards of fixed size; workers
// run whole shards, gradients are summed in the order of the shards: the same bytes for any number
// of threads. A mask with one choice a layer is a plain network.
#pragma once

#include <cmath>
#include <memory>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/worker_barrier.hpp>
#include <hurricane/training/evaluation.hpp>

namespace hurricane::inline v0 {

/// A training whose loss is no longer finite.
class diverged : public error {
public:
    using error::error;
};

/// A Model (space/model.hpp).
class supernet : public path_evaluator {
public:
    supernet(space_view space, choice_mask mask, task const& t, supernet_options const& o)
        : path_evaluator{std::move(space), std::move(mask), t, o}, gradients_{
                                                                       shards(),
                                                                       worker(0)->longest()} {
        squares_.resize(static_cast<std::size_t>(space_.size()) + 2);
        losses_.resize(static_cast<std::size_t>(shards()));
        if (o.averaged_epochs > 1) weights_->make_room_for_mean();
        if (t.data->source || o.augment.any())
            maker_ = std::make_unique<batch_maker>(*t.data, t.norm, o.augment, o.batch,
                                                   std::max(1, o.loaders));
        reset(0);
    }

    supernet(space_view, choice_mask, task const&&,
             supernet_options const&) = delete;  ///< the task must outlive it

    void reset(std::uint64_t seed) {
        seed_ = seed;
        fits_ = 0;
        step_ = 0;
        drawn_ = 0;
        smooth_ = 0;
        on_first([&](kernels::engine& e) {
            weights_->forget_mean();
            weights_->reset(seed, e);
        });
    }

    /// Throws stopped, after a checkpoint, when it was stopped before the last step.
    void fit(path_sampler const& draw, fit_options const& f) {
        auto const per_epoch = static_cast<std::int64_t>(task_->train.size()) / o_.batch;
        auto const steps =
            std::max<std::int64_t>(1, std::llround(f.epochs * static_cast<double>(per_epoch)));
        auto const label = "fit " + std::to_string(fits_);
        rng paths{seed_, label + " paths"};
        paths.seek(drawn_);
        std::vector<int> order;
        f.watch->begin("training", steps);
        for (; step_ < steps && !f.stop.stop_requested();) {
            auto const step = step_;
            auto const within = step % per_epoch;
            if (within == 0 || order.empty()) {
                order = task_->train;
                auto const epoch = label + " epoch " + std::to_string(step / per_epoch);
                rng{seed_, epoch}.shuffle(std::span{order});
                if (maker_) maker_->start(order, seed_, epoch, static_cast<std::size_t>(within));
            }
            if (maker_ && !take_batch()) break;
            auto const genes = draw(paths);
            auto const images = std::span{order}.subspan(
                static_cast<std::size_t>(within * o_.batch), static_cast<std::size_t>(o_.batch));
            double const rate = o_.optimizer.learning_rate * at(o_.optimizer.rate, step, steps);
            double const loss = train_step(genes, images, step, f);
            if (!std::isfinite(loss))
                throw diverged{"the loss is no longer finite",
                               "training step " + std::to_string(step) + ", path " +
                                   to_string(genes) + ", " + first_infinite(genes, images),
                               "lower the learning rate or clip the gradient"};
            update(genes, rate, f);
            smooth_ = step == 0 ? loss : smooth_ + 0.02 * (loss - smooth_);
            f.watch->metric("loss", step, loss);
            f.watch->advance(step + 1, "loss " + fixed(smooth_, 3));
            ++step_;
            drawn_ = paths.counter();
            if (auto const left = steps - step_; left % per_epoch == 0 &&
                                                 left / per_epoch < o_.averaged_epochs &&
                                                 o_.averaged_epochs > 1)
                weights_->add_to_mean();
            if (f.checkpoint && step_ % per_epoch == 0 && step_ < steps) f.checkpoint();
        }
        f.watch->end();
        ready_ = nullptr;
        if (step_ < steps) {
            if (f.checkpoint) f.checkpoint();
            throw stopped{};
        }
        on_first([&](kernels::engine& e) { weights_->settle_mean(e); });
        ++fits_;
        step_ = 0;
        drawn_ = 0;
        smooth_ = 0;
    }

    /// Steps of the optimiser that the weights of a choice have had since the reset.
    std::int64_t updates(int layer, int choice) const {
        return weights_->updates(weights_->of(layer, choice));
    }

    /// Everything that continues a training where it stands: weights, what the optimiser remembers,
    /// the step. After restore() the same fit() goes on to the same bytes. The sampler must draw
    /// from the generator alone.
    void suspend(archive_writer& out) const {
        save(out);
        on_first([&](kernels::engine& e) { weights_->save_memory(out, e); });
        out.number(seed_);
        out.number(std::int64_t{fits_});
        out.number(step_);
        out.number(drawn_);
        out.number(smooth_);
    }

    void restore(archive_reader& in) {
        load(in);
        on_first([&](kernels::engine& e) { weights_->load_memory(in, e); });
        seed_ = in.number<std::uint64_t>();
        fits_ = static_cast<int>(in.number<std::int64_t>());
        step_ = in.number<std::int64_t>();
        drawn_ = in.number<std::uint64_t>();
        smooth_ = in.number<double>();
    }

private:
    /// False where a source of pictures heard the stop first.
    bool take_batch() {
        try {
            ready_ = &maker_->next();
        } catch (stopped const&) {
            return false;
        }
        return true;
    }

    /// Forward, loss and backward of every shard: gradients are left in gradients_. Returns the
    /// mean loss.
    double train_step(genotype const& g, std::span<int const> images, std::int64_t step,
                      fit_options const& f) {
        if (o_.norm == norm_scope::shard)
            pool_.run(shards(), [&](std::int64_t s, int w) {
                auto& m = worker(w)->shard(0);
                run_shards(g, images, step, f, *worker(w), {&m, 1},
                           {&gradients_.partials()[static_cast<std::size_t>(s)], 1},
                           static_cast<int>(s), 1, [] {});
            });
        else
            run_in_step(g, images, step, f);
        double loss = 0;
        for (double l : losses_) loss += l;
        return loss / o_.batch;
    }

    void run_in_step(genotype const& g, std::span<int const> images, std::int64_t step,
                     fit_options const& f) {
        int const parties = std::min(o_.threads, shards());
        barrier_.expect(parties);
        pool_.each([&](int w) {
            if (w >= parties) return;
            try {
                run_shards(g, images, step, f, *worker(w), worker(w)->shards(),
                           gradients_.partials(), w, parties, [&] { barrier_.wait(); });
            } catch (worker_barrier::broken const&) {
            } catch (...) {
                barrier_.break_up();
                throw;
            }
        });
    }

    /// The images and labels of shard s of the batch.
    void fill(shard_memory& m, std::size_t s, std::span<int const> which) const {
        if (ready_) {
            auto const floats = static_cast<std::size_t>(space_.input.size()) * which.size();
            std::copy_n(ready_->images.data() + s * floats, floats, m.images.data());
            std::copy_n(ready_->labels.begin() + static_cast<std::ptrdiff_t>(s * which.size()),
                        which.size(), m.labels.begin());
            return;
        }
        gather(*task_->data, tables_, which, m.images.data());
        for (std::size_t i = 0; i < which.size(); ++i)
            m.labels[i] = task_->data->labels[static_cast<std::size_t>(which[i])];
    }

    /// What shard s of the batch should be classified as.
    kernels::class_targets targets_of(shard_memory& m, std::size_t s,
                                      std::span<int const> which) const {
        kernels::class_targets t{.labels = m.labels};
        if (ready_) {
            t.others = std::span{ready_->others}.subspan(s * which.size(), which.size());
            t.share = ready_->share;
        }
        if (task_->soft_labels.empty()) return t;
        for (std::size_t i = 0; i < which.size(); ++i)
            m.soft[i] = task_->soft_labels.data() + which[i] * std::ptrdiff_t{space_.classes};
        t.soft = m.soft;
        t.soft_share = o_.soft_share;
        return t;
    }

    /// The shards first, first + stride, ... of the batch, one for each of `mine`.
    template <class Meet>
    void run_shards(genotype const& g, std::span<int const> images, std::int64_t step,
                    fit_options const& f, path_runner& runner, std::span<shard_memory> mine,
                    std::span<float* const> everyone, int first, int stride, Meet meet) {
        auto const& p = path_of(g, runner, f);
        auto const n = static_cast<std::size_t>(o_.shard);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto const s = static_cast<std::size_t>(first) + k * static_cast<std::size_t>(stride);
            auto const which = images.subspan(s * n, n);
            auto& m = mine[k];
            fill(m, s, which);
            m.partial = gradients_.partials()[s];
            m.drops =
                rng{seed_, "dropout"}.at(static_cast<std::uint64_t>(step) * losses_.size() + s) | 1;
        }
        runner.forward(p, weights_->params(), mine, everyone, meet);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto& m = mine[k];
            auto const s = static_cast<std::size_t>(first) + k * static_cast<std::size_t>(stride);
            losses_[s] = kernels::cross_entropy(
                targets_of(m, s, images.subspan(s * n, n)), space_.classes, o_.label_smoothing,
                runner.logits(p, m), path_runner::diff_logits(m), 1.0 / o_.batch);
        }
        runner.backward(p, weights_->params(), weights_->copies(), mine, everyone, meet);
    }

    /// The first part of a path whose output is not finite, for a message. Runs the shards one by
    /// one, with their own statistics.
    std::string first_infinite(genotype const& g, std::span<int const> images) {
        std::string where = "the loss";
        pool_.each([&](int w) {
            if (w != 0) return;
            auto& runner = *worker(0);
            auto& m = runner.shard(0);
            auto const& p = path_of(g, runner, {});
            auto const n = static_cast<std::size_t>(o_.shard);
            for (std::size_t s = 0; s < losses_.size() && where == "the loss"; ++s) {
                fill(m, s, images.subspan(s * n, n));
                m.partial = gradients_.partials()[s];
                runner.forward(p, weights_->params(), {&m, 1}, {&gradients_.partials()[s], 1},
                               [] {});
                for (auto const& h : p) {
                    float const* y = runner.output_of(p, h, m);
                    if (std::all_of(y, y + h.run->output().floats(),
                                    [](float v) { return std::isfinite(v); }))
                        continue;
                    where = name_of_part(static_cast<int>(&h - p.data()), g);
                    break;
                }
            }
        });
        return where;
    }

    std::string name_of_part(int part, genotype const& g) const {
        if (part == 0) return "stem";
        if (part > space_.size()) return "head";
        return "layer " + std::to_string(part - 1) + " (" +
               std::string{space_[part - 1].candidates[g[part - 1]].name} + ")";
    }

    /// One step of the optimiser on the weights of the path.
    void update(genotype const& g, double rate, fit_options const& f) {
        auto const parts = space_.size() + 2;
        double factor = 1;
        int live = shards();
        if (o_.optimizer.clip > 0) {  // as PyTorch clips
            pool_.run(parts, [&](std::int64_t i, int w) {
                auto const& h = path_of(g, *worker(w), f)[static_cast<std::size_t>(i)];
                squares_[static_cast<std::size_t>(i)] = h.frozen ? 0 : gradients_.squared_norm(h);
            });
            double norm = 0;
            for (double s : squares_) norm += s;
            factor = std::min(1.0, o_.optimizer.clip / (std::sqrt(norm) + 1e-6));
            live = 1;
        }
        pool_.run(parts, [&](std::int64_t i, int w) {
            auto const& p = path_of(g, *worker(w), f);  // kernels of this worker refresh the copies
            auto const& h = p[static_cast<std::size_t>(i)];
            if (!h.frozen)
                gradients_.descend(h, o_.optimizer, rate, factor, live, *weights_,
                                   worker(w)->cache().engine, o_.norm_momentum,
                                   o_.norm == norm_scope::batch);
        });
    }

    path_gradients gradients_;
    std::vector<double> losses_;
    std::vector<double> squares_;
    worker_barrier barrier_;
    std::uint64_t seed_{};
    int fits_{};                          ///< finished
    std::int64_t step_{};                 ///< of the fit that is under way
    std::uint64_t drawn_{};               ///< numbers that its sampler has taken
    double smooth_{};                     ///< its loss, for display
    std::unique_ptr<batch_maker> maker_;  ///< where there is something to decode or to augment
    ready_batch const* ready_{};          ///< its batch of this step
};

}  // namespace hurricane::inline v0
