// SPDX-License-Identifier: MIT
// What the runs say, claim by claim: paired differences with their intervals, the matrix of
// networks and targets, and how far the supernet's ranking can be trusted.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "laboratory.hpp"
#include "shared/statistics.hpp"

namespace hurricane::claims {

using app::difference_of;
using app::interval;
using app::interval_of;
using app::percent;
using app::text_of;

/// What the paper's claim is: a higher accuracy, or none lost.
enum class wanted : unsigned char { higher, no_loss };

struct comparison {
    std::string claim;
    wanted want;
    std::vector<json> mine;
    std::vector<json> other;
};

struct ranking {
    std::vector<double> kendall;  ///< of each seed, as the others
    std::vector<double> again;
    std::vector<double> inherited;
    std::vector<double> alone;
    std::vector<double> spread;  ///< the deviation of the networks' accuracies alone
    std::size_t networks{};      ///< the fewest that one of them is from
};

struct results {
    std::vector<comparison> pairs;
    std::map<int, std::vector<json>>
        specialised;             ///< by seed: for each modelled target, then for the host
    std::vector<json> rankings;  ///< of every ranked search

    /// Two runs of one seed under one claim.
    void pair(std::string const& claim, wanted want, json const& mine, json const& other) {
        auto at = std::find_if(pairs.begin(), pairs.end(),
                               [&](auto const& p) { return p.claim == claim; });
        if (at == pairs.end()) at = pairs.insert(pairs.end(), comparison{claim, want, {}, {}});
        at->mine.push_back(mine);
        at->other.push_back(other);
    }

    /// The rankings by what the supernet was trained for.
    std::map<std::string, ranking> taus() const {
        std::map<std::string, ranking> by;
        for (auto const& t : rankings) {
            auto& r = by[t["supernet"]];
            std::size_t const networks = t["networks"].size();
            r.networks = r.kendall.empty() ? networks : std::min(r.networks, networks);
            r.kendall.push_back(t["kendall"]);
            if (t.contains("kendall_again")) r.again.push_back(t["kendall_again"]);
            auto const alone = interval_of(t["alone"]);
            r.inherited.push_back(interval_of(t["inherited"]).mean);
            r.alone.push_back(alone.mean);
            r.spread.push_back(alone.deviation);
        }
        return by;
    }
};

inline std::vector<double> values_of(std::vector<json> const& runs, char const* key) {
    std::vector<double> x;
    for (auto const& r : runs)
        if (r.contains(key)) x.push_back(r[key]);
    return x;
}

/// "shown: higher" and "refuted" need an interval that leaves 0 out.
inline std::string verdict_of(interval const& d, wanted want = wanted::higher) {
    auto const seeds = d.of_images ? " (one seed)" : "";
    if (d.mean + d.half < 0) return std::string{"refuted: lower"} + seeds;
    if (d.mean - d.half > 0) return std::string{"shown: higher"} + seeds;
    if (want == wanted::higher)
        return std::string{"not shown: no difference beyond the interval"} + seeds;
    return "no loss beyond the interval; up to " + percent(d.half - d.mean) + " is not excluded" +
           seeds;
}

/// Half the 95 % interval of Kendall's tau of n networks that have nothing to do with each other
/// (Kendall 1938).
inline double tau_half(std::size_t networks) {
    double const n = double(networks);
    return 1.96 * std::sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)));
}

/// "86.1 % (0.5)": mean and standard deviation.
inline std::string mean_of(std::vector<double> const& accuracies) {
    auto const i = interval_of(accuracies);
    return percent(i.mean) + (i.n > 1 ? " (" + show(100 * i.deviation, 2) + ")" : "");
}

/// The targets that networks were searched for: the modelled ones, and the host behind them.
inline std::vector<priced_space> targets_of(laboratory const& lab) {
    std::vector<priced_space> all = lab.on().modelled;
    all.push_back(lab.host().priced);
    all.back().target = "host";
    return all;
}

inline double predicted_ms(json const& run, priced_space const& on) {
    return on["latency_ms"].of(parse_genotype(std::string{run["genotype"]}, on.layers()));
}

/// The network searched for target `row`, predicted on every target: means over the seeds.
inline std::string matrix_row(std::size_t row, std::vector<priced_space> const& on,
                              results const& r, json& all) {
    std::vector<double> top1;
    std::vector<std::vector<double>> ms(on.size());
    for (auto const& [seed, runs] : r.specialised) {
        top1.push_back(runs[row]["test_top1"]);
        for (std::size_t t = 0; t < on.size(); ++t) ms[t].push_back(predicted_ms(runs[row], on[t]));
    }
    std::string text = "| " + on[row].target + " | " + mean_of(top1) + " |";
    json line{{"network_for", on[row].target}, {"test_top1", interval_of(top1).mean}};
    for (std::size_t t = 0; t < on.size(); ++t) {
        auto const mean = interval_of(ms[t]).mean;
        text += std::isfinite(mean) ? " " + show(mean, 3) + " |" : " does not run |";
        line[on[t].target] = std::isfinite(mean) ? json(mean) : json{};
    }
    all["matrix"].push_back(line);
    return text + "\n";
}

/// A target's own network and the most accurate of the others within its limit.
struct rivalry {
    std::vector<double> own;
    std::vector<double> rivals;
    std::size_t within{};  ///< of the others, over all seeds
    std::size_t others{};
    double limit_ms{};
    double images{1};

    void add(std::size_t target, std::vector<priced_space> const& on,
             std::vector<json> const& runs) {
        limit const l{"latency_ms", runs[target]["limit_ms"]};
        limit_ms = l.bound;
        images = runs[target]["test_images"];
        double best = 0;
        for (std::size_t row = 0; row < on.size(); ++row) {
            if (row == target) continue;
            ++others;
            if (!l.met_by(predicted_ms(runs[row], on[target]))) continue;
            ++within;
            best = std::max(best, double(runs[row]["test_top1"]));
        }
        if (best == 0) return;
        own.push_back(runs[target]["test_top1"]);
        rivals.push_back(best);
    }
};

inline std::string rivalry_row(std::size_t target, std::vector<priced_space> const& on,
                               results const& r, json& all) {
    rivalry x;
    for (auto const& [seed, runs] : r.specialised) x.add(target, on, runs);
    auto const d = difference_of(x.own, x.rivals, x.images);
    auto const verdict =
        x.within == 0 ? "no rival: no other network is within its limit" : verdict_of(d);
    all["diagonal"].push_back({{"target", on[target].target},
                               {"limit_ms", x.limit_ms},
                               {"others_within", x.within},
                               {"mean", d.mean},
                               {"half_interval", d.half},
                               {"n", d.n},
                               {"verdict", verdict}});
    return "| " + on[target].target + " | " + show(x.limit_ms, 3) + " | " +
           std::to_string(x.within) + " of " + std::to_string(x.others) + " | " +
           (x.within == 0 ? "" : text_of(d)) + " | " + verdict + " |\n";
}

/// Networks by what they were searched for, predicted on every target; then for each target its own
/// network against the most accurate of the others within its limit.
inline std::string matrix(laboratory const& lab, results const& r, json& all) {
    auto const on = targets_of(lab);
    std::string text = "| network for | test accuracy |";
    std::string rule = "| --- | --- |";
    for (auto const& t : on) {
        text += " ms on " + t.target + " |";
        rule += " --- |";
    }
    text += "\n" + rule + "\n";
    for (std::size_t row = 0; row < on.size(); ++row) text += matrix_row(row, on, r, all);
    text +=
        "\n| on | limit, ms | others within it | own network minus the best of them | verdict |\n"
        "| --- | --- | --- | --- | --- |\n";
    for (std::size_t t = 0; t < on.size(); ++t) text += rivalry_row(t, on, r, all);
    return text;
}

/// Every run, and every network that was trained alone to judge a supernet.
inline void write_runs(laboratory& lab, results const& of,
                       std::map<std::string, double> const& measured) {
    std::string runs =
        "run,seed,space,genotype,test_top1,predicted_ms,limit_ms,measured_ms,supernet_epochs,"
        "supernet_processor_seconds,supernet_seconds,search_seconds\n";
    std::string taus = "run,seed,supernet,inherited,alone\n";
    for (auto const& r : lab.runs()) {
        auto const start = "\"" + std::string{r["name"]} + "\"," + std::to_string(int(r["seed"]));
        runs += start + ",\"" + std::string{r["space"]} + "\"," + std::string{r["genotype"]};
        auto const add = [&](char const* key) {
            runs += "," + (r.contains(key) ? decimal(r[key]) : std::string{});
        };
        add("test_top1");
        add("predicted_ms");
        add("limit_ms");
        auto const ms = measured.find(laboratory::key_of(r));
        runs += "," + (ms == measured.end() ? std::string{} : decimal(ms->second));
        add("supernet_epochs");
        add("supernet_processor_seconds");
        add("supernet_seconds");
        add("search_seconds");
        runs += "\n";
    }
    for (auto const& t : of.rankings)
        for (std::size_t i = 0; i < t["alone"].size(); ++i)
            taus += "\"" + std::string{t["run"]} + "\"," + std::to_string(int(t["seed"])) + "," +
                    std::string{t["supernet"]} + "," + decimal(t["inherited"][i]) + "," +
                    decimal(t["alone"][i]) + "\n";
    lab.folder().write("runs.csv", runs);
    lab.folder().write("tau.csv", taus);
}

/// Kendall's tau of each kind of supernet: inherited against alone, and alone against alone from
/// other weights.
inline std::string taus(laboratory const& lab, results const& r, json& all) {
    if (r.rankings.empty()) return {};
    bool const again = std::any_of(r.rankings.begin(), r.rankings.end(),
                                   [](auto const& t) { return t.contains("kendall_again"); });
    std::string table =
        "\n| supernet after | Kendall tau, inherited against alone for " +
        show(lab.options().tau_epochs) + " epochs | " +
        (again ? "alone against alone from other weights | " : "") +
        "inherited accuracy | alone | deviation alone |\n| --- | --- | --- | --- | --- |" +
        (again ? " --- |\n" : "\n");
    for (auto const& [name, tau] : r.taus()) {
        auto const half_of = [&](interval const& i) {
            return i.n > 1 ? i.half : tau_half(tau.networks);
        };
        auto const i = interval_of(tau.kendall);
        auto const j = interval_of(tau.again);
        table += "| " + name + " | " + show(i.mean, 3) + " +- " + show(half_of(i), 2) +
                 (i.n > 1 ? "" : " (one seed: if there were none)") + ", " +
                 std::to_string(tau.networks) + " networks | " +
                 (again ? show(j.mean, 3) + " +- " + show(half_of(j), 2) + " | " : "") +
                 percent(interval_of(tau.inherited).mean) + " | " +
                 percent(interval_of(tau.alone).mean) + " | " +
                 percent(interval_of(tau.spread).mean) + " |\n";
        json one{{"name", name},
                 {"mean", i.mean},
                 {"half_interval", half_of(i)},
                 {"interval_of", i.n > 1 ? "seeds" : "no correlation"},
                 {"n", i.n},
                 {"networks", tau.networks},
                 {"inherited", interval_of(tau.inherited).mean},
                 {"alone", interval_of(tau.alone).mean},
                 {"deviation_alone", interval_of(tau.spread).mean}};
        if (again) one["again"] = {{"mean", j.mean}, {"half_interval", half_of(j)}};
        all["tau"].push_back(std::move(one));
    }
    return table;
}

/// One side of a claim, seed by seed.
struct claim_side {
    std::vector<double> top1;
    std::vector<double> supernet_seconds;  ///< of the processor; empty for what was not searched
    std::vector<double> search_seconds;
    std::vector<double> measured_ms;
};

inline claim_side side_of(std::vector<json> const& runs,
                          std::map<std::string, double> const& measured) {
    claim_side side{.top1 = values_of(runs, "test_top1"),
                    .supernet_seconds = values_of(runs, "supernet_processor_seconds"),
                    .search_seconds = values_of(runs, "search_seconds"),
                    .measured_ms = {}};
    for (auto const& run : runs) side.measured_ms.push_back(measured.at(laboratory::key_of(run)));
    return side;
}

inline std::vector<double> ratios(std::vector<double> const& x, std::vector<double> const& y) {
    std::vector<double> all;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) all.push_back(x[i] / y[i]);
    return all;
}

inline std::string csv_of(std::string const& claim, claim_side const& a, claim_side const& b) {
    std::string csv;
    for (std::size_t i = 0; i < a.top1.size(); ++i)
        csv += "\"" + claim + "\"," + std::to_string(i) + "," + decimal(a.top1[i]) + "," +
               decimal(b.top1[i]) + "," + decimal(a.measured_ms[i]) + "," +
               decimal(b.measured_ms[i]) + "," + decimal(a.supernet_seconds[i]) + "," +
               (i < b.supernet_seconds.size() ? decimal(b.supernet_seconds[i]) : "") + "\n";
    return csv;
}

/// A row of claims.md, without the verdict.
inline std::string row_of(std::string const& claim, claim_side const& a, claim_side const& b,
                          interval const& difference) {
    auto const mean = [](std::vector<double> const& x) { return show(interval_of(x).mean, 3); };
    bool const both = !b.supernet_seconds.empty();
    auto const share = ratios(a.supernet_seconds, b.supernet_seconds);
    return "| " + claim + " | " + mean_of(a.top1) + " | " + mean_of(b.top1) + " | " +
           text_of(difference) + " | " + mean(a.supernet_seconds) +
           (both ? " against " + mean(b.supernet_seconds) + " (x" + mean(share) + ")" : "") +
           " | " + mean(a.search_seconds) + (both ? " against " + mean(b.search_seconds) : "") +
           " | " + mean(a.measured_ms) + " against " + mean(b.measured_ms) + " (x" +
           mean(ratios(a.measured_ms, b.measured_ms)) + ")";
}

/// A claim's row of claims.md; adds it to claims.csv and claims.json.
inline std::string claim_row(comparison const& p, std::map<std::string, double> const& measured,
                             std::string& csv, json& all) {
    auto const a = side_of(p.mine, measured);
    auto const b = side_of(p.other, measured);
    auto const d = difference_of(a.top1, b.top1, p.mine.front()["test_images"]);
    auto const verdict = verdict_of(d, p.want);
    csv += csv_of(p.claim, a, b);
    all["claims"].push_back({{"claim", p.claim},
                             {"mean", d.mean},
                             {"std", d.deviation},
                             {"half_interval", d.half},
                             {"interval_of", d.of_images ? "test images" : "seeds"},
                             {"n", d.n},
                             {"supernet_share", ratios(a.supernet_seconds, b.supernet_seconds)},
                             {"latency_ratio", ratios(a.measured_ms, b.measured_ms)},
                             {"verdict", verdict},
                             {"runs", p.mine},
                             {"others", p.other}});
    return row_of(p.claim, a, b, d) + " | " + verdict + " |\n";
}

/// Latencies of all compared networks.
inline std::map<std::string, double> latencies_of(laboratory& lab, results const& r) {
    std::vector<json> runs;
    for (auto const& p : r.pairs)
        for (auto const* side : {&p.mine, &p.other})
            runs.insert(runs.end(), side->begin(), side->end());
    return lab.measured(runs);
}

/// claims.md, claims.csv, claims.json, runs.csv and tau.csv in the folder of the runs. Returns the
/// tables of claims.md.
inline std::string write_report(laboratory& lab, results const& r) {
    json all{{"format", "hurricane-claims"},
             {"version", 3},
             {"date", app::today()},
             {"seeds", lab.options().seeds},
             {"retrain", lab.options().retrain},
             {"tau_epochs", lab.options().tau_epochs},
             {"settings", lab.described()}};
    auto const measured = latencies_of(lab, r);
    std::string table =
        "| claim | test accuracy (deviation) | of the other | paired difference, 95 % | supernet, "
        "processor seconds | search, seconds | measured ms | verdict |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    std::string csv =
        "claim,seed,test_top1,other_top1,measured_ms,other_ms,supernet_processor_seconds,"
        "other_supernet_processor_seconds\n";
    for (auto const& p : r.pairs) table += claim_row(p, measured, csv, all);
    table += "\n" + matrix(lab, r, all);
    table += taus(lab, r, all);
    all["rankings"] = r.rankings;
    write_runs(lab, r, measured);
    lab.folder().write("claims.csv", csv);
    lab.folder().write("claims.md", table);
    lab.folder().write("claims.json", all.dump(2) + "\n");
    return table;
}

}  // namespace hurricane::claims
