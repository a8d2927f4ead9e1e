// SPDX-License-Identifier: MIT
// The loss of a batch of logits with its gradient, and where a label ranks among them.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <hurricane/version.hpp>

namespace hurricane::inline v0::kernels {

/// What the classes of a batch should be: labels, under mixup (Zhang et al. 2018) two for each
/// image of which the first counts with `share`, and soft labels (Hinton et al. 2015, "Distilling
/// the knowledge in a neural network") that count with `soft_share`, one row of `classes`
/// probabilities for each image.
struct class_targets {
    std::span<int const> labels;
    std::span<int const> others{};
    double share{1};
    std::span<float const* const> soft{};
    double soft_share{};
};

namespace detail {

/// log sum exp(logits - top) over the classes, where `top` is the largest logit: then log softmax =
/// logit - top - it.
inline double log_sum_exp(int classes, float const* logits, double top) {
    double sum = 0;
    for (int c = 0; c < classes; ++c) sum += std::exp(logits[c] - top);
    return std::log(sum);
}

}  // namespace detail

/// Softmax cross-entropy with label smoothing (Szegedy et al. 2016, section 7) of logits (n,
/// classes), plain. Returns the sum of the losses; diff_logits = gradient of that sum times
/// `factor`.
inline double cross_entropy(class_targets const& wanted, int classes, double smoothing,
                            float const* logits, float* diff_logits, double factor) {
    double total = 0;
    double const off = smoothing / classes;
    double const on = 1 - smoothing;
    for (std::size_t i = 0; i < wanted.labels.size(); ++i) {
        int const label = wanted.labels[i];
        int const other = wanted.others.empty() ? label : wanted.others[i];
        float const* const soft = wanted.soft.empty() ? nullptr : wanted.soft[i];
        float const* x = logits + i * static_cast<std::size_t>(classes);
        float* d = diff_logits + i * static_cast<std::size_t>(classes);
        double const top = *std::max_element(x, x + classes);
        double const log_sum = detail::log_sum_exp(classes, x, top);
        for (int c = 0; c < classes; ++c) {
            double const log_p = x[c] - top - log_sum;
            double target =
                off + on * (wanted.share * (c == label) + (1 - wanted.share) * (c == other));
            if (soft) target += wanted.soft_share * (soft[c] - target);
            total -= target * log_p;
            d[c] = static_cast<float>((std::exp(log_p) - target) * factor);
        }
    }
    return total;
}

/// Cross-entropy of each label under its logits, without smoothing: what one image adds to a score.
/// 1,000 where it is no number, so that a sick network is the worst.
inline double label_loss(int label, int classes, float const* logits) {
    double const top = *std::max_element(logits, logits + classes);
    double const loss = detail::log_sum_exp(classes, logits, top) + top - logits[label];
    return loss < 1000 ? loss : 1000;
}

/// How many classes have a larger logit than the label (ties by the smaller class number): 0 is
/// right at top-1. Logits that are not numbers are larger than the label's, and the label's is
/// smaller than all: a sick network is never right.
inline int rank_of(int label, int classes, float const* logits) {
    int rank = 0;
    for (int c = 0; c < classes; ++c)
        rank += !(logits[c] < logits[label] || (logits[c] == logits[label] && c >= label));
    return rank;
}

}  // namespace hurricane::inline v0::kernels
