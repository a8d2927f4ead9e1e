// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/base/rng.hpp>

#include "toy_space.hpp"

/// A model that records how it is trained.
struct toy_model : toy_evaluator {
    struct fitting {
        std::vector<hurricane::genotype> paths;
        std::vector<int> frozen;
        std::size_t scored_before;
    };

    static constexpr int images = 8;  ///< of each step

    std::vector<fitting> fits;
    std::vector<std::uint64_t> resets;

    void reset(std::uint64_t seed) { resets.push_back(seed); }

    void fit(hurricane::guide& asked, hurricane::fit_options const& o) {
        hurricane::rng random{1, "fit"};
        fitting f{{}, o.frozen_layers, seen.size()};
        hurricane::training_step step;
        while (f.paths.size() < 50) {
            asked.ask(random, step);
            asked.tell(step, std::vector<double>(step.paths.size(), 1.0));
            f.paths.insert(f.paths.end(), step.paths.begin(), step.paths.end());
        }
        fits.push_back(std::move(f));
    }

    int images_of_step() const { return images; }

    void save(hurricane::archive_writer&) const {}

    void load(hurricane::archive_reader&) {}
};
