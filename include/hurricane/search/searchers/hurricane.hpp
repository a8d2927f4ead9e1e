// SPDX-License-Identifier: MIT
// HURRICANE (Zhang et al. 2020, section 3): first the later layers are searched with the early ones
// fixed, then the early ones with the later ones fixed to what was found. Each stage trains the
// shared weights on paths of its choices, then evolves. What the paper's public text leaves open is
// decided here; see DESIGN.md.
#pragma once

#include <boost/hana/tuple.hpp>
#include <string_view>

#include <hurricane/search/two_stage_options.hpp>

namespace hurricane::inline v0::searchers {

struct hurricane {
    static constexpr std::string_view name = "hurricane";
    static constexpr std::string_view summary = "later layers first, then the early ones";

    explicit hurricane(two_stage_options const& o = {})
        : phases{o.training(stage_layers::later, o.stage1_epochs), o.scoring(stage_layers::later),
                 o.training(stage_layers::early, o.stage2_epochs), o.scoring(stage_layers::early)} {
    }

    boost::hana::tuple<phases::train, phases::score, phases::train, phases::score> phases;
};

/// Its first stage alone: the early layers keep what they start with.
struct later_layers {
    static constexpr std::string_view name = "later-layers";
    static constexpr std::string_view summary = "its first stage alone";

    explicit later_layers(two_stage_options const& o = {})
        : phases{o.training(stage_layers::later, o.stage1_epochs), o.scoring(stage_layers::later)} {
    }

    boost::hana::tuple<phases::train, phases::score> phases;
};

}  // namespace hurricane::inline v0::searchers
