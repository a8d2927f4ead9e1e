// SPDX-License-Identifier: MIT
// Scores of networks that are each trained alone: dear, and without the false interactions of
// shared weights.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>

#include <hurricane/training/supernet.hpp>

namespace hurricane::inline v0 {

struct alone_options {
    double epochs{1};      ///< of each network
    std::uint64_t seed{};  ///< all networks start from it and see the images in one order
    observer* watch{&quiet()};
    std::stop_token stop{};
};

/// An Evaluator: each network is trained from scratch on task.train and scored on task.validation
/// as `training` says: top-1, or minus the mean cross-entropy in nats. One whose training diverges
/// gets the lowest score, and the log says so. Costs one training a network.
class trained_alone {
public:
    /// The space and the task must outlive it.
    trained_alone(space_view const& space, task const& t, supernet_options const& training,
                  alone_options const& o)
        : space_{space}, task_{t}, training_{training}, o_{o} {}

    /// Throws stopped where it was stopped.
    void score(std::span<genotype const> networks, std::span<fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i) {
            auto const& g = networks[i];
            supernet net{space_, fixed_mask(g), task_, training_};
            net.reset(o_.seed);
            if (fit(net, g))
                net.score(networks.subspan(i, 1), out.subspan(i, 1));
            else
                out[i] = {std::numeric_limits<double>::lowest(), 0};
        }
    }

private:
    bool fit(supernet& net, genotype const& g) const {
        try {
            net.fit([&g](rng&) { return g; }, {.epochs = o_.epochs, .stop = o_.stop});
            return true;
        } catch (diverged const& e) {
            o_.watch->log(std::string{"note: a training alone ended: "} + e.what());
            return false;
        }
    }

    space_view const& space_;
    task const& task_;
    supernet_options training_;
    alone_options o_;
};

}  // namespace hurricane::inline v0
