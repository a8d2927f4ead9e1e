// SPDX-License-Identifier: MIT
// A supernet whose scores are helped by one that costs no training: what a short training gets
// wrong about networks, their untrained activations often get right (DESIGN.md: what each is
// worth).
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/training/supernet.hpp>
#include <hurricane/training/zero_cost.hpp>

namespace hurricane::inline v0 {

/// Mean and deviation of a score among some networks.
struct score_spread {
    double mean{};
    double deviation{1};

    double of(double score) const { return (score - mean) / deviation; }
};

/// Not finite scores are left out; a deviation of 0 counts as 1.
inline score_spread spread_of(std::span<fitness const> scores) {
    score_spread s;
    double n = 0;
    for (auto const& f : scores)
        if (std::isfinite(f.primary)) {
            s.mean += f.primary;
            ++n;
        }
    s.mean /= std::max(1.0, n);
    double squares = 0;
    for (auto const& f : scores)
        if (std::isfinite(f.primary)) squares += (f.primary - s.mean) * (f.primary - s.mean);
    if (squares > 0) s.deviation = std::sqrt(squares / n);
    return s;
}

/// A Model. A network's score is the supernet's plus `weight` times the other, each in deviations
/// from its mean among paths that the training draws, so that the units do not matter; without
/// another score it is the supernet's as it is. The tie is the supernet's; with a weight of 0 the
/// other score is the tie, and nothing else.
class informed_supernet {
public:
    static constexpr int usual_paths = 32;

    /// Both must outlive it; `other` may be null. `paths`: how many are compared after a training,
    /// at least 2; each is scored as a candidate is.
    informed_supernet(supernet& net, zero_cost_evaluator* other, double weight,
                      int paths = usual_paths)
        : net_{net}, other_{other}, weight_{weight}, paths_{std::max(2, paths)} {}

    void reset(std::uint64_t seed) {
        net_.reset(seed);
        inherited_ = {};
        free_ = {};
    }

    void fit(guide& asked, fit_options const& o) {
        net_.fit(asked, o);
        if (!other_ || weight_ == 0) return;
        auto const paths = some_paths(asked);
        std::vector<fitness> scores(paths.size());
        net_.score(paths, scores);
        inherited_ = spread_of(scores);
        other_->score(paths, scores);
        free_ = spread_of(scores);
    }

    void fit(path_sampler const& draw, fit_options const& o) {
        drawn_paths paths{draw};
        fit(paths, o);
    }

    void score(std::span<genotype const> networks, std::span<fitness> out) {
        net_.score(networks, out);
        if (!other_) return;
        std::vector<fitness> free(networks.size());
        other_->score(networks, free);
        for (std::size_t i = 0; i < networks.size(); ++i) {
            double const other = free[i].primary;
            if (weight_ == 0)
                out[i].tie = other;
            else
                out[i].primary = inherited_.of(out[i].primary) + weight_ * free_.of(other);
        }
    }

    std::int64_t updates(int layer, int choice) const { return net_.updates(layer, choice); }

    std::int64_t images_of_step() const { return net_.images_of_step(); }

    void save(archive_writer& out) const {
        net_.save(out);
        save_spreads(out);
    }

    void load(archive_reader& in) {
        net_.load(in);
        load_spreads(in);
    }

    void suspend(archive_writer& out) const {
        net_.suspend(out);
        save_spreads(out);
    }

    void restore(archive_reader& in) {
        net_.restore(in);
        load_spreads(in);
    }

private:
    /// What the guide would train on next; of steps of several paths those that are new, so that a
    /// path that is in every step does not count for all.
    std::vector<genotype> some_paths(guide& asked) const {
        rng random{0, "paths compared"};
        training_step step;
        std::vector<genotype> paths;
        for (int tries = 0; tries < 4 * paths_ && std::ssize(paths) < paths_; ++tries) {
            ask(asked, random, step);
            for (auto const& g : step.paths)
                if (step.paths.size() == 1 ||
                    std::find(paths.begin(), paths.end(), g) == paths.end())
                    paths.push_back(g);
        }
        return paths;
    }

    void save_spreads(archive_writer& out) const {
        for (auto const* s : {&inherited_, &free_}) {
            out.number(s->mean);
            out.number(s->deviation);
        }
    }

    void load_spreads(archive_reader& in) {
        for (auto* s : {&inherited_, &free_}) {
            s->mean = in.number<double>();
            s->deviation = in.number<double>();
        }
    }

    supernet& net_;
    zero_cost_evaluator* other_;
    double weight_;
    int paths_;
    score_spread inherited_;
    score_spread free_;
};

}  // namespace hurricane::inline v0
