// SPDX-License-Identifier: MIT
// Every network by hand that reproduce_claims compares with is in the space that it searches.
#include <doctest/doctest.h>

#include <hurricane/cost/price_rows.hpp>

#include "../../benchmarks/claims/arena.hpp"

using namespace hurricane;

namespace {

struct in_stages {
    std::vector<int> blocks;
    std::vector<int> widths;
};

/// Layers of equal output in a row are a stage.
in_stages stages_of(space_view const& space) {
    in_stages all;
    for (auto const& layer : space.layers) {
        bool const opens = layer.at.stride != 1 || all.blocks.empty();
        if (opens) all.blocks.push_back(0);
        if (opens) all.widths.push_back(layer.at.out);
        ++all.blocks.back();
    }
    return all;
}

std::uint8_t position(space_view const& space, int layer, std::string_view op) {
    auto const& pool = space[layer].candidates;
    for (std::size_t i = 0; i < pool.size(); ++i)
        if (pool[i].name == op) return static_cast<std::uint8_t>(i);
    FAIL("layer ", layer, " has no ", std::string{op});
    return 0;
}

/// The contender's operator in the first blocks of each stage, the identity behind.
genotype genotype_of(space_view const& space, space_view const& contender) {
    auto const have = stages_of(space);
    auto const wanted = stages_of(contender);
    genotype g{space.size()};
    int layer = 0;
    for (std::size_t stage = 0; stage < have.blocks.size(); ++stage)
        for (int block = 0; block < have.blocks[stage]; ++block) {
            bool const stands = block < wanted.blocks[stage];
            auto const op = stands ? contender[0].candidates[0].name : "identity";
            g[layer] = position(space, layer, op);
            ++layer;
        }
    return g;
}

std::vector<plan> without_identities(std::vector<plan> plans) {
    std::erase_if(plans, [](plan const& p) { return p.size() == 0; });
    return plans;
}

bool is_allowed(choice_mask const& mask, genotype const& g) {
    for (int layer = 0; layer < g.size(); ++layer) {
        auto const& choices = mask[std::size_t(layer)];
        if (std::find(choices.begin(), choices.end(), g[layer]) == choices.end()) return false;
    }
    return true;
}

/// Rows of a device that likes nothing that people like: mb<6,3> and choice<3> are dear.
priced_space on_a_hostile_device(space_view const& space) {
    device_table rows;
    for (auto const& row : rows_of(space)) {
        bool const by_hand = row.op == "mb<6,3>" || row.op == "choice<3>";
        rows.rows.push_back({.op = row.op, .at = row.at, .latency_ms = by_hand ? 9.0 : 1.0});
    }
    std::sort(rows.rows.begin(), rows.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    return price(space, rows, {.generator = claims::keep_hand_made});
}

template <class Backbone>
void contenders_are_genotypes() {
    auto const arena = claims::arena_of<Backbone>();
    auto const& space = arena.searched;
    auto targets = arena.modelled;
    targets.push_back(on_a_hostile_device(space));
    int found = 0;
    for (auto const& family : arena.hand)
        for (auto const& contender : family) {
            if (stages_of(contender.space).widths != stages_of(space).widths) continue;
            CAPTURE(contender.name);
            auto const g = genotype_of(space, contender.space);
            auto const by_hand = network(contender.space, genotype{contender.space.size()});
            CHECK(without_identities(network(space, g)) == by_hand);
            for (auto const& target : targets) CHECK(is_allowed(target.allowed, g));
            ++found;
        }
    CHECK(found == 6);  // two families, all, three quarters and half of the depth
}

}  // namespace

TEST_CASE("networks by hand of the backbone's width are genotypes of the searched space") {
    contenders_are_genotypes<backbones::fashion>();
    contenders_are_genotypes<backbones::cifar>();
}
