// SPDX-License-Identifier: MIT
// SPOS ("Single Path One-Shot Neural Architecture Search with Uniform Sampling", Guo et al. 2020,
// section 3): one training of the whole supernet, then one search of all layers.
#pragma once

#include <boost/hana/tuple.hpp>
#include <string_view>

#include <hurricane/search/two_stage_options.hpp>

namespace hurricane::inline v0::searchers {

struct spos {
    static constexpr std::string_view name = "spos";
    static constexpr std::string_view summary = "one stage over all layers";

    explicit spos(two_stage_options const& o = {})
        : phases{o.training(stage_layers::all, o.stage1_epochs), o.scoring(stage_layers::all)} {}

    boost::hana::tuple<phases::train, phases::score> phases;
};

}  // namespace hurricane::inline v0::searchers
