// SPDX-License-Identifier: MIT
// What is said and refused before anything is trained.
#include "search_run.hpp"

#include <algorithm>
#include <cmath>

namespace hurricane::app {

/// What would stop a training later stops here, before anything of an earlier run is removed.
void search_run::check_training(std::size_t images) const {
    int const shard = training().shard;
    int const least = std::max(scale_.batch, 2 * training().calibration);
    if (scale_.batch < shard || scale_.batch % shard != 0)
        throw error{"batch " + std::to_string(scale_.batch) + " is not a multiple of " +
                        std::to_string(shard),
                    "--batch", "choose a multiple"};
    if (s_.teacher_epochs > 0 && (sets_->train.source || training().augment.mixup > 0))
        throw error{"a teacher gives labels of whole images in memory", "--teacher",
                    "leave it out where pictures are streamed or mixed"};
    if (static_cast<int>(images) < least)
        throw error{std::to_string(images) + " training images (" +
                        std::to_string(task_.train.size() - images) +
                        " are for validation) are too few",
                    "--images", "leave at least " + std::to_string(least)};
}

void search_run::check_choice() const {
    auto const most = most_scored(s_, scale_);
    int const asked = choice_of(s_, scale_);
    if (asked > most)
        throw error{std::to_string(asked) + " networks are to be chosen among where the " +
                        "search scores " + std::to_string(most) + " at most",
                    "--choose", "lower it, or raise --population or --generations"};
}

void search_run::announce() {
    watch_.log("searching '" + space_.name + "' for '" + priced_.target + "' on " +
               std::to_string(task_.train.size()) + " images (" +
               std::to_string(scale_.validation) + " held out to score candidates), seed " +
               std::to_string(s_.seed) + ", " + std::to_string(s_.threads) + " threads");
    double networks = 0;
    for (auto const& choices : priced_.allowed)
        networks += std::log10(static_cast<double>(choices.size()));
    auto const& c = priced_["latency_ms"];
    watch_.log("the generator left " + show(std::pow(10, networks)) + " networks of " +
               show(c.of(priced_.cheapest(c, priced_.allowed))) + " to " +
               show(c.of(priced_.dearest(c, priced_.allowed))) + " ms");
    if (priced_.measured_fingerprint != 0 && priced_.measured_fingerprint != space_.fingerprint)
        watch_.log(
            "note: the rows of the target were measured for another form of this space; measure "
            "again if an operator changed");
    bool const two = s_.searcher.stages > 1;
    watch_.log("searcher " + std::string{s_.searcher.name} + ": " +
               (two ? "stages of " : "one stage of ") + show(scale_.stage1_epochs) +
               (two ? " and " + show(scale_.stage2_epochs) : "") + " epochs, " +
               std::to_string(scale_.population * scale_.generations) +
               " networks at most scored in each; " + show(scale_.epochs) +
               " epochs for a network alone; batch " + std::to_string(scale_.batch));
    for (auto const& l : limits_) watch_.log("limit: " + l.name + " <= " + show(l.bound));
    if (zero_cost_of(s_) && !used_zero_cost())
        watch_.log(
            "note: not every network of this space has a ReLU: no zero-cost score helps the "
            "supernet's");
    if (!s_.resume) return;
    watch_.log(resumed_ ? "resumed from the checkpoint"
                        : "no checkpoint in " + s_.out + ": the run starts anew");
}

}  // namespace hurricane::app
