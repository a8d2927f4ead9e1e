// SPDX-License-Identifier: MIT
// From measured whole networks to a cost model: three forms, the choice made on rows that none of them learnt from.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <stop_token>

#include <hurricane/fit/boosted.hpp>
#include <hurricane/fit/quality.hpp>
#include <hurricane/search/priced.hpp>

namespace hurricane::inline v0::fit {

struct fit_options {
    std::vector<double> ridges{0.01, 1, 10};  ///< tried for each additive form
    /// Tried below the trees. Large, so that prices leave them something of each choice: trees grow split by split and
    /// see no gain in the first one where every choice alone has been explained.
    std::vector<double> ridges_below_trees{10, 100, 1000};
    double better{0.02};  ///< a richer form must lower the error on the validation rows by this share
    boosted_options trees{};
    std::stop_token stop{};  ///< heeded between fits
};

/// A fitted model of one of the three forms.
struct fitted {
    std::string name;  ///< "additive", "pairs", "boosted"
    double ridge{};
    additive_model sum;
    std::optional<boosted_model> trees;

    double operator()(std::span<int const> genes) const { return trees ? (*trees)(genes) : sum(genes); }
    std::vector<double> predict(samples const& s, std::span<std::size_t const> rows) const {
        if (trees) return trees->predict_rows(s, rows);
        std::vector<double> out;
        for (auto i : rows) out.push_back(sum(s[i]));
        return out;
    }
};

namespace detail {

/// More pairs than ten for each network say nothing: a column of numbers, for example, taken for choices.
inline bool pairs_can_be_told(samples const& s, std::size_t networks) {
    double pairs = 0;
    for (std::size_t p = 0; p + 1 < s.choices.size(); ++p) pairs += double(s.choices[p]) * s.choices[p + 1];
    return pairs > 0 && pairs <= 10 * double(networks);
}
inline double squared_error(fitted const& m, samples const& s, std::span<std::size_t const> rows) {
    auto const predicted = m.predict(s, rows);
    double sum = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        double const d = predicted[k] - s.values[rows[k]];
        sum += d * d / double(rows.size());
    }
    return sum;
}
inline fitted fit_one(samples const& s, std::span<std::size_t const> rows, std::string const& name, double ridge,
                      fit_options const& o) {
    auto sum = fit_ridge(s, rows, name == "pairs" ? form::pairs : form::additive, ridge);
    fitted m{name, ridge, sum, {}};
    if (name == "boosted") m.trees.emplace(s, rows, sum, o.trees);
    return m;
}

}  // namespace detail

/// Fits every form on split.learn, chooses on split.validate (the simpler one unless a richer one is clearly better),
/// and fits the chosen form again on both. Throws stopped.
inline fitted fit_cost(samples const& s, split const& rows, fit_options const& o = {}) {
    std::string best;
    double ridge = 0, least = 0;
    for (std::string const name : {"additive", "pairs", "boosted"}) {
        if (name == "pairs" && !detail::pairs_can_be_told(s, rows.learn.size())) continue;
        double here = -1, with = 0;
        for (double r : name == "boosted" ? o.ridges_below_trees : o.ridges) {
            if (o.stop.stop_requested()) throw stopped{};
            auto const e = detail::squared_error(detail::fit_one(s, rows.learn, name, r, o), s, rows.validate);
            if (here < 0 || e < here) here = e, with = r;
        }
        if (best.empty() || std::sqrt(here) < (1 - o.better) * std::sqrt(least))
            best = name, ridge = with, least = here;
    }
    return detail::fit_one(s, rows.train(), best, ridge, o);
}

/// What predicts the mean of the training rows for everything.
inline std::vector<double> constant_predictor(samples const& s, split const& rows) {
    double mean = 0;
    auto const train = rows.train();
    for (auto i : train) mean += s.values[i] / double(train.size());
    return std::vector<double>(rows.test.size(), mean);
}

namespace detail {

/// What the trees add to the additive part.
struct trees_cost : cost_function {
    boosted_model trees;
    std::pair<double, double> range;
    explicit trees_cost(boosted_model t) : trees{std::move(t)}, range{trees.range()} {}
    double of(genotype const& g) const override { return trees.beyond({g.begin(), g.end()}); }
    double least() const override { return range.first; }
    double most() const override { return range.second; }
};

}  // namespace detail

/// The cost that searchers read, of any of the forms. Prices of single choices are moved so that the cheapest of every
/// layer costs nothing; what that takes away is in `fixed`. Choices must be positions of the pool; one that no network
/// has is NaN, unsupported.
inline cost to_cost(fitted const& m, samples const& s, std::string name) {
    cost c{.name = std::move(name), .how = combine::sum, .fixed = m.sum.base, .stride = 0, .table = {}};
    c.stride = std::size_t(*std::max_element(s.choices.begin(), s.choices.end()));
    c.table.assign(c.stride * s.choices.size(), std::numeric_limits<double>::quiet_NaN());
    auto const& columns = m.sum.columns;
    for (std::size_t p = 0; p < s.choices.size(); ++p) {
        std::vector<char> measured(std::size_t(s.choices[p]));
        for (std::size_t i = 0; i < s.size(); ++i) measured[std::size_t(s[i][p])] = true;
        auto const* const price = m.sum.price.data() + columns.column(p, 0);
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < measured.size(); ++k)
            if (measured[k]) least = std::min(least, price[k]);
        c.fixed += least;
        for (std::size_t k = 0; k < measured.size(); ++k)
            if (measured[k]) c.table[p * c.stride + k] = price[k] - least;
    }
    if (columns.has_pairs()) {
        c.pairs.assign(c.stride * c.stride * (s.choices.size() - 1), 0.0);
        for (std::size_t p = 0; p + 1 < s.choices.size(); ++p)
            for (int a = 0; a < s.choices[p]; ++a)
                for (int b = 0; b < s.choices[p + 1]; ++b)
                    c.pairs[(p * c.stride + std::size_t(a)) * c.stride + std::size_t(b)] =
                        m.sum.price[std::size_t(columns.column(p, a, b))];
    }
    if (m.trees) c.rest = std::make_shared<detail::trees_cost>(*m.trees);
    return c;
}

/// Gives a priced space the fitted cost under its name. Throws error where the samples are of another number of layers,
/// where the space has the cost already, and for an allowed choice that no measured network has.
inline void add_cost(priced_space& space, fitted const& m, samples const& s, std::string const& name) {
    auto const where = "cost " + name + " of space " + space.name;
    if (s.positions != space.layers())
        throw error{"measured networks of " + std::to_string(s.positions) + " layers for a space of " +
                        std::to_string(space.layers()),
                    where, "fit networks of this space"};
    for (auto const& c : space.costs)
        if (c.name == name) throw error{"the space has this cost", where, "choose another name"};
    auto c = to_cost(m, s, name);
    for (int layer = 0; layer < space.layers(); ++layer)
        for (int choice : space.allowed[std::size_t(layer)])
            if (choice >= s.choices[std::size_t(layer)] || std::isnan(c.at(layer, choice)))
                throw error{
                    "no measured network has choice " + std::to_string(choice) + " at layer " + std::to_string(layer),
                    where, "measure some that do, or do not allow it"};
    space.costs.push_back(std::move(c));
}

}  // namespace hurricane::inline v0::fit
