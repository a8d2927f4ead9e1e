// SPDX-License-Identifier: MIT
// A priced space: everything that a search strategy reads, as plain tables that own their data. Not a template: a
// table compiled from a target, read from a file or fitted at run time fills the same struct.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

/// How the prices of the layers make the cost of a network.
enum class combine : std::uint8_t { sum, maximum };

/// One named cost: "latency_ms", "macs", "params". table[layer * stride + choice].
struct cost {
    std::string name;
    combine how{combine::sum};
    double fixed{};  ///< stem, head and what a network costs beyond its parts
    std::size_t stride{};
    std::vector<double> table;  ///< NaN where the target does not support the operator

    double at(int layer, int choice) const {
        return table[static_cast<std::size_t>(layer) * stride + static_cast<std::size_t>(choice)];
    }
    /// O(layers).
    double of(genotype const& g) const {
        double total = fixed;
        for (int layer = 0; layer < g.size(); ++layer) {
            double const x = at(layer, g[layer]);
            total = how == combine::sum ? total + x : std::max(total, x);
        }
        return total;
    }
};

/// An upper bound on a named cost.
struct limit {
    std::string name;
    double bound{};

    /// A billionth is forgiven, so that a bound read from a printed cost is met by it. NaN meets nothing.
    bool met_by(double x) const { return x <= bound + 1e-9 * (bound < 0 ? -bound : bound); }
};
using limits = std::vector<limit>;

struct priced_space {
    std::string name, target;
    int split{};
    std::uint64_t fingerprint{};
    std::uint64_t measured_fingerprint{};  ///< of the space whose rows were measured; 0 if not known
    choice_mask allowed;
    std::vector<std::vector<double>> score;  ///< the generator's, by layer and choice; 0 where not allowed
    std::vector<cost> costs;

    int layers() const { return static_cast<int>(allowed.size()); }

    cost const& operator[](std::string_view wanted) const {
        for (auto const& c : costs)
            if (c.name == wanted) return c;
        std::string known;
        for (auto const& c : costs) known += (known.empty() ? "" : ", ") + c.name;
        throw error{"no cost named '" + std::string{wanted} + "'", "space " + name, "use one of " + known};
    }
    bool within(genotype const& g, limits const& bounds) const {
        return std::all_of(bounds.begin(), bounds.end(),
                           [&](limit const& l) { return l.met_by((*this)[l.name].of(g)); });
    }
    /// The genotype with the least (or, with `dearest`, the most) of an additive or maximum cost within a mask.
    genotype cheapest(cost const& c, choice_mask const& mask) const { return extreme(c, mask, 1); }
    genotype dearest(cost const& c, choice_mask const& mask) const { return extreme(c, mask, -1); }

private:
    static genotype extreme(cost const& c, choice_mask const& mask, int sign) {
        genotype g{static_cast<int>(mask.size())};
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = mask[static_cast<std::size_t>(layer)];
            g[layer] = *std::min_element(choices.begin(), choices.end(),
                                         [&](auto a, auto b) { return sign * c.at(layer, a) < sign * c.at(layer, b); });
        }
        return g;
    }
};

}  // namespace hurricane::inline v0
