// SPDX-License-Identifier: MIT
// A teacher: the network of most multiply-adds of a space, trained alone, whose probabilities other
// networks learn beside the labels (Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a
// neural network", section 2, at temperature 1).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/training/supernet.hpp>

namespace hurricane::inline v0 {

struct teacher_options {
    double epochs{};
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
    archive_reader* resume{};  ///< what `checkpoint` wrote of a training that was stopped
    std::function<void(supernet const&)> checkpoint{};  ///< suspend() it; after each epoch
};

/// The operator of most multiply-adds at every layer.
inline genotype network_of_most_macs(space_view const& space) {
    genotype g{space.size()};
    for (int layer = 0; layer < space.size(); ++layer)
        for (int c = 0; c < static_cast<int>(space[layer].candidates.size()); ++c)
            if (space.lower(layer, c).macs() > space.lower(layer, g[layer]).macs())
                g[layer] = static_cast<std::uint8_t>(c);
    return g;
}

namespace detail {

inline void softmax(std::span<float> logits) {
    float const top = *std::max_element(logits.begin(), logits.end());
    float sum = 0;
    for (float& x : logits) {
        x = std::exp(x - top);
        sum += x;
    }
    for (float& x : logits) x /= sum;
}

}  // namespace detail

/// task::soft_labels of a teacher that learns the task: (images of the set, classes). Throws error
/// where the training does, and stopped.
inline std::vector<float> soft_labels_of_teacher(space_view const& space, task const& t,
                                                 supernet_options const& how,
                                                 teacher_options const& o) {
    auto const g = network_of_most_macs(space);
    o.watch->log("training the teacher " + to_string(g) + " for " + show(o.epochs) + " epochs");
    supernet net{space, fixed_mask(g), t, how};
    if (o.resume)
        net.restore(*o.resume);
    else
        net.reset(o.seed);
    fit_options fit{.epochs = o.epochs, .watch = o.watch, .stop = o.stop};
    if (o.checkpoint) fit.checkpoint = [&] { o.checkpoint(net); };
    net.fit([&](rng&) { return g; }, fit);
    if (!t.validation.empty())
        o.watch->log("the teacher has " +
                     show(100 * net.accuracy(g, *t.data, t.validation).primary, 4) +
                     " % of the validation images right");
    if (o.stop.stop_requested()) throw stopped{};
    auto all = net.logits(g, *t.data, all_indices(t.data->size()));
    auto const classes = static_cast<std::size_t>(space.classes);
    for (std::size_t i = 0; i < all.size(); i += classes)
        detail::softmax(std::span{all}.subspan(i, classes));
    return all;
}

}  // namespace hurricane::inline v0
