// SPDX-License-Identifier: MIT
// HURRICANE's stages in the other order.
#pragma once

#include <boost/hana/tuple.hpp>
#include <string_view>

#include <hurricane/search/two_stage_options.hpp>

namespace hurricane::inline v0::searchers {

struct early_first {
    static constexpr std::string_view name = "early-first";
    static constexpr std::string_view summary = "early layers first, then the later ones";

    explicit early_first(two_stage_options const& o = {})
        : phases{o.training(stage_layers::early, o.stage1_epochs), o.scoring(stage_layers::early),
                 o.training(stage_layers::later, o.stage2_epochs), o.scoring(stage_layers::later)} {
    }

    boost::hana::tuple<phases::train, phases::score, phases::train, phases::score> phases;
};

}  // namespace hurricane::inline v0::searchers
