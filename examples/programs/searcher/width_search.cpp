// SPDX-License-Identifier: MIT
#include "width_search.hpp"

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include <hurricane/search/screening.hpp>
#include <hurricane/training/zero_cost.hpp>

#include "search_run.hpp"
#include "shared/checkpoint.hpp"
#include "shared/program.hpp"

namespace hurricane::app {

namespace {

/// An Evaluator: ReLUs of one image, which are comparable between widths.
struct relu_counter {
    space_view const& space;

    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {static_cast<double>(relu_units(network(space, networks[i]))), 0};
    }
};

/// The settings of one width's search: its folder, and the limits that hold for all widths.
search_settings settings_of(search_settings s, family_member const& member, limits const& within) {
    s = settings_within(std::move(s), folder_of_width(member.factor), within);
    std::erase_if(s.by_hand, [&](std::string const& op) {
        return op != "none" && !is_genotype(op) && !in_every_pool(member.space, op);
    });
    if (s.by_hand.empty()) s.by_hand = {"none"};
    return s;
}

/// What a finished search says of the network that it delivers.
json delivered_by(std::string const& folder) {
    auto const result = json::parse(read_file(std::filesystem::path{folder} / "result.json"));
    auto const& network = delivered_network(result);
    auto const& rounds = result["choice"]["rounds"];
    json out{{"folder", std::filesystem::path{folder}.filename().string()},
             {"name", network["name"]},
             {"genotype", network["genotype"]},
             {"predicted_latency_ms", network["predicted_latency_ms"]},
             {"test_top1", network["test_top1"]}};
    // A choice among one network has no rounds.
    if (!rounds.empty()) {
        auto const& last = rounds.back();
        auto const chosen = result["choice"]["chosen"];
        for (std::size_t i = 0; i < last["networks"].size(); ++i)
            if (last["networks"][i] == chosen)
                out["validation_cross_entropy"] = last["cross_entropy"][i];
    }
    return out;
}

/// Throws error where the file is there and is none of ours.
void refuse_foreign(std::filesystem::path const& file) {
    if (!std::filesystem::exists(file)) return;
    auto const known = json::parse(read_file(file), nullptr, false);
    if (!known.is_object() || known.value("format", "") != "hurricane-widths")
        throw error{"this file is not ours", file.string(), "give another --out"};
}

double loss_of(json const& delivered) {
    return delivered.value("validation_cross_entropy", std::numeric_limits<double>::infinity());
}

}  // namespace

std::string folder_of_width(double factor) {
    return "width-" + std::to_string(std::lround(100 * factor));
}

void search_widths(searcher_family const& family, priced_space const& base,
                   search_settings const& s, std::size_t searched, std::stop_token stop) {
    if (s.choose == 0)
        throw error{"--widths compares what a choice by training delivers", "--choose 0",
                    "leave it on"};
    auto const within = limits_of(s, base);
    auto const kept = std::filesystem::path{s.out} / "widths.json";
    refuse_foreign(kept);
    console watch;
    auto const ranking =
        screen(family.members, within,
               [](family_member const& member) { return relu_counter{member.space}; },
               {.seed = s.seed, .watch = &watch, .stop = stop});
    make_folder(s.out);
    json screened = json::array();
    for (auto const& width : ranking)
        screened.push_back({{"width", width.factor},
                            {"networks", width.networks},
                            {"relu_units", width.score},
                            {"left_out", width.left_out}});
    json delivered = json::array();
    for (auto const& width : ranking) {
        if (delivered.size() == searched || !width.left_out.empty()) break;
        auto const& member = family.members[width.member];
        watch.log("searching at width x " + show(width.factor));
        auto const settings = settings_of(s, member, within);
        search_run{member.space, member.priced, family.sources[width.member], settings, stop}.run();
        delivered.push_back(delivered_by(settings.out));
        delivered.back()["width"] = width.factor;
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < delivered.size(); ++i)
        if (loss_of(delivered[i]) < loss_of(delivered[best])) best = i;
    json const out{{"format", "hurricane-widths"},
                   {"version", 1},
                   {"screened", screened},
                   {"searched", delivered},
                   {"best", best}};
    write_file(kept, out.dump(2) + "\n");
    watch.log(
        "the better width by the validation images: x " +
        show(delivered[best]["width"].get<double>()) + ", in " +
        (std::filesystem::path{s.out} / delivered[best]["folder"].get<std::string>()).string());
}

}  // namespace hurricane::app
