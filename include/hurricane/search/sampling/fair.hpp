// SPDX-License-Identifier: MIT
// Strictly fair path sampling (Chu et al. 2019, FairNAS, section 3): per layer, a fresh permutation
// of its own choices, used up before the next one is drawn. Without limits only: a path within them
// cannot be fair to every choice.
#pragma once

#include <string>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

/// A path_sampler without a state of its own: which path comes next is the position of the
/// generator, so that a training that is resumed goes on in the middle of a permutation. O(sum of
/// choices).
class fair_sampler {
public:
    fair_sampler(choice_mask mask, std::uint64_t seed) : mask_{std::move(mask)}, seed_{seed} {}

    genotype operator()(rng& random) const {
        auto const n = random.counter();
        (void)random.next();
        genotype g{static_cast<int>(mask_.size())};
        for (std::size_t layer = 0; layer < mask_.size(); ++layer) {
            auto choices = mask_[layer];
            auto const round = n / choices.size();
            rng{seed_, "fair layer " + std::to_string(layer) + " round " + std::to_string(round)}
                .shuffle(std::span{choices});
            g[static_cast<int>(layer)] = choices[n % choices.size()];
        }
        return g;
    }

private:
    choice_mask mask_;
    std::uint64_t seed_;
};

}  // namespace hurricane::inline v0
