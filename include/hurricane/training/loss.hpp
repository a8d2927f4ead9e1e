// SPDX-License-Identifier: MIT
// The loss that a training descends: cross-entropy, or one of the user's own, written with xtensor.
#pragma once

#include <algorithm>
#include <functional>

#include <hurricane/base/error.hpp>
#include <hurricane/kernels/loss.hpp>
#include <hurricane/tensor/tensor.hpp>

namespace hurricane::inline v0 {

/// Of some images: the sum of their losses, and its gradient by their logits (images, classes).
struct loss_value {
    double sum{};
    tensor<2> gradient;
};

/// From the logits (images, classes) of a shard of a batch and what they should be. Several threads
/// call it at once.
using loss_function =
    std::function<loss_value(tensor<2> const& logits, kernels::class_targets const& wanted)>;

/// kernels::cross_entropy, or the same of a loss of one's own. Throws error for a gradient of
/// another shape.
inline double loss_of(loss_function const& own, kernels::class_targets const& wanted, int classes,
                      double smoothing, float const* logits, float* diff_logits, double factor) {
    if (!own)
        return kernels::cross_entropy(wanted, classes, smoothing, logits, diff_logits, factor);
    tensor<2> x(tensor<2>::shape_type{wanted.labels.size(), static_cast<std::size_t>(classes)});
    std::copy_n(logits, x.size(), x.data());
    auto const loss = own(x, wanted);
    if (loss.gradient.shape() != x.shape())
        throw error{"the gradient of the loss has another shape than the logits",
                    "supernet_options::loss", "give one value for each logit"};
    auto const scaled = [=](float d) { return static_cast<float>(factor * d); };
    std::transform(loss.gradient.begin(), loss.gradient.end(), diff_logits, scaled);
    return loss.sum;
}

}  // namespace hurricane::inline v0
