// SPDX-License-Identifier: MIT
// A priced space: everything that a search strategy reads, as plain tables that own their data. Not
// a template: a table compiled from a target, read from a file or fitted at run time fills the same
// struct.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

/// How the prices of the layers make the cost of a network.
enum class combine : std::uint8_t { sum, maximum };

/// The part of a cost that no table holds, such as a regressor fitted at run time.
struct cost_function {
    virtual ~cost_function() = default;
    virtual double of(genotype const&) const = 0;

    /// What it never leaves; infinite where that is not known.
    virtual double least() const { return -std::numeric_limits<double>::infinity(); }

    virtual double most() const { return std::numeric_limits<double>::infinity(); }
};

/// One named cost: "latency_ms", "macs", "params". table[layer * stride + choice].
struct cost {
    std::string name;
    combine how{combine::sum};
    double fixed{};  ///< stem, head and what a network costs beyond its parts
    std::size_t stride{};
    std::vector<double> table;    ///< NaN where the target does not support the operator
    std::vector<double> pairs{};  ///< added: [(layer * stride + choice) * stride + choice of the
                                  ///< layer behind], or empty
    std::shared_ptr<cost_function const> rest{};  ///< added

    /// A sum over the layers alone, which dynamic programming can obey.
    bool additive() const { return how == combine::sum && pairs.empty() && !rest; }

    double at(int layer, int choice) const {
        return table[static_cast<std::size_t>(layer) * stride + static_cast<std::size_t>(choice)];
    }

    double pair(int layer, int choice, int next) const {
        return pairs.empty() ? 0
                             : pairs[(std::size_t(layer) * stride + std::size_t(choice)) * stride +
                                     std::size_t(next)];
    }

    /// O(layers), and the function's.
    double of(genotype const& g) const {
        double total = fixed;
        for (int layer = 0; layer < g.size(); ++layer) {
            double const x = at(layer, g[layer]);
            total = how == combine::sum ? total + x : std::max(total, x);
            if (layer + 1 < g.size()) total += pair(layer, g[layer], g[layer + 1]);
        }
        return rest ? total + rest->of(g) : total;
    }
};

namespace detail {

/// The genotype of a mask with the least of sign * cost, its function left out: Viterbi's way from
/// the last layer to the first. O(layers), with pairs O(layers choices^2).
class viterbi {
public:
    viterbi(cost const& c, choice_mask const& mask, int sign)
        : cost_{c}, mask_{mask}, sign_{sign}, best_(mask.size()) {
        for (int layer = layers(); layer-- > 0;)
            for (auto choice : mask_[std::size_t(layer)]) {
                bool const sees = !c.pairs.empty() && layer + 1 < layers();
                best_[std::size_t(layer)].push_back(sign * c.at(layer, choice) +
                                                    (sees ? behind(layer, choice).sum : 0));
            }
    }

    genotype way() const {
        genotype g{layers()};
        for (int layer = 0; layer < layers(); ++layer) {
            auto const& mine = best_[std::size_t(layer)];
            auto const at =
                layer > 0 && !cost_.pairs.empty()
                    ? behind(layer - 1, g[layer - 1]).at
                    : std::size_t(std::min_element(mine.begin(), mine.end()) - mine.begin());
            g[layer] = mask_[std::size_t(layer)][at];
        }
        return g;
    }

private:
    struct ending {
        std::size_t at{};  ///< of the next layer's choices
        double sum{};
    };

    int layers() const { return static_cast<int>(mask_.size()); }

    /// Which choice of the next layer is best.
    ending behind(int layer, int choice) const {
        auto const& next = mask_[std::size_t(layer) + 1];
        ending least;
        for (std::size_t i = 0; i < next.size(); ++i) {
            double const x =
                best_[std::size_t(layer) + 1][i] + sign_ * cost_.pair(layer, choice, next[i]);
            if (i == 0 || x < least.sum) least = {i, x};
        }
        return least;
    }

    cost const& cost_;
    choice_mask const& mask_;
    int sign_;
    std::vector<std::vector<double>> best_;  ///< of the layers from one on, by the choice there
};

}  // namespace detail

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
        return detail::viterbi{c, mask, sign}.way();
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
