// SPDX-License-Identifier: MIT
#pragma once

#include <hurricane/networks/frozen.hpp>
#include <hurricane/space/view.hpp>

/// The frozen type has the genotype of the text, and its plans.
template <class Network, class Space>
bool same(char const* text) {
    using namespace hurricane;
    auto const g = parse_genotype(text, Space::layers);
    return Network::genes == g && network<Network>() == network(view<Space>(), g) &&
           std::is_same_v<typename Network::space, Space>;
}
