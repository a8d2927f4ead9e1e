// SPDX-License-Identifier: MIT
// One named cost of networks: a table, and where a table of single choices is not enough, a state
// that runs along the layers, or a function.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/space/genotype.hpp>

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

/// What a choice adds depends on what stands before it: a state, 0 at the first layer. The price of
/// two neighbours has the choice before as its state; the price of a width has the width so far.
struct cost_states {
    int count{1};  ///< of states, at most 65,536
    /// The state behind a choice, and what the choice adds: [(layer * count + state) * stride +
    /// choice].
    std::vector<std::uint16_t> next{};
    std::vector<double> price{};
};

/// "latency_ms", "macs", "params". table[layer * stride + choice].
struct cost {
    std::string name;
    combine how{combine::sum};
    double fixed{};  ///< stem, head and what a network costs beyond its parts
    std::size_t stride{};
    std::vector<double> table;                    ///< NaN where the target does not support it
    cost_states states{};                         ///< added
    std::shared_ptr<cost_function const> rest{};  ///< added

    bool has_states() const { return !states.price.empty(); }

    /// What dynamic programming can obey: a sum over the layers, with states or without.
    bool is_sum() const { return how == combine::sum && !rest; }

    /// A sum over the layers alone.
    bool additive() const { return is_sum() && !has_states(); }

    double at(int layer, int choice) const {
        return table[static_cast<std::size_t>(layer) * stride + static_cast<std::size_t>(choice)];
    }

    /// What the choice adds to its table behind a state.
    double behind(int layer, int state, int choice) const {
        return has_states() ? states.price[index(layer, state, choice)] : 0;
    }

    /// The state behind the choice.
    int next(int layer, int state, int choice) const {
        return has_states() ? states.next[index(layer, state, choice)] : 0;
    }

    /// O(layers), and the function's.
    double of(genotype const& g) const {
        double total = fixed;
        int state = 0;
        for (int layer = 0; layer < g.size(); ++layer) {
            total += behind(layer, state, g[layer]);
            double const x = at(layer, g[layer]);
            total = how == combine::sum ? total + x : std::max(total, x);
            state = next(layer, state, g[layer]);
        }
        return rest ? total + rest->of(g) : total;
    }

private:
    std::size_t index(int layer, int state, int choice) const {
        auto const row = static_cast<std::size_t>(layer) * static_cast<std::size_t>(states.count) +
                         static_cast<std::size_t>(state);
        return row * stride + static_cast<std::size_t>(choice);
    }
};

/// Throws error where the states of a cost do not fit its table, or it is no sum.
inline void check_states(cost const& c) {
    if (!c.has_states()) return;
    auto const wanted = c.table.size() * static_cast<std::size_t>(c.states.count);
    bool const fits = c.states.count > 0 && c.states.count <= 65'536 &&
                      c.states.price.size() == wanted && c.states.next.size() == wanted;
    if (!fits)
        throw error{"states of another size than the table", "cost " + c.name,
                    "give a price and a next state for each layer, state and choice"};
    if (c.how != combine::sum)
        throw error{"a maximum over layers with states", "cost " + c.name, "use a sum"};
    for (auto const next : c.states.next)
        if (next >= c.states.count)
            throw error{"state " + std::to_string(next) + " of " + std::to_string(c.states.count),
                        "cost " + c.name, "count states from 0"};
}

/// The states of prices of neighbours: pairs[(layer * stride + choice) * stride + choice of the
/// layer behind]; stride is at least 1. O(layers stride^2).
inline cost_states states_of_pairs(std::vector<double> const& pairs, std::size_t stride) {
    std::size_t const layers = pairs.size() / (stride * stride) + 1;
    cost_states s{.count = static_cast<int>(stride)};
    s.price.assign(stride * stride, 0.0);  // at the first layer nothing stands before
    s.price.insert(s.price.end(), pairs.begin(), pairs.end());
    for (std::size_t i = 0; i < layers * stride * stride; ++i)
        s.next.push_back(static_cast<std::uint16_t>(i % stride));
    return s;
}

}  // namespace hurricane::inline v0
