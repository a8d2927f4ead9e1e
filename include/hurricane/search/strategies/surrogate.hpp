// SPDX-License-Identifier: MIT
// A strategy that learns: what a model of the scores known so far predicts to be best is scored
// next, with some random networks besides, and the model is fitted again.
#pragma once

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/search/gene_model.hpp>
#include <hurricane/search/strategies/evolution.hpp>
#include <hurricane/search/strategies/exact.hpp>

namespace hurricane::inline v0 {

struct surrogate_options {
    int round{10};               ///< networks; a tenth of the known ones where that is more
    double others{0.2};          ///< of a round: random ones; the rest are best predicted ones
    std::size_t pairs_from{60};  ///< scores from which on pairs of choices are fitted
    std::size_t fitted{400};     ///< scores, the newest ones
    int enumerated{1 << 17};     ///< networks of a domain that is looked at as a whole
    int tried{3000};             ///< networks, by evolution, of a larger one
    exact_options proof{.most = 5000};  ///< of the best of a model without pairs there
};

namespace detail {

/// An evaluator by prediction.
struct predicted_score {
    gene_model const& model;

    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i) out[i] = {model.of(networks[i]), 0};
    }
};

/// The networks of a domain that a model predicts to be best, and how they were looked for.
class predicted_best {
public:
    predicted_best(gene_model const& model, surrogate_options const& o) : model_{model}, o_{o} {}

    /// Best predicted first; where all are looked at, `wanted` of them.
    std::vector<evaluated> of(search_state& s, std::size_t wanted) {
        if (!enumerate(s.domain())) evolve(s);
        auto const end =
            found_.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, found_.size()));
        std::partial_sort(found_.begin(), enumerated_ ? end : found_.end(), found_.end(),
                          [](evaluated const& a, evaluated const& b) {
                              if (a.fit.primary != b.fit.primary)
                                  return a.fit.primary > b.fit.primary;
                              return a.genes < b.genes;
                          });
        if (enumerated_) found_.erase(end, found_.end());
        return std::move(found_);
    }

    std::string const& how() const { return how_; }

private:
    bool enumerate(search_domain const& domain) {
        double networks = 1;
        for (auto const& choices : domain.mask) networks *= static_cast<double>(choices.size());
        if (domain.space && networks > o_.enumerated) return false;
        enumerated_ = true;
        domain.each(nullptr, [&](genotype const& g) {
            enumerated_ = static_cast<int>(found_.size()) < o_.enumerated;
            if (enumerated_) found_.push_back({g, {model_.of(g), 0}});
            return enumerated_;
        });
        how_ = "all " + std::to_string(found_.size()) + " networks looked at";
        return enumerated_;
    }

    void evolve(search_state& s) {
        search_progress from;
        for (auto const& e : s.history())
            from.history.push_back({e.genes, {model_.of(e.genes), 0}});
        how_ = "networks tried by evolution on the model";
        add_exact(s, from.history);
        int const known = static_cast<int>(from.history.size());
        if (known > 0) from.generation_end.push_back(known);
        predicted_score by{model_};
        auto const r =
            search(by, s.domain(), evolution(population_of(100)), {.evaluations = known + o_.tried},
                   s.random().next(), quiet(), {}, &from);
        how_ = std::to_string(static_cast<int>(r.history.size()) - known) + " " + how_;
        found_ = r.history;
    }

    /// The best of all by the model, where it is a cost and exact search comes to an end.
    void add_exact(search_state const& s, std::vector<evaluated>& start) {
        auto const& domain = s.domain();
        if (!domain.space || model_.paired()) return;
        auto const r = exact(*domain.space, domain.mask, model_.as_cost(), domain.within, o_.proof);
        how_ += r.proven ? ", from its proven best" : ", its best not proven";
        bool const known = std::any_of(start.begin(), start.end(),
                                       [&](evaluated const& e) { return e.genes == r.best; });
        if (r.found && !known && domain.contains(r.best))
            start.push_back({r.best, {model_.of(r.best), 0}});
    }

    gene_model const& model_;
    surrogate_options const& o_;
    std::vector<evaluated> found_;
    bool enumerated_{};
    std::string how_;
};

/// Says it whenever the scores have doubled.
inline void log_model(search_state& s, gene_model const& model, std::string const& how) {
    auto const scores = s.known().size();
    auto const ends = s.generation_end();
    auto const grown =
        ends.size() < 2 ? scores
                        : static_cast<std::size_t>(ends[ends.size() - 1] - ends[ends.size() - 2]);
    if (std::bit_width(scores) == std::bit_width(scores - std::min(grown, scores))) return;
    s.watch().log("surrogate: " + std::to_string(scores) + " scores, " +
                  (model.paired() ? "choices and pairs" : "choices alone") +
                  ", a network left out is predicted to +-" + show(model.error()) + "; " + how);
}

}  // namespace detail

/// Rounds of networks: those that a ridge regression on choices, and on pairs of choices once there
/// are enough scores, predicts to be best, and random ones. Of a domain that is small enough all
/// networks are predicted; of a larger one those that an evolution on the model comes by, which
/// starts with what is known and, without pairs, with the best of all where exact search proves it.
/// A round is O(fitted^3), and O(layers^2) for each network looked at.
inline search_strategy surrogate(surrogate_options const& o = {}) {
    return {"surrogate", 1, [o](search_state& s) {
                auto const known = s.known();
                int const round = std::max(o.round, static_cast<int>(known.size()) / 10);
                if (known.size() < 2) return detail::fill(s, round, 10);
                auto const newest = known.last(std::min(known.size(), o.fitted));
                auto const terms = known.size() >= o.pairs_from ? gene_terms::choices_and_pairs
                                                                : gene_terms::choices;
                gene_model const model{s.domain().mask, newest, terms};
                int const best = round - static_cast<int>(o.others * round);
                detail::predicted_best candidates{model, o};
                auto const found =
                    candidates.of(s, static_cast<std::size_t>(best) + s.history().size());
                detail::log_model(s, model, candidates.how());
                for (auto const& e : found)
                    if (s.offered() < best) s.offer(e.genes);
                detail::fill(s, s.offered() + round - best, 10);
            }};
}

}  // namespace hurricane::inline v0
