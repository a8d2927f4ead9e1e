// SPDX-License-Identifier: MIT
// What a supernet is to learn and how, and what of it cannot be.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/data/augment.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/space/mask.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/loss.hpp>
#include <hurricane/training/optimizer.hpp>

namespace hurricane::inline v0 {

/// What to learn: which images of a data set train and which score candidates.
struct task {
    dataset const* data{};
    std::vector<int> train{};
    std::vector<int> validation{};
    normalisation norm{};
    /// (images of the set, classes): probabilities that a trained network gives; empty: labels
    /// alone. Only rows of training images are read.
    std::vector<float> soft_labels{};
};

/// Whose images give batch norm its statistics in training.
enum class norm_scope : unsigned char {
    shard,  ///< each shard its own ("ghost batch norm", Hoffer et al. 2017)
    batch   ///< all of the batch, synchronised between workers
};

/// What makes a candidate's fitness, higher is better.
enum class score_form : unsigned char {
    top1,          ///< shares of validation images: {top-1, top-5}
    cross_entropy  ///< {minus the mean cross-entropy, top-1}: tells networks apart by fewer images
                   ///< (Ning et al. 2021, "Evaluating efficient performance estimators", section 5)
};

struct supernet_options {
    int threads{2};
    int batch{64};  ///< a multiple of shard
    int shard{16};  ///< images a worker runs at once
    norm_scope norm{norm_scope::shard};
    optimizer_options optimizer{};
    loss_function loss{};         ///< of one's own; empty: cross-entropy
    double label_smoothing{0.1};  ///< of cross-entropy
    double soft_share{0.5};  ///< of the soft labels, where the task has some, beside the labels
    score_form score{score_form::top1};
    /// Training images from which the norm statistics of a candidate are recomputed.
    int calibration{512};
    double norm_momentum{0.1};
    /// The weights that a fit leaves are the mean of those at the ends of its last epochs.
    int averaged_epochs{1};
    /// Decay of an exponential moving average of weights and statistics that a fit leaves in their
    /// place, each operator's by its own updates, over all fits; 0: none. Not together with
    /// averaged_epochs.
    double ema_decay{0};
    int tuning_batches{0};    ///< of training that each candidate gets before it is scored; see
                              ///< training/fine_tuning.hpp
    double tuning_rate{0.1};  ///< its learning rate at first
    augmentation augment{};   ///< of training images
    /// Background threads that decode and augment; none run where there is neither to do.
    int loaders{1};
};

namespace detail {

inline void check_options(supernet_options const& o) {
    if (o.threads < 1)
        throw error{std::to_string(o.threads) + " threads", "supernet", "use at least one"};
    if (!(o.ema_decay >= 0 && o.ema_decay < 1))
        throw error{"a moving average of decay " + decimal(o.ema_decay), "supernet",
                    "use 0 or more, less than 1"};
    if (o.ema_decay > 0 && o.averaged_epochs > 1)
        throw error{"the last epochs and a moving average both take the place of the weights",
                    "supernet", "set averaged_epochs or ema_decay, not both"};
    if (o.shard < 1 || o.batch < o.shard || o.batch % o.shard != 0)
        throw error{"batch " + std::to_string(o.batch) + " is not a multiple of the shard " +
                        std::to_string(o.shard),
                    "supernet", "choose a multiple"};
}

inline void check_data(space_view const& space, task const& t) {
    if (!t.data) throw error{"the task has no data", "supernet", "set task::data"};
    if (t.data->of() != space.input || t.data->classes != space.classes)
        throw error{"the images or classes of " + t.data->name + " do not fit",
                    "space " + space.name, "use a backbone of their shape"};
}

inline void check_soft_labels(space_view const& space, task const& t, supernet_options const& o) {
    auto const floats = t.soft_labels.size();
    if (floats == 0) return;
    if (floats !=
        static_cast<std::size_t>(t.data->size()) * static_cast<std::size_t>(space.classes))
        throw error{std::to_string(floats) + " soft labels for " + std::to_string(t.data->size()) +
                        " images of " + std::to_string(space.classes) + " classes",
                    t.data->name, "give one for each class of each image"};
    if (t.data->source || o.augment.mixup > 0)
        throw error{"soft labels are of whole images in memory", t.data->name,
                    "train without them where pictures are streamed or mixed"};
}

inline void check_mask(space_view const& space, choice_mask const& mask) {
    if (mask.size() != space.layers.size())
        throw error{"a mask of " + std::to_string(mask.size()) + " layers for a space of " +
                        std::to_string(space.size()),
                    "space " + space.name, "give the choices of every layer"};
    for (std::size_t layer = 0; layer < mask.size(); ++layer)
        if (mask[layer].empty() || *std::max_element(mask[layer].begin(), mask[layer].end()) >=
                                       space.layers[layer].candidates.size())
            throw error{"the mask allows nothing, or what the pool does not have",
                        "space " + space.name + ", layer " + std::to_string(layer),
                        "allow positions of the layer's pool"};
}

inline void check_normalisation(space_view const& space, task const& t) {
    auto const channels = static_cast<std::size_t>(space.input.c);
    if (t.norm.mean.size() != channels || t.norm.std.size() != channels)
        throw error{"the normalisation has " + std::to_string(t.norm.mean.size()) + " means and " +
                        std::to_string(t.norm.std.size()) + " deviations for " +
                        std::to_string(channels) + " channels",
                    t.data->name, "set task::norm, for example to measure(images, train)"};
}

inline void check_image(space_view const& space, dataset const& data, int i) {
    if (i < 0 || i >= data.size())
        throw error{"image " + std::to_string(i) + " of " + std::to_string(data.size()), data.name,
                    "use numbers of its images"};
    int const label = data.labels[static_cast<std::size_t>(i)];
    if (label < 0 || label >= space.classes)
        throw error{"label " + std::to_string(label) + " in a set of " +
                        std::to_string(space.classes) + " classes",
                    data.name + ", image " + std::to_string(i), "count classes from 0"};
}

}  // namespace detail

/// Throws error for what would otherwise be read out of bounds, or make no step.
inline void validate(space_view const& space, choice_mask const& mask, task const& t,
                     supernet_options const& o) {
    detail::check_options(o);
    detail::check_data(space, t);
    detail::check_soft_labels(space, t, o);
    if (static_cast<int>(t.train.size()) < o.batch)
        throw error{std::to_string(t.train.size()) + " training images are less than one batch",
                    t.data->name, "use a smaller batch"};
    detail::check_mask(space, mask);
    detail::check_normalisation(space, t);
    for (auto const* which : {&t.train, &t.validation})
        for (int i : *which) detail::check_image(space, *t.data, i);
}

}  // namespace hurricane::inline v0
