// SPDX-License-Identifier: MIT
// The primitives of one worker thread: equal convolutions of different operators share one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <hurricane/kernels/convolution.hpp>

namespace hurricane::inline v0::kernels {

class kernel_cache {
public:
    kernels::engine engine;  ///< of the thread that made the cache

    /// The convolution or linear layer of the step, made at the first request.
    weighted& get(step const& s, int n, directions d) {
        auto const key = problem(s, n) + (s.op == kind::linear ? "l" : "c") + (s.bias ? "b" : "") +
                         std::to_string(static_cast<int>(d));
        auto& primitive = weighted_[key];
        if (!primitive) {
            if (d != directions::forward && own_depthwise(s))
                primitive = std::make_unique<depthwise_weights>(engine, s);
            else if (s.op == kind::linear)
                primitive = std::make_unique<inner_product>(engine, s, n, d);
            else
                primitive = std::make_unique<convolution>(engine, s, n, d);
        }
        return *primitive;
    }

    auto const& all() const { return weighted_; }

private:
    std::map<std::string, std::unique_ptr<weighted>> weighted_;
};

}  // namespace hurricane::inline v0::kernels
