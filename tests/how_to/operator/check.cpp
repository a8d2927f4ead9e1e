// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/ops/plain.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/search/domain.hpp>
#include <hurricane/search/strategies/random.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

using namespace hurricane;

namespace {

struct frame : backbones::fashion {
    static constexpr fixed_string name = "toy";
    static constexpr std::array stages{stage{16, 3, 2}};
    static constexpr int split = 1;
};

struct toy : space<frame, pool<ops::sep<3>, ops::plain<3>>> {};

/// The more plain convolutions the better.
struct count_of_plain {
    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {double(std::count(networks[i].begin(), networks[i].end(), 1)), 0};
    }
};

}  // namespace

TEST_CASE("a space of plain convolutions is priced and searched within a limit") {
    auto const priced = price<toy, targets::hexagon685, keep_all>();
    auto const& macs = priced["macs"];
    CHECK(macs.of(genotype(3, 1)) > macs.of(genotype(3, 0)));
    genotype one(3, 0);
    one[2] = 1;
    limits const bounds{{"macs", macs.of(one)}};  // the later layers are equal, the first is less
    auto const domain = domain_of(priced, priced.allowed, bounds);
    count_of_plain judge;
    auto const found = search(judge, domain, random_search(4), {.evaluations = 100}, 1);
    CHECK(found.proven);
    CHECK(found.best.fit.primary == 1);
    for (auto const& e : found.history) CHECK(priced.within(e.genes, bounds));
}
