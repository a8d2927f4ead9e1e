// SPDX-License-Identifier: MIT
#include "ranking_judge.hpp"

#include <cmath>
#include <limits>
#include <set>

#include <hurricane/base/ranking.hpp>
#include <hurricane/search/feature_model.hpp>
#include <hurricane/search/gene_model.hpp>

#include "shared/statistics.hpp"

namespace hurricane::app {

namespace {

using json = nlohmann::ordered_json;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> best_first(std::span<double const> x) {
    return ordered(x.size(), [&](auto a, auto b) { return x[a] > x[b]; });
}

std::vector<double> accuracies_of(truth_table const& t) {
    std::vector<double> all;
    for (auto const& n : t.networks) all.push_back(n.accuracy);
    return all;
}

std::vector<double> const& at_seed(ranked_score const& s, std::size_t seed) {
    return s.of_seed[std::min(seed, s.of_seed.size() - 1)];
}

/// Seeds that the parts have together.
std::size_t seeds_of(std::vector<ranked_score const*> const& parts) {
    std::size_t n = 1;
    for (auto const* p : parts) n = std::max(n, p->of_seed.size());
    return n;
}

/// What several scores say of the networks that have all of them.
struct shared_scores {
    std::vector<std::size_t> networks;
    std::vector<std::vector<double>> columns;  ///< of each score

    shared_scores(std::vector<ranked_score const*> const& parts, std::size_t seed,
                  std::size_t all) {
        for (std::size_t i = 0; i < all; ++i) {
            bool const known = std::all_of(parts.begin(), parts.end(), [&](auto const* p) {
                return !std::isnan(at_seed(*p, seed)[i]);
            });
            if (known) networks.push_back(i);
        }
        for (auto const* p : parts) {
            auto& column = columns.emplace_back();
            for (auto i : networks) column.push_back(at_seed(*p, seed)[i]);
        }
    }

    /// Of these networks to all; NaN for the others.
    std::vector<double> spread(std::vector<double> const& scores, std::size_t all) const {
        std::vector<double> out(all, none);
        for (std::size_t k = 0; k < networks.size(); ++k) out[networks[k]] = scores[k];
        return out;
    }
};

}  // namespace

ranking_quality judge(std::span<double const> scores, std::span<double const> accuracies,
                      std::span<std::size_t const> members) {
    if (members.size() < 2) return {none, none, none, none};
    std::vector<double> guess;
    std::vector<double> truth;
    for (auto i : members) {
        guess.push_back(scores[i]);
        truth.push_back(accuracies[i]);
    }
    auto const by_guess = best_first(guess);
    auto const by_truth = best_first(truth);
    auto const few = std::max<std::size_t>(1, members.size() / 20);
    std::set<std::size_t> const best(by_truth.begin(),
                                     by_truth.begin() + static_cast<std::ptrdiff_t>(few));
    double hits = 0;
    for (std::size_t k = 0; k < few; ++k) hits += best.contains(by_guess[k]);
    return {kendall(guess, truth), spearman(guess, truth), hits / static_cast<double>(few),
            truth[by_truth[0]] - truth[by_guess[0]]};
}

ranked_score judged_scores::of(std::string name, double known_network::*what) const {
    ranked_score s{.name = std::move(name), .of_seed = {{}}};
    for (auto const& n : truth.networks) s.of_seed[0].push_back(n.*what);
    return s;
}

ranked_score judged_scores::smoothed(std::string name, ranked_score const& s) const {
    ranked_score out{.name = std::move(name), .of_seed = {}};
    for (auto const& scores : s.of_seed) {
        std::vector<evaluated> known;
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (!std::isnan(scores[i])) known.push_back({truth.networks[i].genes, {scores[i], 0}});
        gene_model const model{mask, known, gene_terms::choices};
        auto& smooth = out.of_seed.emplace_back(scores.size(), none);
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (!std::isnan(scores[i])) smooth[i] = model.of(truth.networks[i].genes);
    }
    return out;
}

ranked_score judged_scores::summed(std::string name, std::vector<ranked_score const*> const& parts,
                                   std::vector<double> const& weights) const {
    ranked_score out{.name = std::move(name), .of_seed = {}};
    auto const all = truth.networks.size();
    for (std::size_t seed = 0; seed < seeds_of(parts); ++seed) {
        shared_scores const shared{parts, seed, all};
        out.of_seed.push_back(shared.spread(rank_sum(shared.columns, weights), all));
    }
    return out;
}

ranked_score judged_scores::fitted(std::string name, std::vector<ranked_score const*> const& parts,
                                   int count) const {
    ranked_score out{.name = std::move(name), .of_seed = {}};
    auto const all = truth.networks.size();
    for (std::size_t seed = 0; seed < seeds_of(parts); ++seed) {
        shared_scores const shared{parts, seed, all};
        std::vector<genotype> networks;
        for (auto i : shared.networks) networks.push_back(truth.networks[i].genes);
        auto told = sets[0].members;
        rng{seed, "trained alone"}.shuffle(std::span{told});
        told.resize(std::min(told.size(), static_cast<std::size_t>(count)));
        std::vector<std::size_t> places;
        std::vector<double> accuracies;
        for (auto i : told) {
            auto const at = std::lower_bound(shared.networks.begin(), shared.networks.end(), i);
            if (at == shared.networks.end() || *at != i) continue;
            places.push_back(static_cast<std::size_t>(at - shared.networks.begin()));
            auto const& n = truth.networks[i];
            accuracies.push_back(n.repeats.empty() ? n.accuracy
                                                   : n.repeats[seed % n.repeats.size()]);
        }
        feature_model const model{std::move(networks), shared.columns};
        out.of_seed.push_back(shared.spread(model.predict(places, accuracies), all));
        out.told.push_back(std::move(told));
    }
    return out;
}

std::vector<ranking_quality> judged_scores::ceiling(network_set const& set) const {
    std::vector<ranking_quality> all;
    for (std::size_t k = 0; k < truth.repeats.size() && truth.repeats.size() > 1; ++k) {
        std::vector<double> one;
        std::vector<double> others;
        for (auto const& n : truth.networks) {
            double sum = 0;
            for (double x : n.repeats) sum += x;
            one.push_back(n.repeats[k]);
            others.push_back((sum - n.repeats[k]) / static_cast<double>(n.repeats.size() - 1));
        }
        all.push_back(judge(one, others, set.members));
    }
    return all;
}

namespace {

json summary(std::vector<double> const& x) {
    auto const i = interval_of(x);
    return {{"mean", i.mean}, {"half", i.half}, {"n", i.n}};
}

/// Adds what a row of one set says, as text and JSON.
void describe(std::string& line, json& out, std::vector<ranking_quality> const& all) {
    std::vector<double> tau;
    std::vector<double> rank;
    std::vector<double> precision;
    std::vector<double> regret;
    for (auto const& q : all) {
        tau.push_back(q.tau_b);
        rank.push_back(q.spearman);
        precision.push_back(q.precision);
        regret.push_back(q.regret);
    }
    auto const i = interval_of(tau);
    char cell[80];
    std::snprintf(cell, sizeof cell, " %6.3f%s", i.mean, i.n > 1 ? " +- " : "       ");
    line += cell;
    if (i.n > 1) std::snprintf(cell, sizeof cell, "%.3f", i.half);
    line += i.n > 1 ? cell : "    ";
    std::snprintf(cell, sizeof cell, " %6.3f %5.2f %5.2f", interval_of(rank).mean,
                  interval_of(precision).mean, interval_of(regret).mean);
    line += cell;
    out = {{"tau_b", summary(tau)},
           {"spearman", summary(rank)},
           {"precision", summary(precision)},
           {"regret", summary(regret)}};
}

std::string padded(std::string s, std::size_t width) {
    s.resize(std::max(s.size(), width), ' ');
    return s;
}

/// A mean, with its interval where there is one.
std::string cell_of(json const& quality) {
    double const mean = quality["mean"];
    double const half = quality["half"];
    bool const has_interval = quality["n"] > 1;
    return padded("  " + fixed(mean, 3) + (has_interval ? " +- " + fixed(half, 3) : ""), 35);
}

/// The first line of a table of the sets that are whole below their limit, or of the others.
void print_head(std::vector<network_set> const& sets, char const* title, bool whole_below) {
    std::printf("\n%-44s", title);
    for (auto const& set : sets)
        if (set.whole_below == whole_below)
            std::printf("  %-33s",
                        (set.name + " (" + std::to_string(set.members.size()) + ")").c_str());
    std::printf("\n");
}

}  // namespace

json report(judged_scores const& j, std::vector<ranked_score> const& scores) {
    auto const truth = accuracies_of(j.truth);
    print_head(j.sets, "tau-b, Spearman, precision of 5 %, regret", false);
    json rows = json::array();
    std::string below;  // lines of what follows the table
    auto const row = [&](std::string const& name, auto const& qualities_of) {
        std::string line;
        std::string regrets;
        json out{{"score", name}, {"sets", json::object()}};
        for (auto const& set : j.sets) {
            auto& of_set = out["sets"][set.name];
            if (!set.whole_below) {
                describe(line, of_set, qualities_of(set));
                continue;
            }
            std::string unused;
            describe(unused, of_set, qualities_of(set));
            regrets += cell_of(of_set["regret"]);
        }
        std::printf("%-44s%s\n", name.c_str(), line.c_str());
        below += padded(name, 44) + regrets + "\n";
        rows.push_back(std::move(out));
    };
    for (auto const& s : scores)
        row(s.name, [&](network_set const& set) {
            std::vector<ranking_quality> all;
            for (std::size_t seed = 0; seed < s.of_seed.size(); ++seed) {
                auto members = set.members;
                if (!s.told.empty())
                    std::erase_if(members, [&](auto i) {
                        auto const& told = s.told[seed];
                        return std::find(told.begin(), told.end(), i) != told.end();
                    });
                all.push_back(judge(s.of_seed[seed], truth, members));
            }
            return all;
        });
    if (j.truth.repeats.size() > 1)
        row("the ceiling: one training", [&](network_set const& set) { return j.ceiling(set); });
    bool const has_limits = j.sets.back().whole_below;
    if (has_limits) print_head(j.sets, "regret of the best by score under a limit", true);
    if (has_limits) std::fputs(below.c_str(), stdout);
    return rows;
}

}  // namespace hurricane::app
