// SPDX-License-Identifier: MIT
// From measured whole networks to a cost model: several forms, the choice made on rows that none of
// them learnt from.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/fit/cost.hpp>
#include <hurricane/fit/fitted.hpp>
#include <hurricane/fit/joins.hpp>
#include <hurricane/fit/quality.hpp>
#include <hurricane/fit/row_split.hpp>

namespace hurricane::inline v0::fit {

struct regression_options {
    std::vector<double> ridges{0.01, 1, 10};
    using fit_options [[deprecated("its name is regression_options")]] = regression_options;
    ///< tried for each form without trees
    /// Tried below the trees. Large, so that prices leave them something of each choice: trees grow
    /// split by split and see no gain in the first one where every choice alone has been explained.
    std::vector<double> ridges_below_trees{10, 100, 1000};
    /// A richer form must lower the loss on the validation rows by this share.
    double better{0.02};
    double enough{1e-3};  ///< a loss that no richer form need lower
    boosted_options trees{};
    join_options joins{};
    std::stop_token stop{};  ///< heeded between fits
};

/// What predicts the mean of the training rows for everything.
inline std::vector<double> constant_predictor(samples const& s, std::span<std::size_t const> train,
                                              std::size_t n) {
    double mean = 0;
    for (auto i : train) mean += s.values[i] / double(train.size());
    return std::vector<double>(n, mean);
}

inline std::vector<double> constant_predictor(samples const& s, row_split const& rows) {
    return constant_predictor(s, rows.train(), rows.test.size());
}

namespace detail {

/// More pairs than ten for each network say nothing: a column of numbers, for example, taken for
/// choices.
inline bool pairs_can_be_told(samples const& s, std::size_t networks) {
    double pairs = 0;
    for (std::size_t p = 0; p + 1 < s.choices.size(); ++p)
        pairs += double(s.choices[p]) * s.choices[p + 1];
    return pairs > 0 && pairs <= 10 * double(networks);
}

/// Tries forms, the simple ones first, and keeps the best.
class chooser {
public:
    chooser(samples const& s, row_split const& rows, regression_options const& o)
        : s_{s}, rows_{rows}, o_{o} {
        for (auto i : rows.validate) measured_.push_back(s.values[i]);
        constant_ = judge(constant_predictor(s, rows.learn, measured_.size()), measured_);
    }

    /// Takes the form, with the best of the ridges, where it is clearly better than what there is.
    void consider(model_form const& f, std::vector<double> const& ridges) {
        if (is_enough()) return;
        double here = std::numeric_limits<double>::infinity();
        double with = 0;
        for (double ridge : ridges) {
            heed_stop();
            double const x = loss_of(fit_form(s_, rows_.learn, f, ridge, o_.trees));
            if (x < here) {
                here = x;
                with = ridge;
            }
        }
        if (!best_.name.empty() && !(here < (1 - o_.better) * least_)) return;
        best_ = f;
        ridge_ = with;
        least_ = here;
    }

    /// The terms of joined positions; none where joining does not help.
    std::vector<term> joins(bool logarithm) {
        if (is_enough()) return {};
        double const ridge = *std::min_element(o_.ridges.begin(), o_.ridges.end());
        auto const targets = targets_of(s_, logarithm);
        auto const fit = [&](std::vector<term> const& terms) {
            heed_stop();
            return fit_ridge(s_, targets, rows_.learn, terms, ridge);
        };
        auto const error = [&](additive_model const& m) {
            double sum = 0;
            for (auto i : rows_.validate) sum += std::pow(m(s_[i]) - targets[i], 2);
            return std::sqrt(sum);
        };
        auto terms = find_joins(s_, targets, rows_.learn, fit, error, o_.joins);
        if (terms.size() == s_.choices.size()) terms.clear();
        return terms;
    }

    /// The best form, on all that trains.
    fitted fit_again() const { return fit_form(s_, rows_.train(), best_, ridge_, o_.trees); }

private:
    double loss_of(fitted const& m) const {
        return loss(judge(m.predict(s_, rows_.validate), measured_), constant_);
    }

    bool is_enough() const { return !best_.name.empty() && least_ < o_.enough; }

    void heed_stop() const {
        if (o_.stop.stop_requested()) throw stopped{};
    }

    samples const& s_;
    row_split const& rows_;
    regression_options const& o_;
    std::vector<double> measured_;  ///< of the validation rows
    quality constant_;
    model_form best_;
    double ridge_{};
    double least_{};
};

}  // namespace detail

/// Fits every form, of the values and, where all are positive, of their logarithms, on split.learn;
/// chooses on split.validate by `loss` (the simpler one unless a richer one is clearly better), and
/// fits the chosen form again on both. Throws stopped.
inline fitted fit_cost(samples const& s, row_split const& rows, regression_options const& o = {}) {
    detail::chooser choice{s, rows, o};
    auto const n = s.choices.size();
    std::vector<bool> scales{false};
    auto const positive = [](double x) { return x > 0; };
    if (std::all_of(s.values.begin(), s.values.end(), positive)) scales.push_back(true);
    for (bool const log : scales) choice.consider({"additive", log, single_terms(n)}, o.ridges);
    if (detail::pairs_can_be_told(s, rows.learn.size()))
        for (bool const log : scales) choice.consider({"pairs", log, pair_terms(n)}, o.ridges);
    for (bool const log : scales)
        if (auto terms = choice.joins(log); !terms.empty())
            choice.consider({"joined", log, std::move(terms)}, o.ridges);
    for (bool const log : scales)
        choice.consider({"boosted", log, single_terms(n)}, o.ridges_below_trees);
    return choice.fit_again();
}

}  // namespace hurricane::inline v0::fit
