// SPDX-License-Identifier: MIT
// What the compiler knows of the company's space on its board, and a two-stage search with a score
// of one's own.
#include "acme.hpp"

#include <cstdio>
#include <hurricane/hurricane.hpp>

using on_board = hurricane::specialised<acme::space, acme::board>;
static_assert(on_board::cheapest_ms < 0.2, "the cheapest network takes less than 0.2 ms");

struct most_parameters {
    hurricane::priced_space table = hurricane::price<acme::space, acme::board>();

    void score(std::span<hurricane::genotype const> networks, std::span<hurricane::fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {table["params"].of(networks[i]), 0};
    }
};

int main() {
    most_parameters model;
    hurricane::limits const within{{"latency_ms", 2 * on_board::cheapest_ms}};
    auto const best = hurricane::two_stage(model, model.table, {.within = within}).best();
    std::printf("found %s: %.0f parameters in %.3f ms\n", to_string(best.genes).c_str(),
                best.fit.primary, model.table["latency_ms"].of(best.genes));
    return std::fflush(stdout) == 0 ? 0 : 2;
}
