// SPDX-License-Identifier: MIT
// The claims of a contest: paired differences over the seeds of supernets, at every limit that
// counts; p-values of Student's test, those of one claim corrected together (Holm 1979, "A simple
// sequentially rejective multiple test procedure").
#pragma once

#include <boost/math/distributions/students_t.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/statistics.hpp"
#include "truth_methods.hpp"

namespace hurricane::claims {

/// One limit of a claim: points that a method is above another one.
struct claim_at {
    std::string limit;
    std::vector<double> points;  ///< of each seed
    double mean{};
    double half{};     ///< half of the 95 % interval
    double p{1};       ///< that there is no difference, by Student's test
    double p_holm{1};  ///< the same, corrected for all limits of the claim
};

struct truth_claim {
    std::string name;
    std::vector<claim_at> at;

    /// Limits where the difference is above or below 0 behind the correction.
    int beyond(double sign) const {
        return static_cast<int>(std::count_if(at.begin(), at.end(), [&](claim_at const& a) {
            return a.p_holm < 0.05 && sign * a.mean > 0;
        }));
    }
};

namespace detail {

/// A network of either side.
using network_pair = std::pair<truly_trained const*, truly_trained const*>;

/// Degrees of freedom of a sum of two variances, the second known well (Welch 1947).
inline double freedom(double of_seeds, double known, double freedom_of_seeds) {
    constexpr double many = 1e6;
    double const share = of_seeds / (of_seeds + known);
    return share == 0 ? many : std::min(many, freedom_of_seeds / (share * share));
}

/// Mean, interval and p-value over seeds. Beside how far seeds are apart stands how far the truth's
/// own trainings are: seeds that come to the same networks know no more of them than one does.
inline claim_at judged(contest const& c, std::string limit,
                       std::vector<network_pair> const& pairs) {
    claim_at a{.limit = std::move(limit)};
    for (auto const& [one, other] : pairs) a.points.push_back(one->others - other->others);
    auto const d = app::interval_of(a.points);
    a.mean = d.mean;
    if (d.n < 2) return a;
    std::map<truly_trained const*, double> weight;  // of each network's trainings in the mean
    for (auto const& [one, other] : pairs) {
        weight[one] += 1.0 / d.n;
        weight[other] -= 1.0 / d.n;
    }
    double noise = 0;
    for (auto const& [network, w] : weight) noise += w * w * c.judging_variance;
    double const of_seeds = d.deviation * d.deviation / d.n;
    double const error = std::sqrt(of_seeds + noise);
    if (error == 0) return a;
    boost::math::students_t const student{freedom(of_seeds, noise, d.n - 1)};
    a.half = boost::math::quantile(student, 0.975) * error;
    a.p = 2 * boost::math::cdf(boost::math::complement(student, std::abs(a.mean) / error));
    return a;
}

/// Holm's correction of the p-values of a claim, among limits that are tested at all.
inline void correct(std::vector<claim_at>& all) {
    std::vector<claim_at*> tested;
    for (auto& a : all)
        if (a.points.size() >= 2) tested.push_back(&a);
    std::stable_sort(tested.begin(), tested.end(),
                     [](claim_at const* a, claim_at const* b) { return a->p < b->p; });
    double least = 0;
    for (std::size_t k = 0; k < tested.size(); ++k) {
        least =
            std::max(least, std::min(1.0, tested[k]->p * static_cast<double>(tested.size() - k)));
        tested[k]->p_holm = least;
    }
}

}  // namespace detail

/// The network of a method at a limit, by seed.
using method_at = std::function<truly_trained const*(contest_limit const&, std::size_t seed)>;

/// `one` against `other`, at the limits that count.
inline truth_claim compare(contest const& c, std::string name, method_at const& one,
                           method_at const& other) {
    truth_claim claim{.name = std::move(name), .at = {}};
    for (auto const& l : c.limits) {
        if (!l.counts()) continue;
        std::vector<detail::network_pair> pairs;
        for (std::size_t seed = 0; seed < c.seeds; ++seed)
            pairs.emplace_back(one(l, seed), other(l, seed));
        claim.at.push_back(detail::judged(c, l.name, pairs));
    }
    detail::correct(claim.at);
    return claim;
}

/// Each target's own network under its limit of a share of the table, against the best that was
/// found for other targets and is within that limit too; nothing where none is ("not shown").
inline truth_claim compare_targets(contest const& c, std::vector<contest_limit const*> const& own,
                                   method_at const& one) {
    truth_claim claim{.name = "a target's own network minus the best of others' within its limit",
                      .at = {}};
    for (auto const* l : own) {
        if (!l->counts()) continue;
        std::vector<detail::network_pair> pairs;
        for (std::size_t seed = 0; seed < c.seeds; ++seed) {
            detail::networks rivals;
            for (auto const* other : own)
                if (other != l && l->met_by(*one(*other, seed)))
                    rivals.push_back(one(*other, seed));
            if (rivals.empty()) continue;
            pairs.emplace_back(one(*l, seed), detail::chosen(rivals));
        }
        claim.at.push_back(detail::judged(c, l->name, pairs));
    }
    detail::correct(claim.at);
    return claim;
}

/// All claims; a network is searched for once.
inline std::vector<truth_claim> truth_claims(contest const& c, method_options const& o,
                                             std::vector<contest_limit const*> const& own) {
    std::map<std::pair<std::string, std::string>, truly_trained const*> known;
    auto const once = [&known](std::string method, method_at const& f) -> method_at {
        return [&known, method = std::move(method), f](contest_limit const& l, std::size_t seed) {
            auto& at = known[{method + std::to_string(seed), l.name}];
            if (!at) at = f(l, seed);
            return at;
        };
    };
    auto const two =
        once("two", [&](auto const& l, auto s) { return found(c, l, s, "two-stage", o); });
    auto const one =
        once("one", [&](auto const& l, auto s) { return found(c, l, s, "surrogate", o); });
    auto const best = [&](auto const& l, auto) { return best_by_hand(c, l); };
    auto const nearest = [&](auto const& l, auto) { return nearest_by_hand(c, l); };
    auto const random = [&c](int looks) -> method_at {
        return [&c, looks](auto const& l, auto s) { return at_random(c, l, s, looks); };
    };
    auto const last = once("last", [&](auto const& l, auto s) { return delivered(c, l, s, o); });
    return {compare(c, "found minus the best made by hand", two, best),
            compare(c, "found minus the nearest made by hand", two, nearest),
            compare(c, "found minus the best of 50 at random", two, random(50)),
            compare(c, "found minus the best of " + std::to_string(o.looks) + " at random", two,
                    random(o.looks)),
            compare(c, "two stages minus one stage of as many scores", two, one),
            compare(c, "delivered minus the best made by hand", last, best),
            compare_targets(c, own, two)};
}

/// Rows of a table, and what it says in a sentence.
inline std::string text_of(truth_claim const& claim) {
    std::string text = claim.name + ": above 0 at " + std::to_string(claim.beyond(1)) +
                       ", below at " + std::to_string(claim.beyond(-1)) + " of " +
                       std::to_string(claim.at.size()) + " limits\n";
    for (auto const& a : claim.at) {
        text += "  " + a.limit + ": ";
        if (a.points.empty())
            text += "not shown, no rival is within it\n";
        else if (a.points.size() == 1)
            text += fixed(a.mean, 3) + " points of one seed, which has no interval\n";
        else
            text += fixed(a.mean, 3) + " +- " + fixed(a.half, 3) +
                    " points (n = " + std::to_string(a.points.size()) + ", Holm's p " +
                    show(a.p_holm, 2) + ")\n";
    }
    return text;
}

inline nlohmann::ordered_json described(truth_claim const& claim) {
    nlohmann::ordered_json out{{"claim", claim.name},
                               {"above", claim.beyond(1)},
                               {"below", claim.beyond(-1)},
                               {"limits", nlohmann::ordered_json::array()}};
    for (auto const& a : claim.at)
        out["limits"].push_back({{"limit", a.limit},
                                 {"n", a.points.size()},
                                 {"points", a.mean},
                                 {"half_interval", a.half},
                                 {"p", a.p},
                                 {"p_holm", a.p_holm},
                                 {"of_seeds", a.points}});
    return out;
}

}  // namespace hurricane::claims
