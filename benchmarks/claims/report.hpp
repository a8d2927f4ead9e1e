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

using app::interval, app::interval_of, app::difference_of, app::percent, app::text_of;

/// What the paper's claim is: a higher accuracy, or none lost.
enum class wanted : unsigned char { higher, no_loss };

struct comparison {
    std::string claim;
    wanted want;
    std::vector<json> mine, other;
};

struct ranking {
    std::vector<double> kendall, again, inherited, alone,
        spread;              ///< of each seed; of the networks' accuracies alone the deviation
    std::size_t networks{};  ///< the fewest that one of them is from
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
        at->mine.push_back(mine), at->other.push_back(other);
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
            r.alone.push_back(alone.mean), r.spread.push_back(alone.deviation);
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

/// Networks by what they were searched for, predicted on every target, means over the seeds; then
/// for each target its own network against the most accurate of the others within its limit.
inline std::string matrix(laboratory const& lab, results const& r, json& all) {
    std::vector<priced_space> on = lab.on().modelled;
    on.push_back(lab.host().priced);
    on.back().target = "host";
    std::string text = "| network for | test accuracy |", rule = "| --- | --- |";
    for (auto const& t : on) text += " ms on " + t.target + " |", rule += " --- |";
    text += "\n" + rule + "\n";
    auto const predicted = [&](json const& run, priced_space const& t) {
        return t["latency_ms"].of(parse_genotype(std::string{run["genotype"]}, t.layers()));
    };
    for (std::size_t row = 0; row < on.size(); ++row) {
        std::vector<double> top1;
        std::vector<std::vector<double>> ms(on.size());
        for (auto const& [seed, runs] : r.specialised) {
            top1.push_back(runs[row]["test_top1"]);
            for (std::size_t t = 0; t < on.size(); ++t)
                ms[t].push_back(predicted(runs[row], on[t]));
        }
        text += "| " + on[row].target + " | " + mean_of(top1) + " |";
        json line{{"network_for", on[row].target}, {"test_top1", interval_of(top1).mean}};
        for (std::size_t t = 0; t < on.size(); ++t) {
            auto const mean = interval_of(ms[t]).mean;
            text += std::isfinite(mean) ? " " + show(mean, 3) + " |" : " does not run |";
            line[on[t].target] = std::isfinite(mean) ? json(mean) : json{};
        }
        text += "\n";
        all["matrix"].push_back(line);
    }
    text +=
        "\n| on | limit, ms | others within it | own network minus the best of them | verdict |\n"
        "| --- | --- | --- | --- | --- |\n";
    for (std::size_t t = 0; t < on.size(); ++t) {
        std::vector<double> own, rivals;
        std::size_t within = 0, others = 0;
        double bound = 0, images = 1;
        for (auto const& [seed, runs] : r.specialised) {
            limit const l{"latency_ms", runs[t]["limit_ms"]};
            bound = l.bound;
            double best = 0;
            for (std::size_t row = 0; row < on.size(); ++row) {
                if (row == t) continue;
                ++others;
                if (!l.met_by(predicted(runs[row], on[t]))) continue;
                ++within, best = std::max(best, double(runs[row]["test_top1"]));
            }
            images = runs[t]["test_images"];
            if (best > 0) own.push_back(runs[t]["test_top1"]), rivals.push_back(best);
        }
        auto const d = difference_of(own, rivals, images);
        auto const verdict =
            within == 0 ? "no rival: no other network is within its limit" : verdict_of(d);
        text += "| " + on[t].target + " | " + show(bound, 3) + " | " + std::to_string(within) +
                " of " + std::to_string(others) + " | " + (within == 0 ? "" : text_of(d)) + " | " +
                verdict + " |\n";
        all["diagonal"].push_back({{"target", on[t].target},
                                   {"limit_ms", bound},
                                   {"others_within", within},
                                   {"mean", d.mean},
                                   {"half_interval", d.half},
                                   {"n", d.n},
                                   {"verdict", verdict}});
    }
    return text;
}

/// Every run, and every network that was trained alone to judge a supernet.
inline void write_runs(laboratory& lab, results const& of,
                       std::map<std::string, double> const& measured) {
    std::string
        runs =
            "run,seed,space,genotype,test_top1,predicted_ms,limit_ms,measured_ms,supernet_epochs,"
            "supernet_processor_seconds,supernet_seconds,search_seconds\n",
        taus = "run,seed,supernet,inherited,alone\n";
    for (auto const& r : lab.runs()) {
        auto const start = "\"" + std::string{r["name"]} + "\"," + std::to_string(int(r["seed"]));
        runs += start + ",\"" + std::string{r["space"]} + "\"," + std::string{r["genotype"]};
        auto const add = [&](char const* key) {
            runs += "," + (r.contains(key) ? decimal(r[key]) : std::string{});
        };
        add("test_top1"), add("predicted_ms"), add("limit_ms");
        auto const ms = measured.find(laboratory::key_of(r));
        runs += "," + (ms == measured.end() ? std::string{} : decimal(ms->second));
        add("supernet_epochs"), add("supernet_processor_seconds"), add("supernet_seconds"),
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
        auto const i = interval_of(tau.kendall), j = interval_of(tau.again);
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
    std::vector<json> runs;
    for (auto const& p : r.pairs)
        for (auto const* side : {&p.mine, &p.other})
            runs.insert(runs.end(), side->begin(), side->end());
    auto const measured = lab.measured(runs);
    auto const times_of = [&](std::vector<json> const& of) {
        std::vector<double> ms;
        for (auto const& run : of) ms.push_back(measured.at(laboratory::key_of(run)));
        return ms;
    };
    constexpr auto seconds = "supernet_processor_seconds";
    std::string
        table =
            "| claim | test accuracy (deviation) | of the other | paired difference, 95 % | "
            "supernet, "
            "processor seconds "
            "| search, seconds | measured ms | verdict |\n"
            "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
        csv =
            "claim,seed,test_top1,other_top1,measured_ms,other_ms,supernet_processor_seconds,"
            "other_supernet_processor_seconds\n";
    for (auto const& p : r.pairs) {
        auto const a = values_of(p.mine, "test_top1"), b = values_of(p.other, "test_top1");
        auto const sa = values_of(p.mine, seconds), sb = values_of(p.other, seconds);
        auto const ma = times_of(p.mine), mb = times_of(p.other);
        std::vector<double> share, slower;
        for (std::size_t i = 0; i < a.size(); ++i) {
            slower.push_back(ma[i] / mb[i]);
            if (i < sb.size()) share.push_back(sa[i] / sb[i]);
            csv += "\"" + p.claim + "\"," + std::to_string(i) + "," + decimal(a[i]) + "," +
                   decimal(b[i]) + "," + decimal(ma[i]) + "," + decimal(mb[i]) + "," +
                   decimal(sa[i]) + "," + (i < sb.size() ? decimal(sb[i]) : "") + "\n";
        }
        auto const d = difference_of(a, b, p.mine.front()["test_images"]);
        auto const verdict = verdict_of(d, p.want);
        auto const of = [](std::vector<double> const& x) { return show(interval_of(x).mean, 3); };
        table +=
            "| " + p.claim + " | " + mean_of(a) + " | " + mean_of(b) + " | " + text_of(d) + " | " +
            of(sa) + (sb.empty() ? std::string{} : " against " + of(sb) + " (x" + of(share) + ")") +
            " | " + of(values_of(p.mine, "search_seconds")) +
            (sb.empty() ? std::string{} : " against " + of(values_of(p.other, "search_seconds"))) +
            " | " + of(ma) + " against " + of(mb) + " (x" + of(slower) + ") | " + verdict + " |\n";
        all["claims"].push_back({{"claim", p.claim},
                                 {"mean", d.mean},
                                 {"std", d.deviation},
                                 {"half_interval", d.half},
                                 {"interval_of", d.of_images ? "test images" : "seeds"},
                                 {"n", d.n},
                                 {"supernet_share", share},
                                 {"latency_ratio", slower},
                                 {"verdict", verdict},
                                 {"runs", p.mine},
                                 {"others", p.other}});
    }
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
