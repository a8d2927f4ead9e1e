// SPDX-License-Identifier: MIT
// The example types of contracts.hpp are what they say: the library runs them.
#include <doctest/doctest.h>

#include <hurricane/contracts.hpp>
#include <hurricane/search.hpp>

using namespace hurricane;

namespace {

struct backbone : backbones::fashion {
    static constexpr fixed_string name = "contracts";
    static constexpr std::array stages{stage{16, 2, 2}, stage{24, 2, 2}};
    static constexpr int split = 2;
};

struct small : space<backbone, pool<contracts::one_convolution, ops::sep<3>, ops::mb<3, 3>>> {};

using target = contracts::one_gmac_per_s;

static_assert(lower<contracts::one_convolution>({{8, 4, 4}, 8, 1}).macs() == 9 * 8 * 8 * 16);

}  // namespace

TEST_CASE("the example target prices all its costs") {
    auto const priced = price<small, target>();
    CHECK(priced["latency_ms"].fixed > target::network_ms);
    for (auto const* name : {"energy_mj", "peak_bytes"})
        CHECK(priced[name].of(genotype(small::layers, 0)) > 0);
}

TEST_CASE("a cost that the example target brings is one like others, with limits on it") {
    auto const priced = price<small, target>();
    auto const& area = priced["area_mm2"];
    CHECK(area.how == combine::maximum);
    double most = target::area_mm2::network;
    auto const space = view<small>();
    most = std::max(most, 1e-6 * double(space.stem.params()));
    most = std::max(most, 1e-6 * double(space.head.params()));
    CHECK(area.fixed == most);
    genotype const g(small::layers, 0);
    for (int layer = 0; layer < small::layers; ++layer)
        most = std::max(most, 1e-6 * double(space.lower(layer, 0).params()));
    CHECK(area.of(g) == most);
    CHECK(priced.within(g, {{"area_mm2", most}}));
    CHECK_FALSE(priced.within(g, {{"area_mm2", most * 0.99}}));
}

TEST_CASE("the example strategy finds what the example evaluator likes best") {
    auto const priced = price<small, target>();
    contracts::first_choices likes;
    auto const domain = domain_of(priced, priced.allowed, {});
    auto const r = search(likes, domain, contracts::one_change(), {.evaluations = 81}, 1);
    CHECK(r.best.genes == genotype(small::layers, 0));
}

TEST_CASE("the example model goes through a two-stage search and an archive") {
    contracts::first_choices_learnt model{small::layers};
    auto const r = two_stage<small, target>(model, {.strategy = contracts::one_change()});
    CHECK(r.best().fit.primary > 0);
    archive_writer out{"contracts", 1, 0};
    model.save(out);
    contracts::first_choices_learnt other{small::layers};
    archive_reader in{out.whole(), "memory", "contracts", 1, 0};
    other.load(in);
    genotype const all[] = {genotype(small::layers, 0)};
    fitness before[1];
    fitness after[1];
    model.score(all, before);
    other.score(all, after);
    CHECK(before[0] == after[0]);
}
