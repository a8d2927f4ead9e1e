// SPDX-License-Identifier: MIT
// The sandwich rule (Yu and Huang 2019, "Universally Slimmable Networks", section 3.2): each step
// of the optimizer takes the largest network, the smallest one and some at random, so that what
// lies between the two is trained towards both.
#pragma once

#include <utility>

#include <hurricane/space/guide.hpp>

namespace hurricane::inline v0 {

class sandwich final : public guide {
public:
    static constexpr int usual_others = 2;  ///< n = 4 networks a step, as in the paper

    /// `others`: how many are drawn beside the two, at least 0. A step takes 2 + others passes.
    sandwich(genotype smallest, genotype largest, path_sampler draw, int others = usual_others)
        : smallest_{std::move(smallest)}, largest_{std::move(largest)}, draw_{std::move(draw)},
          others_{others} {}

    void ask(rng& random, training_step& step) override {
        step.paths.assign({largest_, smallest_});
        for (int i = 0; i < others_; ++i) step.paths.push_back(draw_(random));
    }

private:
    genotype smallest_;
    genotype largest_;
    path_sampler draw_;
    int others_;
};

}  // namespace hurricane::inline v0
