// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <algorithm>
#include <cstdio>

#include <hurricane/base/decimal.hpp>

namespace hurricane::app {

void recorder::curve(std::string const& name) {
    if (curves_.empty() || curves_.back().name != name) curves_.push_back({name, {}});
}

void recorder::begin(std::string_view phase, std::int64_t total) {
    console::begin(phase, total);
    if (phase != "training") return;
    steps_ = std::max<std::int64_t>(1, total);
    counted_ = 0;
    sum_ = 0;
}

void recorder::metric(std::string_view name, std::int64_t step, double value) {
    if (name != "loss" || curves_.empty()) return;
    sum_ += value;
    ++counted_;
    auto& loss = curves_.back().loss;
    auto const done = static_cast<std::size_t>(100 * (step + 1) / steps_);
    if (done <= loss.size()) return;
    loss.resize(done, sum_ / static_cast<double>(counted_));
    counted_ = 0;
    sum_ = 0;
}

void recorder::save(archive_writer& out) const {
    out.number(static_cast<std::uint64_t>(curves_.size()));
    for (auto const& c : curves_) {
        out.text(c.name);
        out.number(static_cast<std::uint64_t>(c.loss.size()));
        for (double x : c.loss) out.number(x);
    }
}

void recorder::load(archive_reader& in) {
    curves_.clear();
    for (auto n = in.count(12); n > 0; --n) {
        curves_.push_back({in.text(), {}});
        for (auto k = in.count(8); k > 0; --k) curves_.back().loss.push_back(in.number<double>());
    }
}

std::string operators_of(space_view const& space, genotype const& g) {
    std::string ops;
    for (int layer = 0; layer < space.size(); ++layer)
        ops += " " + std::string{space[layer].candidates[g[layer]].name};
    return ops;
}

void describe_results(json& out, space_view const& space, priced_space const& priced,
                      std::span<stage_result const> stages,
                      std::vector<finished_network> const& networks) {
    auto const& latency = priced["latency_ms"];
    out["layers"] = json::array();
    out["stages"] = json::array();
    out["networks"] = json::array();
    for (auto const& l : space.layers)
        out["layers"].push_back({{"c", l.at.in.c},
                                 {"h", l.at.in.h},
                                 {"w", l.at.in.w},
                                 {"out", l.at.out},
                                 {"stride", l.at.stride}});
    for (auto const& s : stages) {
        json history = json::array();
        for (auto const& e : s.search.history)
            history.push_back({e.fit.primary, latency.of(e.genes)});
        out["stages"].push_back({{"name", s.name},
                                 {"first_layer", s.first + 1},
                                 {"last_layer", s.last},
                                 {"start", to_string(s.fixed)},
                                 {"genotype", to_string(s.search.best.genes)},
                                 {"score", s.search.best.fit.primary},
                                 {"evaluated", s.search.history.size()},
                                 {"generation_end", s.search.generation_end},
                                 {"history", history}});
    }
    for (auto const& n : networks) {
        json ops = json::array();
        json layers = json::array();
        for (int layer = 0; layer < space.size(); ++layer) {
            ops.push_back(space[layer].candidates[n.genes[layer]].name);
            layers.push_back(latency.at(layer, n.genes[layer]));
        }
        json row{{"name", n.name},     {"genotype", to_string(n.genes)}, {"operators", ops},
                 {"layer_ms", layers}, {"test_top1", n.test.primary},    {"test_top5", n.test.tie}};
        for (auto const& c : priced.costs)
            row[c.name == "latency_ms" ? "predicted_latency_ms" : c.name] = c.of(n.genes);
        out["networks"].push_back(row);
    }
}

void describe_times(json& out, priced_space const& priced, std::vector<phase> const& phases,
                    std::vector<finished_network> const& networks,
                    std::vector<sampled_network> const& sampled,
                    std::vector<recorder::curve_of> const& curves) {
    for (auto const* part : {"phases", "networks", "sampled", "curves"}) out[part] = json::array();
    for (auto const& p : phases)
        out["phases"].push_back(
            {{"name", p.name}, {"seconds", p.seconds}, {"processor_seconds", p.processor_seconds}});
    for (auto const& n : networks)
        out["networks"].push_back({{"name", n.name},
                                   {"measured_latency_ms", n.measured.median_ms},
                                   {"spread_ms", n.measured.spread_ms}});
    for (auto const& n : sampled)
        out["sampled"].push_back({{"genotype", to_string(n.genes)},
                                  {"predicted_latency_ms", priced["latency_ms"].of(n.genes)},
                                  {"measured_latency_ms", n.measured.median_ms},
                                  {"spread_ms", n.measured.spread_ms}});
    for (auto const& c : curves) out["curves"].push_back({{"name", c.name}, {"loss", c.loss}});
}

void print_table(space_view const& space, priced_space const& priced,
                 std::vector<finished_network> const& networks, observer& watch,
                 std::size_t delivered) {
    std::size_t widest = 14;
    for (auto const& n : networks) widest = std::max(widest, n.name.size());
    auto const width = static_cast<int>(widest);
    char line[240];
    std::snprintf(line, sizeof line, "%-*s %13s %12s %14s %11s %10s", width, "network",
                  "predicted ms", "measured ms", "multiply-adds", "parameters", "test top-1");
    watch.log("");
    watch.log(line);
    for (auto const& n : networks) {
        std::snprintf(line, sizeof line, "%-*s %13.4f %12.4f %14.0f %11.0f %8.2f %%", width,
                      n.name.c_str(), priced["latency_ms"].of(n.genes), n.measured.median_ms,
                      priced["macs"].of(n.genes), priced["params"].of(n.genes),
                      100 * n.test.primary);
        watch.log(line);
    }
    watch.log("found:" + operators_of(space, networks.front().genes));
    if (delivered != 0)
        watch.log("delivered, " + networks[delivered].name + ":" +
                  operators_of(space, networks[delivered].genes));
}

}  // namespace hurricane::app
