// SPDX-License-Identifier: MIT
// A fitted model as the cost that searchers read.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/fit/fitted.hpp>

namespace hurricane::inline v0::fit {

namespace detail {

/// Terms that the tables of a cost hold.
inline bool is_single(term const& t) { return t.size() == 1; }

inline bool is_pair(term const& t) { return t.size() == 2 && t[1] == t[0] + 1; }

/// What a model adds to its tables: joins of positions, trees, the floor, the curve of exp.
struct rest_of_model : cost_function {
    fitted model;
    cost tables;
    std::pair<double, double> range;

    rest_of_model(fitted m, cost t) : model{std::move(m)}, tables{std::move(t)} {
        double low = 0;  // of the sum of what the tables hold
        double high = 0;
        std::pair<double, double> other{0, 0};  // of the sum of what they do not hold
        auto const& terms = model.sum.columns.terms();
        for (std::size_t i = 0; i < terms.size(); ++i) {
            auto const [least, most] = model.sum.range(i);
            bool const held = is_single(terms[i]) || is_pair(terms[i]);
            (held ? low : other.first) += least;
            (held ? high : other.second) += most;
        }
        if (model.trees) {
            other.first += model.trees->range().first;
            other.second += model.trees->range().second;
        }
        range = other;
        double const base = model.sum.base;
        if (model.logarithm) {  // the tables hold the tangent at the mean, which exp never crosses
            auto const above = [&](double x) {
                return std::exp(base + x + other.second) - std::exp(base) * (1 + x);
            };
            range = {std::exp(base) * other.first, std::max(above(low), above(high))};
        } else if (model.floor > 0) {
            range.second = std::max(other.second, model.floor - (base + low));
        }
        double const rounding = 1e-9 * (std::abs(range.first) + std::abs(range.second));
        range = {range.first - rounding, range.second + rounding};
    }

    /// O(positions of all terms), and the trees'. 0 for what the tables do not support.
    double of(genotype const& g) const override {
        double const held = tables.of(g);
        return std::isnan(held) ? 0 : model(std::vector<int>(g.begin(), g.end())) - held;
    }

    double least() const override { return range.first; }

    double most() const override { return range.second; }
};

/// What each combination of choices of a term adds to a cost: its price, or of the logarithm the
/// slope of exp at the mean times its price.
inline double slope_of(fitted const& m) { return m.logarithm ? std::exp(m.sum.base) : 1; }

inline void add_singles(cost& c, fitted const& m, samples const& s, std::size_t t) {
    auto const p = m.sum.columns.terms()[t][0];
    auto const* const price = m.sum.price.data() + m.sum.columns.columns_of(t).first;
    std::vector<char> measured(std::size_t(s.choices[p]));
    for (std::size_t i = 0; i < s.size(); ++i) measured[std::size_t(s[i][p])] = true;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < measured.size(); ++k)
        if (measured[k]) least = std::min(least, slope_of(m) * price[k]);
    c.fixed += least;
    for (std::size_t k = 0; k < measured.size(); ++k)
        if (measured[k]) c.table[p * c.stride + k] = slope_of(m) * price[k] - least;
}

/// `pairs`: as states_of_pairs() takes them.
inline void add_pairs(std::vector<double>& pairs, cost const& c, fitted const& m, samples const& s,
                      std::size_t t) {
    auto const p = m.sum.columns.terms()[t][0];
    if (pairs.empty()) pairs.assign(c.stride * c.stride * (s.choices.size() - 1), 0.0);
    auto column = std::size_t(m.sum.columns.columns_of(t).first);
    for (std::size_t a = 0; a < std::size_t(s.choices[p]); ++a)
        for (std::size_t b = 0; b < std::size_t(s.choices[p + 1]); ++b, ++column)
            pairs[(p * c.stride + a) * c.stride + b] += slope_of(m) * m.sum.price[column];
}

}  // namespace detail

/// The cost that searchers read, of any of the forms. Prices of single choices are moved so that
/// the cheapest of every layer costs nothing; what that takes away is in `fixed`. Choices must be
/// positions of the pool; one that no network has is NaN, unsupported.
inline cost to_cost(fitted const& m, samples const& s, std::string name) {
    double const middle = m.logarithm ? std::exp(m.sum.base) : m.sum.base;
    cost c{.name = std::move(name), .how = combine::sum, .fixed = middle, .stride = 0, .table = {}};
    c.stride = std::size_t(*std::max_element(s.choices.begin(), s.choices.end()));
    c.table.assign(c.stride * s.choices.size(), std::numeric_limits<double>::quiet_NaN());
    auto const& terms = m.sum.columns.terms();
    std::vector<double> pairs;
    bool all = !m.logarithm && !m.trees && m.floor <= 0;
    for (std::size_t t = 0; t < terms.size(); ++t)
        if (detail::is_single(terms[t]))
            detail::add_singles(c, m, s, t);
        else if (detail::is_pair(terms[t]))
            detail::add_pairs(pairs, c, m, s, t);
        else
            all = false;
    if (!pairs.empty()) c.states = states_of_pairs(pairs, c.stride);
    if (!all) c.rest = std::make_shared<detail::rest_of_model>(m, c);
    return c;
}

/// Gives a priced space the fitted cost under its name. Throws error where the samples are of
/// another number of layers, where the space has the cost already, and for an allowed choice that
/// no measured network has.
inline void add_cost(priced_space& space, fitted const& m, samples const& s,
                     std::string const& name) {
    auto const where = "cost " + name + " of space " + space.name;
    if (s.positions != space.layers())
        throw error{"measured networks of " + std::to_string(s.positions) +
                        " layers for a space of " + std::to_string(space.layers()),
                    where, "fit networks of this space"};
    for (auto const& c : space.costs)
        if (c.name == name) throw error{"the space has this cost", where, "choose another name"};
    auto c = to_cost(m, s, name);
    for (int layer = 0; layer < space.layers(); ++layer)
        for (int choice : space.allowed[std::size_t(layer)])
            if (choice >= s.choices[std::size_t(layer)] || std::isnan(c.at(layer, choice)))
                throw error{"no measured network has choice " + std::to_string(choice) +
                                " at layer " + std::to_string(layer),
                            where, "measure some that do, or do not allow it"};
    space.costs.push_back(std::move(c));
}

}  // namespace hurricane::inline v0::fit
