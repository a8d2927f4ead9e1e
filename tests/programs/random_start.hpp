// SPDX-License-Identifier: MIT
// A searcher of one's own: the best of some networks at random stands in the early layers, then
// HURRICANE's first stage follows.
#pragma once

#include <boost/hana/tuple.hpp>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/search/strategies/random.hpp>
#include <hurricane/search/two_stage_options.hpp>

namespace tests {

/// The best of some networks at random, without training.
struct best_of_random {
    int samples{20};
    std::string note{"none"};

    std::vector<hurricane::phase_option> options() {
        return {hurricane::option("samples", "networks drawn at random", samples),
                hurricane::option("note", "a word", note)};
    }

    template <class Space, class Target>
    static constexpr void require() {
        static_assert(Space::layers > 1, "this phase draws networks of several layers");
    }

    void run(hurricane::study& s) const {
        using namespace hurricane;
        for (auto* one : s.searches()) {
            auto& stage = s.stage(*one, stage_layers::all);
            auto& effort = s.effort(*one, "all: random");
            auto const domain = domain_of(s.space(), s.choices(stage), one->within);
            stage.search = search(s.model(), domain, random_search(samples),
                                  {.evaluations = samples}, s.run().seed, s.watch());
            effort.evaluations = static_cast<std::int64_t>(stage.search.history.size());
            s.end_stage(*one);
        }
    }
};

struct random_start {
    static constexpr std::string_view name = "random-start";
    static constexpr std::string_view summary =
        "later layers, the early ones of the best at random";

    explicit random_start(hurricane::two_stage_options const& o = {.evaluations = 30})
        : phases{best_of_random{}, o.training(hurricane::stage_layers::later, o.stage1_epochs),
                 o.scoring(hurricane::stage_layers::later)} {}

    boost::hana::tuple<best_of_random, hurricane::phases::train, hurricane::phases::score> phases;
};

}  // namespace tests
