// SPDX-License-Identifier: MIT
// Shared weights and the workers that run paths of them, each with kernels of its own. A path is
// what a genotype is to a worker: the compiled plans of its operators, and where their weights
// begin.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <hurricane/base/thread_pool.hpp>
#include <hurricane/networks/weights.hpp>
#include <hurricane/space/model.hpp>
#include <hurricane/training/shared_weights.hpp>
#include <hurricane/training/task.hpp>

namespace hurricane::inline v0 {

class path_workers {
public:
    /// Makes the kernels of every allowed operator, each worker its own on its own thread.
    path_workers(space_view space, choice_mask mask, task const& t, supernet_options const& o)
        : space_{std::move(space)}, mask_{std::move(mask)}, o_{o},
          workers_(static_cast<std::size_t>(std::max(o.threads, 1))), pool_{o.threads} {
        validate(space_, mask_, t, o);
        pool_.each([&](int w) {
            workers_[static_cast<std::size_t>(w)] =
                std::make_unique<path_runner>(space_, mask_, o_.shard, std::max(1, shards_of(w)));
        });
        weights_ = std::make_unique<shared_weights>(space_, mask_, runner(0), o.optimizer.how);
    }

    path_workers(path_workers const&) = delete;
    path_workers& operator=(path_workers const&) = delete;

    space_view const& space() const { return space_; }

    choice_mask const& mask() const { return mask_; }

    supernet_options const& options() const { return o_; }

    shared_weights& weights() const { return *weights_; }

    thread_pool& pool() const { return pool_; }

    int count() const { return static_cast<int>(workers_.size()); }

    path_runner& runner(int w) const { return *workers_[static_cast<std::size_t>(w)]; }

    /// The weights and running statistics of all operators.
    void save(archive_writer& out) const {
        on_first([&](kernels::engine& e) { weights_->save(out, e); });
    }

    void load(archive_reader& in) {
        on_first([&](kernels::engine& e) { weights_->load(in, e); });
    }

    /// The plain weights of a path, for inference and export.
    network_weights extract_weights(genotype const& g) {
        network_weights all;
        on_first([&](kernels::engine& e) {
            auto const& p = path_of(g, runner(0), {});
            for (std::size_t i = 0; i < p.size(); ++i) {
                int const layer = static_cast<int>(i) - 1;
                int const choice = layer < 0 || layer == space_.size() ? 0 : g[layer];
                auto& steps =
                    all.emplace_back(static_cast<std::size_t>(p[i].run->lowered().size()));
                for (auto const& q : p[i].run->parameters())
                    array(steps[static_cast<std::size_t>(q.step)], q.what) =
                        weights_->plain(layer, choice, q, e);
            }
        });
        return all;
    }

    /// From now on training steps add to step_times().
    void keep_step_times() {
        step_times_.resize(workers_.size());
        for (std::size_t w = 0; w < workers_.size(); ++w) workers_[w]->times = &step_times_[w];
    }

    /// Of each worker.
    std::span<kernels::step_times const> step_times() const { return step_times_; }

    /// Primitives made so far by all workers: constant from construction on (tests).
    long primitives_made() const {
        long n = 0;
        for (auto const& w : workers_) n += w->cache().engine.primitives_made;
        return n;
    }

    /// Runs f on the thread of worker 0, whose engine then belongs to f.
    template <class F>
    void on_first(F f) const {
        pool_.each([&](int w) {
            if (w == 0) f(workers_.front()->cache().engine);
        });
    }

    /// The path of a genotype, held by the runner until its next one; no allocation after the
    /// first.
    compiled_path const& path_of(genotype const& g, path_runner& runner,
                                 fit_options const& f) const {
        if (g.size() != space_.size())
            throw error{"a genotype of another number of layers", "supernet of " + space_.name,
                        "use a genotype of this space"};
        lay_path(runner.storage(), space_, g, runner, *weights_, f.frozen_layers);
        return runner.storage();
    }

    int shards() const { return o_.batch / o_.shard; }

private:
    /// How many shards worker w holds at once.
    int shards_of(int w) const {
        if (o_.norm == norm_scope::shard) return 1;
        int const t = std::min(o_.threads, shards());
        return w < t ? (shards() - w + t - 1) / t : 0;
    }

    static std::vector<float>& array(step_weights& s, kernels::role what) {
        std::vector<float>* const all[] = {&s.weights, &s.bias, &s.gamma,
                                           &s.beta,    &s.mean, &s.variance};
        return *all[static_cast<int>(what)];
    }

    space_view space_;
    choice_mask mask_;
    supernet_options o_;
    std::vector<std::unique_ptr<path_runner>> workers_;
    std::unique_ptr<shared_weights> weights_;
    std::vector<kernels::step_times> step_times_;
    mutable thread_pool pool_;  // last, so that its threads end before what they run on
};

}  // namespace hurricane::inline v0
