// SPDX-License-Identifier: MIT
// Tests search/hand_made.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/search/hand_made.hpp>

#include "deep_space.hpp"

using namespace hurricane;
using namespace tests;

namespace {

struct without_identity : space<deep_backbone, pool<ops::sep<3>, ops::mb<6, 3>, ops::choice<3>>> {};

struct without_both : space<deep_backbone, pool<ops::sep<3>, ops::mb<3, 3>>> {};

/// The genotypes of the contenders, by their names.
std::vector<std::pair<std::string, genotype>> pairs(std::vector<named_network> const& all) {
    std::vector<std::pair<std::string, genotype>> out;
    for (auto const& n : all) out.push_back({n.name, n.genes});
    return out;
}

}  // namespace

TEST_CASE("a hand-made network is the deepest of its family below the limit") {
    auto const space = view<with_identity>();
    auto const priced = prices<with_identity>();
    auto const macs = [&](char const* digits) { return priced["macs"].of(read(digits)); };
    using wanted = std::vector<std::pair<std::string, genotype>>;
    // At 75 % three of four and (rounded) two of two layers; at 50 % two and one.
    CHECK(pairs(hand_made(space, priced, {{"macs", macs("1111111")}})) ==
          wanted{{"MobileNetV2-like", read("1111111")}, {"ShuffleNetV2-like", read("2222222")}});
    auto const below = macs("1111111") * 0.999;
    REQUIRE(macs("1113111") < below);
    CHECK(pairs(hand_made(space, priced, {{"macs", below}})).front() ==
          std::pair{std::string{"MobileNetV2-like x 75 %"}, read("1113111")});
    auto const half = macs("1113111") * 0.999;
    CHECK(pairs(hand_made(space, priced, {{"macs", half}})).front() ==
          std::pair{std::string{"MobileNetV2-like x 50 %"}, read("1133131")});
    // A second limit counts too.
    auto const ms = priced["latency_ms"].of(read("1133131"));
    CHECK(pairs(hand_made(space, priced, {{"macs", 1e9}, {"latency_ms", ms}})).front().second ==
          read("1133131"));
    CHECK(hand_made(space, priced, {{"macs", 1}}).empty());
    CHECK_THROWS_WITH_AS(hand_made(space, priced, {{"energy", 1}}),
                         doctest::Contains("no cost named"), error);
}

TEST_CASE("without an identity hand-made networks have the whole depth, or there are none") {
    auto const space = view<without_identity>();
    auto const priced = prices<without_identity>();
    auto const all = hand_made(space, priced, {{"macs", 1e9}});
    REQUIRE(all.size() == 2);
    CHECK(all[0].genes == read("1111111"));
    auto const below = priced["macs"].of(read("1111111")) * 0.999;
    CHECK(priced["macs"].of(read("2222222")) < below);
    CHECK(pairs(hand_made(space, priced, {{"macs", below}})) ==
          std::vector{std::pair{std::string{"ShuffleNetV2-like"}, read("2222222")}});
    CHECK(hand_made(view<without_both>(), prices<without_both>(), {{"macs", 1e9}}).empty());
}

TEST_CASE("a target that cannot run an operator has no network of it") {
    auto const space = view<with_identity>();
    auto priced = prices<with_identity>();
    for (auto& c : priced.costs)
        if (c.name == "latency_ms") c.table[1] = std::nan("");
    auto const all = hand_made(space, priced, {{"latency_ms", 1e3}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].name == "ShuffleNetV2-like");
}
