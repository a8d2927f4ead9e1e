// SPDX-License-Identifier: MIT
// The two-stage search with an evaluator of one's own (a supernet is one:
// 07_search_and_train.cpp), and another strategy in its place.
#include <cstdio>
#include <hurricane/hurricane.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/strategy_registry.hpp>

using namespace hurricane;

struct most_multiply_adds {  // anything that scores many genotypes at once
    priced_space table = price<spaces::fashion, targets::snapdragon845>();

    void score(std::span<genotype const> networks, std::span<fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {table["macs"].of(networks[i]), 0};
    }
};

int main() {
    most_multiply_adds model;
    auto const cheapest = model.table.cheapest(model.table["latency_ms"], model.table.allowed);
    limits const within{{"latency_ms", 2 * model.table["latency_ms"].of(cheapest)}};
    for (auto const* name : {"evolution", "local", "random"}) {
        auto const r =
            two_stage(model, model.table,
                      {.within = within, .strategy = strategy_named(name, 50), .evaluations = 500});
        std::printf("%-10s %zu networks scored, the best has %.3g M multiply-adds: %s\n", name,
                    r.stages.front().search.history.size(), r.best().fit.primary / 1e6,
                    to_string(r.best().genes).c_str());
    }
    return std::fflush(stdout) == 0 ? 0 : 2;
}
