// SPDX-License-Identifier: MIT
// Tests search/screening.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <hurricane/search/screening.hpp>
#include <hurricane/space/presets.hpp>

#include "tiny_widths.hpp"

using namespace hurricane;
using namespace tests;

namespace {

/// Scores the named width's networks best, and within a width those with many mb<3,3>.
struct planted {
    double bonus{};
    std::vector<genotype>* seen{};

    void score(std::span<genotype const> genotypes, std::span<fitness> out) {
        for (std::size_t i = 0; i < genotypes.size(); ++i) {
            double sum = bonus;
            for (auto choice : genotypes[i]) sum += choice == 1;
            out[i] = {sum, 0};
            if (seen) seen->push_back(genotypes[i]);
        }
    }
};

}  // namespace

TEST_CASE("screening ranks widths by the mean of their best networks") {
    auto const family = family_of<tiny, phone, three>();
    auto const favourite = [](double factor) {
        return
            [factor](family_member const& m) { return planted{m.factor == factor ? 10.0 : 0.0}; };
    };
    for (double factor : {0.5, 1.0, 2.0}) {
        auto const ranking = screen(family, {}, favourite(factor), {.networks = 20});
        REQUIRE(ranking.size() == 3);
        CHECK(ranking[0].factor == factor);
        CHECK(family[ranking[0].member].factor == factor);
        CHECK(ranking[0].networks > 1);
        CHECK(ranking[0].score > 10);
        CHECK(ranking[1].score >= ranking[2].score);
    }
    // 2 x 3 x 2 x 3 networks: all of them, and the best tenth, 4, is ranked by.
    auto const all = screen(family, {}, favourite(1), {.networks = 1000});
    CHECK(all[0].networks == 36);
    CHECK(all[0].score == doctest::Approx(10 + (4 + 3 * 3) / 4.0));
    CHECK(all[1].factor == 0.5);  // equal scores stay in the order of the family
    CHECK(all[1].score == all[2].score);
}

TEST_CASE("screening is the same for a seed, distinct, within the limits") {
    auto const family = family_of<tiny, phone, three>();
    std::vector<genotype> first;
    std::vector<genotype> second;
    std::vector<genotype> other;
    auto const into = [](std::vector<genotype>& seen) {
        return [&seen](family_member const&) { return planted{0, &seen}; };
    };
    auto const& widest = family[2].priced;
    auto const& c = widest["macs"];
    double const least = c.of(widest.cheapest(c, widest.allowed));
    double const bound = (least + c.of(widest.dearest(c, widest.allowed))) / 2;
    limits const within{{"macs", bound}};
    screening_options const o{.networks = 8, .seed = 3};
    (void)screen(family, within, into(first), o);
    (void)screen(family, within, into(second), o);
    (void)screen(family, within, into(other), {.networks = 8, .seed = 4});
    CHECK(first == second);
    CHECK(first != other);
    REQUIRE(first.size() == 24);
    for (std::size_t member = 0; member < 3; ++member)
        for (std::size_t i = 0; i < 8; ++i) {
            auto const& g = first[8 * member + i];
            CHECK(family[member].priced.within(g, within));
            for (std::size_t j = 0; j < i; ++j) CHECK(first[8 * member + j] != g);
        }
}

TEST_CASE("widths without a network within the limits are left out, with the reason") {
    auto const family = family_of<tiny, phone, three>();
    auto const& c = family[1].priced["macs"];
    auto const cheapest = c.of(family[1].priced.cheapest(c, family[1].priced.allowed));
    auto const any = [](family_member const&) { return planted{}; };
    auto const ranking = screen(family, {{"macs", cheapest}}, any, {.networks = 5});
    CHECK(ranking[0].left_out.empty());
    CHECK(ranking[2].factor == 2);
    CHECK(ranking[2].networks == 0);
    CHECK(ranking[2].left_out.find("no network has macs <=") == 0);
    CHECK_THROWS_WITH_AS(screen(family, {{"macs", 1}}, any),
                         doctest::Contains("no width has a network within the limits"), error);
    CHECK_THROWS_WITH_AS(screen(family, {{"watts", 1}}, any), doctest::Contains("'watts'"), error);
    CHECK_THROWS_AS(screen(family, {}, any, {.networks = 0}), error);
    CHECK_THROWS_AS(screen(family, {}, any, {.best_share = 0}), error);
    CHECK_THROWS_AS(screen({}, {}, any), error);
    auto const none = [](family_member const&) { return planted{std::nan("")}; };
    CHECK_THROWS_WITH_AS(screen(family, {}, none), doctest::Contains("not a number"), error);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(screen(family, {}, any, {.stop = stop.get_token()}), stopped);
}
