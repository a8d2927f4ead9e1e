// SPDX-License-Identifier: MIT
// Tests search/best_networks.hpp, space/same_network.hpp.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <hurricane/search/best_networks.hpp>

#include "deep_space.hpp"

using namespace hurricane;
using namespace tests;

TEST_CASE("the best networks of a search: each once, those of the last stage ahead") {
    auto const space = view<with_identity>();
    auto const priced = prices<with_identity>();
    searcher_result result;
    result.stages.resize(2);
    auto& later = result.stages[0];
    auto& early = result.stages[1];
    auto const scored = [](stage_result& stage, std::string const& digits, double score) {
        auto& search = stage.search;
        search.history.push_back({read(digits.c_str()), {score, 0}});
        if (search.history.size() == 1 || score > search.best.fit.primary)
            search.best = search.history.back();
    };
    scored(later, "0001111", 0.7);
    scored(later, "0001112", 0.9);
    scored(later, "0001131", 0.8);
    scored(early, "0101112", 0.3);
    scored(early, "1301131", 0.5);
    scored(early, "1031131", 0.4);  // the network before it
    scored(early, "0001112", 0.2);  // of stage 1 too
    limits const all{{"latency_ms", 1e3}};
    auto const best = [&](limits const& within, std::size_t most) {
        return best_networks(space, priced, within, result, most);
    };
    std::vector const wanted{read("1301131"), read("0001112"), read("0001131"), read("0101112"),
                             read("0001111")};
    CHECK(best(all, 10) == wanted);
    CHECK(best(all, 2) == std::vector{wanted[0], wanted[1]});
    CHECK(best(all, 0).empty());
    auto const bound = priced["macs"].of(wanted[0]) * 0.999;
    for (auto const& g : best({{"macs", bound}}, 10)) CHECK(priced["macs"].of(g) <= bound);
    early.search.best = early.search.history[0];  // smoothed, the best of its stage
    CHECK(best(all, 2) == std::vector{read("0101112"), wanted[0]});
    CHECK(best(all, 10).size() == 5);
    CHECK(!best({{"macs", bound}}, 10).empty());
    early = {};
    CHECK(best(all, 1) == std::vector{read("0001112")});
}
