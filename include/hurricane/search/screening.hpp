// SPDX-License-Identifier: MIT
// Which widths of a family are worth a search: networks drawn of each within the limits, scored by
// something cheap, and the widths ranked by the best of theirs.
#pragma once

#include <algorithm>
#include <cmath>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/search/width_family.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

struct screening_options {
    int networks{100};       ///< drawn of each width, none twice; fewer where there are not so many
    double best_share{0.1};  ///< of them, whose mean the width is ranked by; at least one
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
};

struct screened_width {
    std::size_t member{};  ///< position in the family
    double factor{};
    int networks{};          ///< that were scored
    double score{};          ///< mean of the best ones
    std::string left_out{};  ///< why none was scored; empty if some were
};

namespace detail {

/// Distinct networks of the member within the limits; throws error when there are none.
inline std::vector<genotype> some_networks(family_member const& member, limits const& within,
                                           screening_options const& o) {
    feasible_sampler const draw{member.priced, member.priced.allowed, within};
    rng random{o.seed, "screening " + member.priced.name};
    std::vector<genotype> some;
    std::set<genotype> seen;
    for (int tries = 0; tries < 100 * o.networks && int(some.size()) < o.networks; ++tries)
        if (auto const g = draw(random); seen.insert(g).second) some.push_back(g);
    return some;
}

/// Throws error for a score that is no number.
inline double mean_of_best(std::vector<fitness> const& all, double share,
                           std::string const& where) {
    std::vector<double> scores;
    for (auto const& f : all) {
        if (std::isnan(f.primary))
            throw error{"a score is not a number", where,
                        "give a network that has no score the lowest one"};
        scores.push_back(f.primary);
    }
    std::sort(scores.begin(), scores.end(), std::greater<>{});
    auto const wanted = static_cast<std::size_t>(std::ceil(share * double(scores.size()) - 1e-9));
    auto const count = std::clamp<std::size_t>(wanted, 1, scores.size());
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += scores[i];
    return sum / double(count);
}

/// Scores in parts, so that a stop is obeyed.
template <class E>
std::vector<fitness> scores_of(E& evaluator, std::vector<genotype> const& networks,
                               std::stop_token const& stop) {
    constexpr std::size_t part = 16;
    std::vector<fitness> scores(networks.size());
    for (std::size_t from = 0; from < networks.size(); from += part) {
        if (stop.stop_requested()) throw stopped{};
        auto const count = std::min(part, networks.size() - from);
        evaluator.score(std::span{networks}.subspan(from, count),
                        std::span{scores}.subspan(from, count));
    }
    return scores;
}

inline void check_screening(std::vector<family_member> const& family, limits const& within,
                            screening_options const& o) {
    if (family.empty()) throw error{"there are no widths", "screening", "give some"};
    if (o.networks < 1) throw error{"no networks to score", "screening", "allow one at least"};
    if (!(o.best_share > 0 && o.best_share <= 1))
        throw error{"a best share of " + show(o.best_share), "screening", "give one in (0, 1]"};
    for (auto const& member : family)
        for (auto const& l : within) (void)member.priced[l.name];  // a cost that there is not
}

template <class EvaluatorOf>
void screen_width(screened_width& width, family_member const& member, limits const& within,
                  EvaluatorOf& evaluator_of, screening_options const& o) {
    std::vector<genotype> networks;
    try {
        networks = some_networks(member, within, o);
    } catch (error const& none) {
        width.left_out = none.problem;
        return;
    }
    auto evaluator = evaluator_of(member);
    static_assert(is_evaluator<decltype(evaluator)>,
                  "the evaluator must have score(span<genotype const>, span<fitness>)");
    auto const scores = scores_of(evaluator, networks, o.stop);
    width.networks = int(scores.size());
    width.score = mean_of_best(scores, o.best_share, "space " + member.priced.name);
}

}  // namespace detail

/// The family's widths, the best first; those without a network within the limits last, with the
/// reason. `evaluator_of(family_member const&)` returns an Evaluator, higher fitness is better;
/// scores must be comparable between widths. The same seed gives the same networks. Throws error
/// when no width has a network within the limits, for an unknown cost and for a score that is no
/// number; stopped when asked to stop.
template <class EvaluatorOf>
std::vector<screened_width> screen(std::vector<family_member> const& family, limits const& within,
                                   EvaluatorOf&& evaluator_of, screening_options const& o = {}) {
    detail::check_screening(family, within, o);
    std::vector<screened_width> ranking;
    o.watch->begin("screening widths", std::int64_t(family.size()));
    for (auto const& member : family) {
        ranking.push_back({.member = ranking.size(), .factor = member.factor});
        auto& width = ranking.back();
        detail::screen_width(width, member, within, evaluator_of, o);
        o.watch->advance(std::int64_t(ranking.size()), member.priced.name);
        o.watch->log("width " + member.priced.name + ": " +
                     (width.left_out.empty() ? "score " + show(width.score) : width.left_out));
    }
    o.watch->end();
    std::stable_sort(ranking.begin(), ranking.end(), [](auto const& a, auto const& b) {
        if (a.left_out.empty() != b.left_out.empty()) return a.left_out.empty();
        return a.left_out.empty() && a.score > b.score;
    });
    if (!ranking.front().left_out.empty())
        throw error{"no width has a network within the limits: " + ranking.front().left_out,
                    "space " + family.front().priced.name, "raise the limit"};
    return ranking;
}

}  // namespace hurricane::inline v0
