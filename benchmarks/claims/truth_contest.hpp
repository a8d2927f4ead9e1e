// SPDX-License-Identifier: MIT
// Claims on known truth: networks whose accuracy several trainings told, what they cost on each
// target, what supernets said of them, and the limits that are worth a claim. The first training
// chooses, the mean of the others judges.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/decimal.hpp>
#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/same_network.hpp>

#include "ranker/ranking_truth.hpp"
#include "shared/statistics.hpp"

namespace hurricane::claims {

/// A network of the table, or one made by hand.
struct truly_trained {
    genotype genes;
    double first{};                ///< accuracy by the training that chooses
    double others{};               ///< mean accuracy of those that judge
    double all{};                  ///< mean accuracy of all
    std::vector<double> costs;     ///< as contest::costs
    std::vector<double> of_seeds;  ///< scores, higher is better
};

/// An upper limit on one of the costs.
struct contest_limit {
    std::string name;
    std::size_t cost{};
    double bound{};
    double headroom{};  ///< points: best of the table less the best made by hand, by all trainings

    bool met_by(truly_trained const& n) const { return n.costs[cost] <= bound; }

    /// Where less is to be won, no search can show anything.
    bool counts() const { return headroom >= 0.3; }
};

struct contest {
    std::vector<std::string> costs{"macs"};
    std::vector<truly_trained> table;
    std::vector<truly_trained> by_hand;
    std::vector<contest_limit> limits;
    std::size_t seeds{};
    /// Of the mean of the trainings that judge a network; 0 where the truth has one training.
    double judging_variance{};
};

namespace detail {

inline truly_trained judged(app::known_network const& n) {
    truly_trained out{.genes = n.genes,
                      .first = n.accuracy,
                      .others = n.accuracy,
                      .all = n.accuracy,
                      .costs = {n.macs}};
    if (n.repeats.empty()) return out;
    out.first = n.repeats.front();
    if (n.repeats.size() == 1) return out;
    auto const count = static_cast<double>(n.repeats.size());
    out.others = 0;
    for (std::size_t k = 1; k < n.repeats.size(); ++k) out.others += n.repeats[k] / (count - 1);
    out.all = (out.first + (count - 1) * out.others) / count;
    return out;
}

/// Of the mean of all trainings but the first; 0 of one.
inline double variance_of_judges(std::vector<double> const& trainings) {
    if (trainings.size() < 2) return 0;
    double const deviation = app::interval_of(trainings).deviation;
    return deviation * deviation / static_cast<double>(trainings.size() - 1);
}

/// Columns `name`_0, `name`_1, ... of the scores, or `name` alone.
inline std::vector<std::size_t> score_columns(csv_reader& csv, std::string const& name) {
    std::vector<std::size_t> found;
    while (csv.has(name + "_" + std::to_string(found.size())))
        found.push_back(csv.column(name + "_" + std::to_string(found.size())));
    if (found.empty()) found.push_back(csv.column(name));
    return found;
}

/// The best by all trainings; null where none meets the limit.
inline truly_trained const* best_of_all(std::vector<truly_trained> const& all,
                                        contest_limit const& l) {
    truly_trained const* best = nullptr;
    for (auto const& n : all)
        if (l.met_by(n) && (!best || n.all > best->all)) best = &n;
    return best;
}

}  // namespace detail

/// The scores of a ranker's networks.csv, for the networks of the table: others leave it. Throws
/// error for a column that is not there, and where no network has scores.
inline void read_scores(contest& c, std::string const& file, std::string const& column,
                        space_view const& space, std::stop_token const& stop) {
    csv_reader csv{file, stop};
    auto const arch = csv.column("arch");
    auto const columns = detail::score_columns(csv, column);
    c.seeds = columns.size();
    while (csv.next()) {
        auto const g = parse_genotype(csv[arch], space.size());
        auto const at = std::find_if(c.table.begin(), c.table.end(),
                                     [&](truly_trained const& n) { return n.genes == g; });
        if (at == c.table.end()) continue;
        at->of_seeds.clear();
        for (auto const k : columns)
            at->of_seeds.push_back(number_in<double>(csv[k]).value_or(std::nan("")));
    }
    std::erase_if(c.table, [&](truly_trained const& n) {
        return n.of_seeds.empty() || std::any_of(n.of_seeds.begin(), n.of_seeds.end(),
                                                 [](double x) { return !std::isfinite(x); });
    });
    if (c.table.empty())
        throw error{"no network of the truth has a score in column " + column, file,
                    "give networks.csv of a ranking of the same table"};
}

namespace detail {

/// Whether the single trainings that two rows of one network both have differ.
inline bool contradict(app::known_network const& a, app::known_network const& b) {
    auto const n = static_cast<std::ptrdiff_t>(std::min(a.repeats.size(), b.repeats.size()));
    return !std::equal(a.repeats.begin(), a.repeats.begin() + n, b.repeats.begin());
}

}  // namespace detail

/// The networks of a truth, how far its judges are apart, and those made by hand, which are no
/// candidates.
inline void add_networks(contest& c, app::truth_table const& truth, app::truth_table const& by_hand,
                         space_view const& space) {
    std::map<std::uint64_t, app::known_network const*> known;
    for (auto const& n : by_hand.networks) {
        c.by_hand.push_back(detail::judged(n));
        known.emplace(fingerprint_of(computing_parts(space, n.genes)), &n);
    }
    double sum = 0;
    for (auto const& n : truth.networks) {
        sum += detail::variance_of_judges(n.repeats);
        auto const at = known.find(fingerprint_of(computing_parts(space, n.genes)));
        if (at == known.end())
            c.table.push_back(detail::judged(n));
        else if (detail::contradict(*at->second, n))
            throw error{to_string(n.genes) + " has other accuracies in the truth (line " +
                            std::to_string(n.line) + ") than made by hand (line " +
                            std::to_string(at->second->line) + ")",
                        "--one-operator", "give tables of the same trainings"};
    }
    c.judging_variance = sum / static_cast<double>(truth.networks.size());
}

/// The latency on each target, behind the multiply-adds.
inline void add_latencies(contest& c, std::vector<priced_space> const& targets) {
    for (auto const& t : targets) {
        c.costs.push_back("latency_ms@" + t.target);
        for (auto* all : {&c.table, &c.by_hand})
            for (auto& n : *all) n.costs.push_back(t["latency_ms"].of(n.genes));
    }
}

/// What a share of the table costs at most.
inline double quantile(contest const& c, std::size_t cost, double share) {
    std::vector<double> all;
    for (auto const& n : c.table) all.push_back(n.costs[cost]);
    auto const at = static_cast<std::size_t>(share * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at), all.end());
    return all[at];
}

/// Adds a limit, unless nothing of the table or nothing made by hand meets it; false then.
inline bool add_limit(contest& c, std::string name, std::size_t cost, double bound) {
    contest_limit l{.name = std::move(name), .cost = cost, .bound = bound};
    auto const* const best = detail::best_of_all(c.table, l);
    auto const* const by_hand = detail::best_of_all(c.by_hand, l);
    if (!best || !by_hand) return false;
    l.headroom = best->all - by_hand->all;
    c.limits.push_back(std::move(l));
    return true;
}

}  // namespace hurricane::claims
