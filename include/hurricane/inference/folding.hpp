// SPDX-License-Identifier: MIT
// Batch norms of inference as part of the convolution before them.
#pragma once

#include <cmath>
#include <vector>

#include <hurricane/networks/weights.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// gamma (w x + b - mean) / sqrt(var + eps) + beta as one convolution; `bias` has one entry for
/// each channel.
inline void fold(std::vector<float>& weights, std::vector<float>& bias, step_weights const& norm,
                 double eps) {
    auto const per_channel = weights.size() / bias.size();
    for (std::size_t c = 0; c < bias.size(); ++c) {
        double const factor = norm.gamma[c] / std::sqrt(norm.variance[c] + eps);
        for (std::size_t k = 0; k < per_channel; ++k)
            weights[c * per_channel + k] =
                static_cast<float>(factor * weights[c * per_channel + k]);
        bias[c] = static_cast<float>(norm.beta[c] +
                                     factor * (static_cast<double>(bias[c]) - norm.mean[c]));
    }
}

}  // namespace detail

/// Folds every norm of a convolution that nothing else reads; those are marked, steps without work.
inline std::vector<char> fold_norms(plan const& p, std::vector<step_weights>& weights) {
    std::vector<char> folded(static_cast<std::size_t>(p.size()));
    std::vector<int> readers(folded.size() + 1);
    for (auto const& s : p) {
        ++readers[static_cast<std::size_t>(s.src)];
        if (s.src2 >= 0) ++readers[static_cast<std::size_t>(s.src2)];
    }
    for (int i = 0; i < p.size(); ++i) {
        auto const& s = p[i];
        if (s.op != kind::batch_norm || s.src == 0 || readers[static_cast<std::size_t>(s.src)] != 1)
            continue;
        if (p[s.src - 1].op != kind::conv) continue;
        auto& convolution = weights[static_cast<std::size_t>(s.src - 1)];
        if (convolution.bias.empty()) convolution.bias.resize(static_cast<std::size_t>(s.out.c));
        detail::fold(convolution.weights, convolution.bias, weights[static_cast<std::size_t>(i)],
                     s.attribute);
        folded[static_cast<std::size_t>(i)] = 1;
    }
    return folded;
}

}  // namespace hurricane::inline v0
