// SPDX-License-Identifier: MIT
// Pricing: a space on a target becomes tables, from which any network costs a few additions.
#include <cstdio>
#include <hurricane/hurricane.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>

using namespace hurricane;

int main() {
    auto const priced = price<spaces::fashion, targets::hexagon685>();
    auto const& latency = priced["latency_ms"];
    for (auto const& [name, g] : {std::pair{"cheapest", priced.cheapest(latency, priced.allowed)},
                                  std::pair{"dearest", priced.dearest(latency, priced.allowed)}}) {
        std::printf("%s of those kept, %s:\n", name, to_string(g).c_str());
        for (auto const& c : priced.costs) std::printf("  %-12s %.6g\n", c.name.c_str(), c.of(g));
    }
    auto const half = 0.5 * (latency.of(priced.cheapest(latency, priced.allowed)) +
                             latency.of(priced.dearest(latency, priced.allowed)));
    feasible_sampler const draw{priced, priced.allowed, {{"latency_ms", half}}};
    rng random{1, "example"};
    auto const g = draw(random);
    std::printf("a random one of %.3g within %.3g ms: %s, %.3g ms\n", draw.paths(), half,
                to_string(g).c_str(), latency.of(g));
    return std::fflush(stdout) == 0 ? 0 : 2;
}
