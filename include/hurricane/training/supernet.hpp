// SPDX-License-Identifier: MIT
// A single-path supernet (Guo et al. 2020, SPOS): shared weights for every allowed operator of
// every layer, trained on the paths that a guide asks for, mostly one a step. Workers hold kernels
// and weights, the trainer makes steps, the evaluator scores; here they are one Model. A mask with
// one choice a layer is a plain network.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include <hurricane/base/decimal.hpp>
#include <hurricane/training/evaluator.hpp>
#include <hurricane/training/trainer.hpp>

namespace hurricane::inline v0 {

/// A Model (space/model.hpp).
class supernet {
public:
    /// The task must outlive it.
    supernet(space_view space, choice_mask mask, task const& t, supernet_options const& o)
        : workers_{std::move(space), std::move(mask), t, o}, evaluator_{workers_, t}, trainer_{
                                                                                          workers_,
                                                                                          t} {
        if (o.averaged_epochs > 1 || o.ema_decay > 0) workers_.weights().make_room_for_mean();
        reset(0);
    }

    supernet(space_view, choice_mask, task const&&, supernet_options const&) = delete;

    space_view const& space() const { return workers_.space(); }

    void reset(std::uint64_t seed) {
        seed_ = seed;
        fits_ = 0;
        progress_ = {};
        workers_.on_first([&](kernels::engine& e) {
            workers_.weights().forget_mean();
            workers_.weights().reset(seed, e);
        });
    }

    /// Throws stopped, after a checkpoint, when it was stopped before the last step. What the guide
    /// remembers is to be saved beside a checkpoint.
    void fit(guide& paths, fit_options const& f) {
        auto const per_epoch = trainer_.steps_per_epoch();
        auto const steps =
            std::max<std::int64_t>(1, std::llround(f.epochs * static_cast<double>(per_epoch)));
        auto const label = "fit " + std::to_string(fits_);
        rng random{seed_, label + " paths"};
        random.seek(progress_.drawn);
        trainer_.begin(seed_, label);
        f.watch->begin("training", steps);
        while (progress_.step < steps && !f.stop.stop_requested()) {
            if (!trainer_.take_batch(progress_.step)) break;
            ask(paths, random, asked_);
            step(paths, steps, f);
            progress_.drawn = random.counter();
            end_step(steps, f);
        }
        f.watch->end();
        trainer_.forget_batch();
        if (progress_.step < steps) {
            if (f.checkpoint) f.checkpoint();
            throw stopped{};
        }
        settle();
        ++fits_;
        progress_ = {};
    }

    /// The same on paths that are drawn.
    void fit(path_sampler const& draw, fit_options const& f) {
        drawn_paths paths{draw};
        fit(paths, f);
    }

    // --- scores (training/evaluator.hpp) ------------------------------------------------------

    void score(std::span<genotype const> genotypes, std::span<fitness> out) {
        evaluator_.score(genotypes, out);
    }

    fitness accuracy(genotype const& g, dataset const& d, std::span<int const> which) {
        return evaluator_.accuracy(g, d, which);
    }

    std::vector<float> logits(genotype const& g, dataset const& d, std::span<int const> which) {
        return evaluator_.logits(g, d, which);
    }

    // --- weights (training/workers.hpp) -------------------------------------------------------

    network_weights extract_weights(genotype const& g) { return workers_.extract_weights(g); }

    [[deprecated("its name is extract_weights")]] network_weights take(genotype const& g) {
        return extract_weights(g);
    }

    void save(archive_writer& out) const { workers_.save(out); }

    void load(archive_reader& in) { workers_.load(in); }

    /// Steps of the optimizer that the weights of a choice have had since the reset.
    std::int64_t updates(int layer, int choice) const {
        auto& weights = workers_.weights();
        return weights.updates(weights.of(layer, choice));
    }

    /// That each path of a step sees.
    std::int64_t images_of_step() const { return workers_.options().batch; }

    // --- where a training stands --------------------------------------------------------------

    /// Everything that continues a training where it stands: weights, what the optimizer remembers,
    /// the step. After restore() the same fit() goes on to the same bytes, with a guide whose
    /// state is restored too.
    void suspend(archive_writer& out) const {
        save(out);
        workers_.on_first([&](kernels::engine& e) { workers_.weights().save_memory(out, e); });
        out.number(seed_);
        out.number(std::int64_t{fits_});
        out.number(progress_.step);
        out.number(progress_.drawn);
        out.number(progress_.smooth_loss);
    }

    void restore(archive_reader& in) {
        load(in);
        workers_.on_first([&](kernels::engine& e) { workers_.weights().load_memory(in, e); });
        seed_ = in.number<std::uint64_t>();
        fits_ = static_cast<int>(in.number<std::int64_t>());
        progress_.step = in.number<std::int64_t>();
        progress_.drawn = in.number<std::uint64_t>();
        progress_.smooth_loss = in.number<double>();
    }

    // --- measuring ----------------------------------------------------------------------------

    /// From now on training steps add to step_times().
    void keep_step_times() { workers_.keep_step_times(); }

    std::span<kernels::step_times const> step_times() const { return workers_.step_times(); }

    long primitives_made() const { return workers_.primitives_made(); }

private:
    struct fit_progress {
        std::int64_t step{};
        std::uint64_t drawn{};  ///< numbers that the sampler has taken
        double smooth_loss{};   ///< for display
    };

    void step(guide& paths, std::int64_t steps, fit_options const& f) {
        auto const& o = workers_.options().optimizer;
        auto& p = progress_;
        double const loss = trainer_.step(asked_, o.learning_rate * at(o.rate, p.step, steps), f);
        paths.tell(asked_, trainer_.path_losses());
        p.smooth_loss = p.step == 0 ? loss : p.smooth_loss + 0.02 * (loss - p.smooth_loss);
        f.watch->metric("loss", p.step, loss);
        f.watch->advance(p.step + 1, "loss " + fixed(p.smooth_loss, 3));
        ++p.step;
    }

    /// At the end of an epoch: the mean of the last ones, and a checkpoint.
    void end_step(std::int64_t steps, fit_options const& f) {
        auto const per_epoch = trainer_.steps_per_epoch();
        auto const averaged = workers_.options().averaged_epochs;
        auto const left = steps - progress_.step;
        if (averaged > 1 && left % per_epoch == 0 && left / per_epoch < averaged)
            workers_.weights().add_to_mean();
        if (f.checkpoint && progress_.step % per_epoch == 0 && left > 0) f.checkpoint();
    }

    /// What the options average takes the place of the weights.
    void settle() {
        workers_.on_first([&](kernels::engine& e) {
            if (workers_.options().ema_decay > 0)
                workers_.weights().settle_averages(e);
            else
                workers_.weights().settle_mean(e);
        });
    }

    path_workers workers_;
    path_evaluator evaluator_;
    path_trainer trainer_;
    training_step asked_;
    std::uint64_t seed_{};
    int fits_{};             ///< finished
    fit_progress progress_;  ///< of the fit that is under way
};

}  // namespace hurricane::inline v0
