// SPDX-License-Identifier: MIT
// What supernets that rank networks learn, and how: with images held out, of which some score.
#pragma once

#include <algorithm>
#include <cstdint>

#include <hurricane/training/task.hpp>

namespace hurricane::app {

/// `validation` images are held out by the seed; `scoring` of them, or all that there are, score.
inline task ranking_task(dataset const& images, int validation, int scoring, std::uint64_t seed) {
    auto h = hold_out(images, all_indices(images.size()), validation, seed);
    h.held.resize(std::min(h.held.size(), static_cast<std::size_t>(scoring)));
    auto const norm = measure(images, h.rest);
    return {
        .data = &images, .train = std::move(h.rest), .validation = std::move(h.held), .norm = norm};
}

/// What ranks best per processor second (DESIGN.md).
inline supernet_options ranking_training() {
    return {.batch = 64,
            .optimizer = {.learning_rate = 0.5, .weight_decay = 5e-4},
            .label_smoothing = 0,
            .calibration = 512,
            .loaders = 1};
}

/// Random crops of images with 4 pixels around, and flips.
inline augmentation ranking_augmentation() { return {.padding = 4, .flip = true}; }

}  // namespace hurricane::app
