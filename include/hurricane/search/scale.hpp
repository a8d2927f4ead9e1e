// SPDX-License-Identifier: MIT
// How much to train and to score: as SPOS does for ImageNet (Guo et al. 2020, section 4 and the
// released code), or scaled to a smaller set.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>

#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

struct search_scale {
    int batch{32};
    double learning_rate{0.2};  ///< peak, of all trainings
    int validation{2000};       ///< images held out of training to score candidates
    double stage1_epochs{1};
    double stage2_epochs{1};
    double epochs{2};  ///< of a network alone
    int population{24};
    int generations{5};
};

namespace detail {

/// Epochs of a supernet divided by how many layers a stage searches.
inline void divide(search_scale& s, double epochs, int split, int layers) {
    s.stage2_epochs = layers > 0 ? epochs * split / layers : 0;
    s.stage1_epochs = epochs - s.stage2_epochs;
}

}  // namespace detail

/// SPOS's: 120 epochs of the supernet, twice as many alone, 50 networks in each of 20 generations.
inline search_scale spos_scale(int split, int layers) {
    search_scale s{.batch = 1024,
                   .learning_rate = 0.5,
                   .validation = 50'000,
                   .epochs = 240,
                   .population = 50,
                   .generations = 20};
    detail::divide(s, 120, split, layers);
    return s;
}

/// For any number of training images, two stages or one: at least 300 steps an epoch; 1,000 updates
/// for every choice of a layer (DESIGN.md, "how long a supernet is trained"), but no more than
/// SPOS's 120 epochs; twice as many epochs alone; scoring takes about as long as training, a
/// forward pass being a third of a step.
inline search_scale auto_scale(int images, choice_mask const& mask, int split) {
    search_scale s;
    auto const wanted = static_cast<unsigned>(std::max(32, images / 300));
    s.batch = static_cast<int>(std::min(1024u, std::bit_floor(wanted)));
    s.learning_rate =
        0.2 * std::pow(s.batch / 32.0, 0.264);  // 0.2 for batches of 32, SPOS's 0.5 for 1,024
    int const least = std::clamp(images / 5, 500, 2000);
    s.validation = std::clamp(images / 10, least, 50'000);
    std::size_t choices = 1;
    for (auto const& layer : mask) choices = std::max(choices, layer.size());
    double const seen = 1000.0 * static_cast<double>(choices) * s.batch;  // images
    double const epochs = std::clamp(std::round(seen / std::max(1, images)), 1.0, 120.0);
    detail::divide(s, epochs, split, static_cast<int>(mask.size()));
    s.epochs = 2 * epochs;
    double const networks =
        std::clamp(3 * epochs * images / (s.validation + 512.0), 200.0, 2000.0) / 2;  // of a stage
    s.population = static_cast<int>(std::sqrt(2.5 * networks));
    s.generations = static_cast<int>(std::round(networks / s.population));
    return s;
}

}  // namespace hurricane::inline v0
