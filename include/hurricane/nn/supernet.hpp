// SPDX-License-Identifier: MIT
// A single-path supernet (Guo et al. 2020, SPOS): shared weights for every allowed operator of every layer, trained one
// sampled path a step. The batch is cut into shards of fixed size; workers run whole shards, gradients are summed in
// the order of the shards: the same bytes for any number of threads. A mask with one choice a layer is a plain network.
#pragma once

#include <atomic>
#include <cmath>
#include <memory>

#include <hurricane/base/meeting.hpp>
#include <hurricane/base/parallel.hpp>
#include <hurricane/data/batches.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/kernels/weights.hpp>
#include <hurricane/nn/task.hpp>
#include <hurricane/nn/weights.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

class supernet {
public:
    supernet(space_view space, choice_mask mask, task const& t, supernet_options const& o)
        : space_{std::move(space)}, mask_{std::move(mask)}, task_{&t}, tables_{t.norm}, o_{o},
          workers_(static_cast<std::size_t>(std::max(o.threads, 1))), crew_{o.threads} {
        refuse(space_, mask_, t, o);
        crew_.each([&](int w) {
            worker(w) = std::make_unique<path_runner>(space_, mask_, o_.shard, std::max(1, shards_of(w)));
        });
        weights_ = std::make_unique<shared_weights>(space_, mask_, *worker(0), o.optimizer.how == method::adam);
        contributions_ = float_buffer{worker(0)->longest() * static_cast<std::size_t>(shards())};
        for (int i = 0; i < shards(); ++i) partials_.push_back(contribution(i));
        squares_.resize(static_cast<std::size_t>(space_.size()) + 2), losses_.resize(partials_.size());
        calibration_ = t.train;
        rng{0, "calibration"}.shuffle(std::span{calibration_});
        calibration_.resize(std::min(calibration_.size(), static_cast<std::size_t>(std::max(o.calibration, o.shard))));
        if (t.data->source || o.augment.any())
            maker_ = std::make_unique<batch_maker>(*t.data, t.norm, o.augment, o.batch, std::max(1, o.loaders));
        reset(0);
    }

    supernet(space_view, choice_mask, task const&&, supernet_options const&) = delete;  ///< the task must outlive it

    // --- Model (space/model.hpp) ----------------------------------------------------------------------------------

    void reset(std::uint64_t seed) {
        seed_ = seed, fits_ = 0, step_ = 0, drawn_ = 0, smooth_ = 0;
        on_first([&](kernels::engine& e) { weights_->reset(seed, e); });
    }

    void fit(path_sampler const& draw, fit_options const& f) {
        auto const per_epoch = static_cast<std::int64_t>(task_->train.size()) / o_.batch;
        auto const steps = std::max<std::int64_t>(1, std::llround(f.epochs * static_cast<double>(per_epoch)));
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
            if (maker_) ready_ = &maker_->next();
            auto const genes = draw(paths);
            auto const images = std::span{order}.subspan(static_cast<std::size_t>(within * o_.batch),
                                                         static_cast<std::size_t>(o_.batch));
            double const rate = o_.optimizer.learning_rate * at(o_.optimizer.rate, step, steps);
            double const loss = train_step(genes, images, step, f);
            if (!std::isfinite(loss))
                throw error{"the loss is no longer finite",
                            "training step " + std::to_string(step) + ", path " + to_string(genes) + ", " +
                                first_infinite(genes, images),
                            "lower the learning rate or clip the gradient"};
            update(genes, rate, f);
            smooth_ = step == 0 ? loss : smooth_ + 0.02 * (loss - smooth_);
            f.watch->metric("loss", step, loss);
            f.watch->advance(step + 1, "loss " + short_number(smooth_));
            ++step_, drawn_ = paths.counter();
            if (f.checkpoint && step_ % per_epoch == 0 && step_ < steps) f.checkpoint();
        }
        f.watch->end();
        ready_ = nullptr;
        if (step_ >= steps)
            ++fits_, step_ = 0, drawn_ = 0, smooth_ = 0;
        else if (f.checkpoint)
            f.checkpoint();
    }

    /// Everything that continues a training where it stands: weights, what the optimiser remembers, the step. After
    /// restore() the same fit() goes on to the same bytes. The sampler must draw from the generator alone.
    void suspend(archive_writer& out) const {
        save(out);
        on_first([&](kernels::engine& e) { weights_->save_memory(out, e); });
        out.number(seed_), out.number(std::int64_t{fits_}), out.number(step_), out.number(drawn_), out.number(smooth_);
    }
    void restore(archive_reader& in) {
        load(in);
        on_first([&](kernels::engine& e) { weights_->load_memory(in, e); });
        seed_ = in.number<std::uint64_t>(), fits_ = static_cast<int>(in.number<std::int64_t>());
        step_ = in.number<std::int64_t>(), drawn_ = in.number<std::uint64_t>(), smooth_ = in.number<double>();
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
    /// The logits (images, classes) of a trained path, with the running statistics of training.
    std::vector<float> logits(genotype const& g, dataset const& d, std::span<int const> which) {
        auto const classes = static_cast<std::size_t>(space_.classes);
        std::vector<float> all(which.size() * classes);
        on_first([&](kernels::engine&) {
            auto& runner = *worker(0);
            auto const& p = path_of(g, runner, {});
            running_statistics(p, runner.average());
            for_each_shard(runner, p, runner.average(), d, which,
                           [&](std::size_t i, float const* x) { std::copy_n(x, classes, all.data() + i * classes); });
        });
        return all;
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

    /// From now on training steps book where their time goes.
    void keep_ledgers() {
        ledgers_.resize(workers_.size());
        for (std::size_t w = 0; w < workers_.size(); ++w) workers_[w]->times = &ledgers_[w];
    }
    std::span<kernels::ledger const> ledgers() const { return ledgers_; }  ///< of each worker

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

    int shards() const { return o_.batch / o_.shard; }
    /// How many shards worker w holds at once.
    int shards_of(int w) const {
        if (o_.norm == norm_scope::shard) return 1;
        int const t = std::min(o_.threads, shards());
        return w < t ? (shards() - w + t - 1) / t : 0;
    }
    float* contribution(int shard) {
        return contributions_.data() + worker(0)->longest() * static_cast<std::size_t>(shard);
    }

    /// Forward, loss and backward of every shard: gradients are left in contributions_. Returns the mean loss.
    double train_step(genotype const& g, std::span<int const> images, std::int64_t step, fit_options const& f) {
        if (o_.norm == norm_scope::shard)
            crew_.run(shards(), [&](std::int64_t s, int w) {
                auto& m = worker(w)->shard(0);
                run_shards(g, images, step, f, *worker(w), {&m, 1}, {&partials_[static_cast<std::size_t>(s)], 1},
                           static_cast<int>(s), 1, [] {});
            });
        else
            run_in_step(g, images, step, f);
        double loss = 0;
        for (double l : losses_) loss += l;
        return loss / o_.batch;
    }
    void run_in_step(genotype const& g, std::span<int const> images, std::int64_t step, fit_options const& f) {
        int const parties = std::min(o_.threads, shards());
        meeting_.expect(parties);
        crew_.each([&](int w) {
            if (w >= parties) return;
            try {
                run_shards(g, images, step, f, *worker(w), worker(w)->shards(), partials_, w, parties,
                           [&] { meeting_.wait(); });
            } catch (meeting::broken const&) {
            } catch (...) {
                meeting_.break_up();
                throw;
            }
        });
    }
    /// The images and labels of shard s of the batch.
    void fill(shard_memory& m, std::size_t s, std::span<int const> which) const {
        if (ready_) {
            auto const floats = static_cast<std::size_t>(space_.input.size()) * which.size();
            std::copy_n(ready_->images.data() + s * floats, floats, m.images.data());
            std::copy_n(ready_->labels.begin() + static_cast<std::ptrdiff_t>(s * which.size()), which.size(),
                        m.labels.begin());
            return;
        }
        gather(*task_->data, tables_, which, m.images.data());
        for (std::size_t i = 0; i < which.size(); ++i)
            m.labels[i] = task_->data->labels[static_cast<std::size_t>(which[i])];
    }
    /// The shards first, first + stride, ... of the batch, one for each of `mine`.
    template <class Meet>
    void run_shards(genotype const& g, std::span<int const> images, std::int64_t step, fit_options const& f,
                    path_runner& runner, std::span<shard_memory> mine, std::span<float* const> everyone, int first,
                    int stride, Meet meet) {
        auto const& p = path_of(g, runner, f);
        auto const n = static_cast<std::size_t>(o_.shard);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto const s = static_cast<std::size_t>(first) + k * static_cast<std::size_t>(stride);
            auto const which = images.subspan(s * n, n);
            auto& m = mine[k];
            fill(m, s, which);
            m.partial = partials_[s];
            m.drops = rng{seed_, "dropout"}.at(static_cast<std::uint64_t>(step) * partials_.size() + s) | 1;
        }
        runner.forward(p, weights_->params(), mine, everyone, meet);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            auto& m = mine[k];
            auto const s = static_cast<std::size_t>(first) + k * static_cast<std::size_t>(stride);
            losses_[s] = kernels::cross_entropy(
                m.labels, space_.classes, o_.label_smoothing, runner.logits(p, m), path_runner::diff_logits(m),
                1.0 / o_.batch, ready_ ? std::span{ready_->others}.subspan(s * n, n) : std::span<int const>{},
                ready_ ? ready_->share : 1);
        }
        runner.backward(p, weights_->params(), weights_->copies(), mine, everyone, meet);
    }
    /// The first part of a path whose output is not finite, for a message. Runs the shards one by one, with their own
    /// statistics.
    std::string first_infinite(genotype const& g, std::span<int const> images) {
        std::string where = "the loss";
        crew_.each([&](int w) {
            if (w != 0) return;
            auto& runner = *worker(0);
            auto& m = runner.shard(0);
            auto const& p = path_of(g, runner, {});
            auto const n = static_cast<std::size_t>(o_.shard);
            for (std::size_t s = 0; s < partials_.size() && where == "the loss"; ++s) {
                fill(m, s, images.subspan(s * n, n));
                m.partial = partials_[s];
                runner.forward(p, weights_->params(), {&m, 1}, {&partials_[s], 1}, [] {});
                for (auto const& h : p) {
                    float const* y = runner.output_of(p, h, m);
                    if (std::all_of(y, y + h.run->output().floats(), [](float v) { return std::isfinite(v); }))
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
        return "layer " + std::to_string(part - 1) + " (" + std::string{space_[part - 1].candidates[g[part - 1]].name} +
               ")";
    }

    /// One step of the optimiser on the weights of the path.
    void update(genotype const& g, double rate, fit_options const& f) {
        auto const parts = space_.size() + 2;
        auto const stride = worker(0)->longest();
        double factor = 1;
        int live = shards();
        if (o_.optimizer.clip > 0) {
            crew_.run(parts, [&](std::int64_t i, int w) {
                auto const& h = path_of(g, *worker(w), f)[static_cast<std::size_t>(i)];
                double& sum = squares_[static_cast<std::size_t>(i)] = 0;
                for (auto const& q : h.run->parameters())
                    if (!h.frozen && kernels::trained(q.what))
                        sum += kernels::collect(contribution(0) + h.path_offset + q.offset, shards(), stride, q.floats);
            });
            double norm = 0;
            for (double s : squares_) norm += s;
            factor = std::min(1.0, o_.optimizer.clip / (std::sqrt(norm) + 1e-6)), live = 1;  // as PyTorch clips
        }
        crew_.run(parts, [&](std::int64_t i, int w) {
            auto const& p = path_of(g, *worker(w), f);  // kernels of this worker refresh the copies
            auto const& h = p[static_cast<std::size_t>(i)];
            if (!h.frozen) update(h, rate, factor, live, worker(w)->cache().engine);
        });
    }
    void update(hop const& h, double rate, double factor, int live, kernels::engine& engine) {
        auto const updates = ++weights_->updates(h.at);
        for (auto const& q : h.run->parameters()) {
            auto const at = h.at.offset + q.offset;
            float* const w = weights_->params() + at;
            if (!kernels::trained(q.what)) {
                if (q.what == kernels::role::mean) update_statistics(h, q, w);
                continue;
            }
            float* const second = weights_->second_moments();
            optimize(o_.optimizer, rate, q.what == kernels::role::weights, factor, updates,
                     contribution(0) + h.path_offset + q.offset, live, worker(0)->longest(), w,
                     weights_->momentum() + at, second ? second + at : nullptr, q.floats);
            if (q.owner) q.owner->refresh(engine, w, weights_->copies() + h.at.copy_offset + q.copy_offset);
        }
    }
    /// Running statistics: (1 - momentum) old + momentum new; new is the mean over the shards, or of the whole batch.
    /// `q` is the mean of a norm; its variance follows.
    void update_statistics(hop const& h, kernels::parameter const& q, float* running_mean) const {
        auto const m = static_cast<float>(o_.norm_momentum), share = 1.0f / static_cast<float>(shards());
        auto const to_variance = (&q)[1].offset - q.offset;
        bool const pooled = o_.norm == norm_scope::batch;
        float const unbiased = unbias(h, q, pooled ? shards() : 1);
        for (std::size_t i = 0; i < q.floats; ++i) {
            auto const at = h.path_offset + q.offset + i;
            float mean = 0, variance = 0;
            for (float const* p : partials_) mean += p[at];
            mean *= share;
            for (float const* p : partials_) {
                float const d = pooled ? p[at] - mean : 0.0f;
                variance += std::fma(d, d, p[at + to_variance]);
            }
            float *const mu = running_mean + i, *const var = mu + to_variance;
            *mu = std::fma(m, mean - *mu, *mu);
            *var = std::fma(m, variance * share * unbiased - *var, *var);
        }
    }
    /// From the biased variance of `shards` shards to the unbiased one.
    static float unbias(hop const& h, kernels::parameter const& q, int shards) {
        auto const& of = h.run->lowered()[q.step].in;
        double const rows = static_cast<double>(h.run->output().n) * static_cast<double>(of.pixels()) * shards;
        return static_cast<float>(rows > 1 ? rows / (rows - 1) : 1);
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
            auto& m = runner.shard(0);
            gather(*task_->data, tables_, std::span{calibration_}.subspan(b * shard, shard), m.images.data());
            m.partial = runner.stats(), m.drops = 0;
            float* const own[] = {m.partial};
            runner.forward(p, weights_->params(), {&m, 1}, own, [] {});
            for_each_statistic(p, [&](hop const& h, kernels::parameter const& q) {
                auto const at = h.path_offset + q.offset;
                float const share =
                    (q.what == kernels::role::variance ? unbias(h, q, 1) : 1.0f) / static_cast<float>(batches);
                for (std::size_t k = at; k < at + q.floats; ++k)
                    average[k] = std::fma(runner.stats()[k], share, average[k]);
            });
        }
    }
    /// Calls f(i, logits) for every image of `which`.
    template <class F>
    void for_each_shard(path_runner& runner, path const& p, float* stats, dataset const& d, std::span<int const> which,
                        F f) const {
        auto const shard = static_cast<std::size_t>(o_.shard);
        std::vector<int> part(shard);
        for (std::size_t from = 0; from < which.size(); from += shard) {
            auto const live = std::min(shard, which.size() - from);
            for (std::size_t i = 0; i < shard; ++i)
                part[i] = which[from + std::min(i, live - 1)];  // the last shard repeats an image
            gather(d, tables_, part, runner.shard(0).images.data());
            float const* logits = runner.forward_frozen(p, weights_->params(), stats, runner.shard(0));
            for (std::size_t i = 0; i < live; ++i) f(from + i, logits + i * static_cast<std::size_t>(space_.classes));
        }
    }
    void count_right(path_runner& runner, path const& p, float* stats, dataset const& d, std::span<int const> which,
                     std::int64_t& top1, std::int64_t& top5) const {
        for_each_shard(runner, p, stats, d, which, [&](std::size_t i, float const* logits) {
            int const rank = kernels::rank_of(d.labels[static_cast<std::size_t>(which[i])], space_.classes, logits);
            top1 += rank < 1, top5 += rank < 5;
        });
    }

    space_view space_;
    choice_mask mask_;
    task const* task_;
    byte_tables tables_;  ///< of the task's normalisation
    supernet_options o_;
    std::vector<std::unique_ptr<path_runner>> workers_;
    std::unique_ptr<shared_weights> weights_;
    float_buffer contributions_;    ///< path-long, of each shard
    std::vector<float*> partials_;  ///< where they begin
    std::vector<double> losses_, squares_;
    std::vector<kernels::ledger> ledgers_;
    meeting meeting_;
    std::vector<int> calibration_;
    std::uint64_t seed_{};
    int fits_{};                          ///< finished
    std::int64_t step_{};                 ///< of the fit that is under way
    std::uint64_t drawn_{};               ///< numbers that its sampler has taken
    double smooth_{};                     ///< its loss, for display
    std::unique_ptr<batch_maker> maker_;  ///< where there is something to decode or to augment
    ready_batch const* ready_{};          ///< its batch of this step
    mutable crew crew_;                   // last, so that its threads end first
};

}  // namespace hurricane::inline v0
