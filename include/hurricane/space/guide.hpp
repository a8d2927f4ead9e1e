// SPDX-License-Identifier: MIT
// Who says which paths a training takes: a guide is asked before each step and told what came of
// it. It may learn from that, and its state is part of a checkpoint.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/space/genotype.hpp>

namespace hurricane::inline v0 {

class archive_writer;  // base/archive.hpp; named only
class archive_reader;

/// What one step of the optimizer is made of.
struct training_step {
    std::vector<genotype> paths;  ///< each sees the images of the step; at least one
    /// Of each path's gradient in the sum that the optimizer takes; empty: their mean.
    std::vector<double> weights{};

    double weight(std::size_t path) const {
        return weights.empty() ? 1.0 / static_cast<double>(paths.size()) : weights[path];
    }
};

/// Throws error for a step without paths, and for another number of weights.
inline void validate(training_step const& step) {
    if (step.paths.empty()) throw error{"a step without a path", "guide", "ask for one at least"};
    if (!step.weights.empty() && step.weights.size() != step.paths.size())
        throw error{std::to_string(step.weights.size()) + " weights for " +
                        std::to_string(step.paths.size()) + " paths",
                    "guide", "give each path one, or none"};
}

/// Asked for every step of a training, in order; and perhaps behind it, for what it would ask next.
class guide {
public:
    virtual ~guide() = default;

    /// Fills in the step, which is empty. Random numbers are to come from `random` alone: a resumed
    /// training then goes on with the same ones.
    virtual void ask(rng& random, training_step& step) = 0;

    /// The mean loss of each path of the step that was asked for last, before the weights moved.
    virtual void tell(training_step const& /*step*/, std::span<double const> /*losses*/) {}

    /// What load() brings back, for another process too; a guide without state has nothing to add.
    virtual void save(archive_writer& /*out*/) const {}

    virtual void load(archive_reader& /*in*/) {}
};

/// Draws a path; without a state of its own.
using path_sampler = std::function<genotype(rng&)>;

/// What a guide asks for next, in `step`. Throws error where that is no step.
inline void ask(guide& paths, rng& random, training_step& step) {
    step.paths.clear();
    step.weights.clear();
    paths.ask(random, step);
    validate(step);
}

/// One path a step, as it is drawn.
class drawn_paths final : public guide {
public:
    explicit drawn_paths(path_sampler draw) : draw_{std::move(draw)} {}

    void ask(rng& random, training_step& step) override { step.paths.assign(1, draw_(random)); }

private:
    path_sampler draw_;
};

}  // namespace hurricane::inline v0
