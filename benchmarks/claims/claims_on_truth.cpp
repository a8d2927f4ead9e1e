// SPDX-License-Identifier: MIT
#include "claims_on_truth.hpp"

#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/profiling/profile.hpp>
#include <hurricane/space/presets.hpp>

#include "shared/command_line.hpp"
#include "shared/output_folder.hpp"
#include "truth_claims.hpp"

namespace hurricane::claims {

namespace {

using json = nlohmann::ordered_json;
using searched_space = spaces::nasbench_macro;

app::output_names left_by_claims() {
    return {.format = "hurricane-claims-on-truth",
            .files = {"claims.json", "claims.txt", "rows.csv"},
            .log = "log.txt",
            .looks_ours = [](auto const&, json const& manifest) { return manifest.is_object(); }};
}

class truth_run {
public:
    truth_run(truth_settings const& s, std::stop_token stop)
        : s_{s}, stop_{stop}, folder_{s.out, left_by_claims(), stop} {
        folder_.refuse_foreign();
    }

    void run() {
        read();
        open_folder();
        auto const targets = price_targets();
        add_latencies(contest_, targets);
        add_limits(targets);
        auto method = s_.method;
        method.split = space_.split;
        json out = described();
        std::string text = limits_text();
        out["limits"] = limits_described();
        for (auto const& claim : truth_claims(contest_, method, own_limits())) {
            text += "\n" + text_of(claim);
            out["claims"].push_back(claims::described(claim));
        }
        watch_.log(text);
        folder_.write("claims.txt", text);
        folder_.write("claims.json", out.dump(2) + "\n");
        watch_.close_log();
        folder_.close_log();
    }

private:
    /// The networks that have scores, and those made by hand.
    void read() {
        truth_ = app::read_truth(space_, {.csv = s_.truth, .stop = stop_});
        auto const by_hand = app::read_truth(space_, {.csv = s_.by_hand, .stop = stop_});
        add_networks(contest_, truth_, by_hand, space_);
        for (auto const& l : app::read_limits(s_.limits, "macs")) {
            if (l.name != "macs")
                throw error{"a limit on " + l.name, "--limit",
                            "limit macs; --share limits latencies"};
            on_macs_.push_back(l);
        }
        read_scores(contest_, s_.scores, s_.column, space_, stop_);
    }

    json described() const {
        return {{"format", "hurricane-claims-on-truth"},
                {"version", 1},
                {"networks", contest_.table.size()},
                {"by_hand", contest_.by_hand.size()},
                {"trainings", truth_.repeats.size()},
                {"seeds", contest_.seeds},
                {"scores", s_.column},
                {"evaluations", s_.method.evaluations},
                {"looks", s_.method.looks},
                {"hurricane", app::version()},
                {"processor", app::processor()}};
    }

    /// Rows stay; what follows from them is written anew.
    void open_folder() {
        folder_.create();
        folder_.begin(described());
        watch_.log_to(folder_ / "log.txt");
        watch_.log(std::to_string(contest_.table.size()) + " candidates of " +
                   std::to_string(truth_.networks.size()) + " networks in " + s_.truth +
                   " have scores of " + std::to_string(contest_.seeds) + " supernets; " +
                   std::to_string(contest_.by_hand.size()) + " are made by hand");
        if (truth_.repeats.size() < 3)
            watch_.log("note: the truth has " + std::to_string(truth_.repeats.size()) +
                       " accuracies of single trainings where 3 are usual" +
                       (truth_.repeats.size() < 2
                            ? ": one and the same number chooses and judges, and no interval knows "
                              "how exact it is"
                            : ": the second alone judges what the first one chose"));
        if (contest_.seeds < 10)
            watch_.log("note: of " + std::to_string(contest_.seeds) +
                       " seeds little can be shown; ten are usual");
    }

    std::vector<priced_space> price_targets() {
        constexpr char const* rows = "rows.csv";
        if (!folder_.exists(rows)) {
            auto t =
                profile(space_, {.accept_noise = s_.accept_noise, .watch = &watch_, .stop = stop_});
            t.device = app::processor();
            t.date = app::today();
            folder_.write(rows, to_csv(t));
        }
        auto const measured = calibrated(read_rows(folder_ / rows, stop_));
        if (measured.device != app::processor())
            throw error{"the rows there are of another processor, " + measured.device,
                        (folder_ / rows).string(), "remove the file, or use another --out"};
        std::vector<priced_space> all{price(space_, measured),
                                      price<searched_space, targets::hexagon685>(),
                                      price<searched_space, targets::myriad_x>(),
                                      price<searched_space, targets::snapdragon845>()};
        all.front().target = "host";
        return all;
    }

    /// Limits on multiply-adds, and on the latency of each target.
    void add_limits(std::vector<priced_space> const& targets) {
        auto const add = [&](std::string const& name, std::size_t cost, double bound) {
            if (!add_limit(contest_, name, cost, bound))
                watch_.log("note: " + name +
                           " is left out: no network of the table, or none made "
                           "by hand, is within it");
        };
        for (auto const& l : on_macs_) add("macs <= " + show(l.bound, 6), 0, l.bound);
        for (std::size_t t = 0; t < targets.size(); ++t)
            for (double const share : s_.shares) {
                double const bound = quantile(contest_, 1 + t, share);
                add(targets[t].target + " <= " + show(bound, 3) + " ms (" + show(100 * share) +
                        " % of the table)",
                    1 + t, bound);
            }
        if (std::none_of(contest_.limits.begin(), contest_.limits.end(),
                         [](auto const& l) { return l.counts(); }))
            throw error{
                "no limit leaves 0.3 points between the best network and the best made by "
                "hand",
                s_.truth, "give other limits"};
    }

    /// Of each target, its middle limit of latency; of two the tighter.
    std::vector<contest_limit const*> own_limits() const {
        std::vector<contest_limit const*> own;
        for (std::size_t cost = 1; cost < contest_.costs.size(); ++cost) {
            std::vector<contest_limit const*> of_target;
            for (auto const& l : contest_.limits)
                if (l.cost == cost && l.counts()) of_target.push_back(&l);
            std::sort(of_target.begin(), of_target.end(),
                      [](auto const* a, auto const* b) { return a->bound < b->bound; });
            if (!of_target.empty()) own.push_back(of_target[(of_target.size() - 1) / 2]);
        }
        return own;
    }

    std::string limits_text() const {
        std::string text = "headroom: points between the best network and the best made by hand\n";
        for (auto const& l : contest_.limits)
            text += "  " + l.name + ": " + fixed(l.headroom, 2) +
                    (l.counts() ? "\n" : " (less than 0.3: does not count)\n");
        return text;
    }

    json limits_described() const {
        json all = json::array();
        for (auto const& l : contest_.limits)
            all.push_back({{"limit", l.name},
                           {"cost", contest_.costs[l.cost]},
                           {"bound", l.bound},
                           {"headroom", l.headroom},
                           {"counts", l.counts()}});
        return all;
    }

    truth_settings const& s_;
    std::stop_token stop_;
    app::output_folder folder_;
    app::console watch_;
    space_view space_ = view<searched_space>();
    app::truth_table truth_;
    limits on_macs_;
    contest contest_;
};

}  // namespace

void run_on_truth(truth_settings const& s, std::stop_token stop) {
    truth_run{s, std::move(stop)}.run();
}

}  // namespace hurricane::claims
