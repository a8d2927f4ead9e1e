// SPDX-License-Identifier: MIT
// A priced space: everything that a search strategy reads, as plain tables that own their data. Not
// a template: a table compiled from a target, read from a file or fitted at run time fills the same
// struct.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/cost/endings.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

/// An upper bound on a named cost.
struct limit {
    std::string name;
    double bound{};

    /// A billionth is forgiven, so that a bound read from a printed cost is met by it. NaN meets
    /// nothing.
    bool met_by(double x) const { return x <= bound + 1e-9 * (bound < 0 ? -bound : bound); }
};

using limits = std::vector<limit>;

struct priced_space {
    std::string name;
    std::string target;
    int split{};
    std::uint64_t fingerprint{};
    /// Of the space whose rows were measured; 0 if not known.
    std::uint64_t measured_fingerprint{};
    choice_mask allowed;
    /// The generator's, by layer and choice; 0 where not allowed.
    std::vector<std::vector<double>> score;
    std::vector<cost> costs;

    int layers() const { return static_cast<int>(allowed.size()); }

    cost const& operator[](std::string_view wanted) const {
        for (auto const& c : costs)
            if (c.name == wanted) return c;
        std::string known;
        for (auto const& c : costs) known += (known.empty() ? "" : ", ") + c.name;
        throw error{"no cost named '" + std::string{wanted} + "'", "space " + name,
                    "use one of " + known};
    }

    bool within(genotype const& g, limits const& bounds) const {
        return std::all_of(bounds.begin(), bounds.end(),
                           [&](limit const& l) { return l.met_by((*this)[l.name].of(g)); });
    }

    /// The genotype with the least (or, with `dearest`, the most) of a cost within a mask, its
    /// function left out.
    genotype cheapest(cost const& c, choice_mask const& mask) const { return extreme(c, mask, 1); }

    genotype dearest(cost const& c, choice_mask const& mask) const { return extreme(c, mask, -1); }

private:
    static genotype extreme(cost const& c, choice_mask const& mask, int sign) {
        return best_endings{c, mask, sign}.way();
    }
};

/// Adds what networks cost on another target, for limits on several: its "latency_ms" becomes
/// "latency_ms@board" where the target is named board; costs that no target changes are not added
/// twice. Choices that the other target does not support are not allowed any more. Throws error for
/// another space and where a layer is left without a choice.
inline void add_target(priced_space& space, priced_space const& other) {
    auto const where = "space " + space.name + " on " + space.target + " and " + other.target;
    if (space.fingerprint != other.fingerprint || space.layers() != other.layers())
        throw error{"prices of another space, " + other.name, where,
                    "price the same space for both targets"};
    priced_space both = space;
    for (auto const& c : other.costs) {
        if (c.name == "macs" || c.name == "params") continue;
        both.costs.push_back(c);
        both.costs.back().name += "@" + other.target;
        for (int layer = 0; layer < both.layers(); ++layer) {
            auto& choices = both.allowed[std::size_t(layer)];
            std::erase_if(choices, [&](auto choice) {
                bool const runs =
                    c.at(layer, choice) == c.at(layer, choice);  // NaN where it does not
                if (!runs) both.score[std::size_t(layer)][choice] = 0;
                return !runs;
            });
            if (choices.empty())
                throw error{"no allowed operator runs on both targets",
                            where + ", layer " + std::to_string(layer),
                            "keep more operators for each"};
        }
    }
    space = std::move(both);
}

}  // namespace hurricane::inline v0
