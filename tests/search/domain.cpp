// SPDX-License-Identifier: MIT
// Tests search/domain.hpp.
#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <vector>

#include <hurricane/search/domain.hpp>

#include "toy_space.hpp"

using namespace hurricane;

TEST_CASE("a domain contains, draws and visits the same networks") {
    auto const space = toy_space(5);
    limits const bounds{{"latency_ms", 9.0}, {"peak", 2.5}};
    auto const domain = domain_of(space, space.allowed, bounds);
    std::set<genotype> visited;
    std::set<genotype> drawn;
    domain.each(nullptr, [&](genotype const& g) { return visited.insert(g).second; });
    std::vector<genotype> in_order;  // the same, begun again behind each
    for (genotype const* last = nullptr;;) {
        auto const before = in_order.size();
        auto const from = last ? std::optional{*last} : std::nullopt;
        domain.each(from ? &*from : nullptr, [&](genotype const& g) {
            in_order.push_back(g);
            return false;
        });
        if (in_order.size() == before) break;
        last = &in_order.back();
    }
    CHECK(std::set<genotype>(in_order.begin(), in_order.end()) == visited);
    CHECK(in_order.size() == visited.size());
    rng random{1, "domain"};
    for (int i = 0; i < 5000; ++i) drawn.insert(domain.draw(random));
    CHECK(drawn == visited);
    int within = 0;
    for (int code = 0; code < 243; ++code) {
        genotype g{5};
        for (int l = 0, rest = code; l < 5; ++l, rest /= 3) g[l] = std::uint8_t(rest % 3);
        CHECK(domain.contains(g) == visited.contains(g));
        within += space.within(g, bounds);
    }
    CHECK(within == int(visited.size()));
}

TEST_CASE("a limit on a cost with states: the domain has the networks within, in order") {
    auto const space = toy_widths(4);
    limits const within{{"macs", 60}, {"value", 8}};
    auto const domain = domain_of(space, space.allowed, within);
    std::vector<genotype> expected;
    for (auto const& g : all_networks(space.allowed)) {
        CHECK(domain.contains(g) == space.within(g, within));
        if (space.within(g, within)) expected.push_back(g);
    }
    std::vector<genotype> visited;
    domain.each(nullptr, [&](genotype const& g) {
        visited.push_back(g);
        return true;
    });
    CHECK(visited == expected);
    CHECK(expected.size() > 20);
}
