// SPDX-License-Identifier: MIT
// Tests search/strategies/exact.hpp, search/strategies/exact_problem.hpp,
// search/strategies/exact_search.hpp, search/strategies/label_setting.hpp,
// search/strategies/branch_and_bound.hpp, cost/priced_space.hpp.
#include <doctest/doctest.h>

#include <hurricane/search/strategy_registry.hpp>

#include "../../toy_space.hpp"

using namespace hurricane;

namespace {

struct parity : cost_function {
    double of(genotype const& g) const override {
        int n = 0;
        for (auto c : g) n += c;
        return n % 2 == 0 ? 0.7 : -0.4;
    }

    double least() const override { return -0.4; }

    double most() const override { return 0.7; }
};

struct value_of {
    cost const& price;

    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i) out[i] = {price.of(networks[i]), 0};
    }
};

cost random_cost(std::string name, std::vector<int> const& choices, rng& random, bool pairs) {
    cost c{.name = std::move(name), .fixed = random.uniform(), .stride = 4, .table = {}};
    for (std::size_t i = 0; i < choices.size() * 4; ++i)
        c.table.push_back(std::round(8 * random.uniform()) / 4);
    std::vector<double> of_pairs;
    for (std::size_t i = 0; pairs && i + 1 < choices.size(); ++i)
        for (int k = 0; k < 16; ++k) of_pairs.push_back(random.uniform() - 0.5);
    if (pairs) c.states = states_of_pairs(of_pairs, 4);
    return c;
}

/// 2 to 6 layers of 1 to 4 choices; costs a, b and a maximum, each plain, with pairs, or with a
/// function.
priced_space random_space(rng& random) {
    priced_space s;
    s.name = "random";
    s.target = "none";
    std::vector<int> choices;
    for (auto n = 2 + random.below(5); n > 0; --n) {
        choices.push_back(1 + int(random.below(4)));
        s.allowed.emplace_back();
        for (int c = 0; c < choices.back(); ++c) s.allowed.back().push_back(std::uint8_t(c));
    }
    s.score.assign(choices.size(), std::vector<double>(4));
    s.costs = {random_cost("value", choices, random, random.below(3) == 0),
               random_cost("a", choices, random, random.below(4) == 0),
               random_cost("b", choices, random, false),
               random_cost("peak", choices, random, false)};
    s.costs[3].how = combine::maximum;
    if (random.below(4) == 0) s.costs[random.below(2)].rest = std::make_shared<parity>();
    return s;
}

template <class Visit>
void for_all(choice_mask const& mask, Visit visit) {
    genotype g{int(mask.size())};
    std::vector<std::size_t> at(mask.size());
    for (;;) {
        for (std::size_t l = 0; l < mask.size(); ++l) g[int(l)] = mask[l][at[l]];
        visit(g);
        std::size_t l = 0;
        while (l < mask.size() && ++at[l] == mask[l].size()) at[l++] = 0;
        if (l == mask.size()) return;
    }
}

}  // namespace

TEST_CASE("the exact search equals brute force on 1,000 small problems") {
    rng random{1, "exact"};
    int infeasible = 0;
    int functions = 0;
    int paired = 0;
    for (int problem = 0; problem < 1000; ++problem) {
        auto const s = random_space(random);
        limits bounds;
        for (auto const* name : {"a", "b", "peak"})
            if (random.below(2) == 0)
                bounds.push_back({name, (std::string{name} == "peak" ? 1.0 : double(s.layers())) *
                                            2 * random.uniform()});
        bool found = false;
        double best = 0;
        for_all(s.allowed, [&](genotype const& g) {
            if (!s.within(g, bounds)) return;
            double const x = s["value"].of(g);
            if (!found || x > best) {
                found = true;
                best = x;
            }
        });
        auto const r = exact(s, s.allowed, s["value"], bounds);
        CAPTURE(problem);
        REQUIRE(r.proven);
        REQUIRE(r.found == found);
        infeasible += !found;
        functions += s.costs[0].rest || s.costs[1].rest;
        paired += s.costs[0].has_states();
        if (!found) continue;
        CHECK(r.score == doctest::Approx(best).epsilon(1e-12));
        CHECK(s.within(r.best, bounds));
        CHECK(s["value"].of(r.best) == r.score);
        // The same as a strategy: told the score's table, and not.
        value_of e{s["value"]};
        auto const domain = domain_of(s, s.allowed, bounds);
        auto const told = search(e, domain, exact_search(s, s["value"], bounds), {}, 0);
        CHECK(told.proven);
        CHECK(told.history.size() == 1);
        CHECK(told.best.genes == r.best);
        CHECK(told.bound == r.bound);
        auto const untold = search(e, domain, exhaustive_search(7), {.evaluations = 5000}, 0);
        CHECK(untold.proven);
        CHECK(untold.best.fit.primary == best);
        int const all =
            int(untold.history.size());  // as many evaluations as there are networks prove it too
        CHECK(search(e, domain, exhaustive_search(7), {.evaluations = all}, 0).proven);
        if (all > 1)
            CHECK(!search(e, domain, exhaustive_search(7), {.evaluations = all - 1}, 0).proven);
    }
    CHECK(infeasible > 50);
    CHECK(infeasible < 700);
    CHECK(functions > 100);
    CHECK(paired > 200);
}

TEST_CASE("what is not proven comes with a bound") {
    rng random{2, "exact"};
    std::vector<int> const choices(14, 4);
    priced_space s;
    s.name = "large";
    s.target = "none";
    s.allowed.assign(14, {0, 1, 2, 3});
    s.score.assign(14, std::vector<double>(4));
    s.costs = {random_cost("value", choices, random, true),
               random_cost("a", choices, random, false), random_cost("b", choices, random, false)};
    for (auto& c : s.costs)
        for (auto& x : c.table) x += 0.01 * random.uniform();  // no ties
    limits const bounds{{"a", 14.0}, {"b", 13.0}};
    auto const whole = exact(s, s.allowed, s["value"], bounds);
    REQUIRE(whole.proven);
    CHECK(whole.gap() == 0);
    auto const few = exact(s, s.allowed, s["value"], bounds, {.most = 3});
    CHECK(!few.proven);
    CHECK(few.bound >= whole.score);
    if (few.found) CHECK(few.score <= whole.score);
    value_of e{s["value"]};
    auto const some =
        search(e, domain_of(s, s.allowed, bounds), exhaustive_search(), {.evaluations = 100}, 0);
    CHECK(!some.proven);
    CHECK(std::isinf(some.bound));
    s.costs[0].rest = std::make_shared<parity>();
    auto const branched = exact(s, s.allowed, s["value"], bounds, {.most = 50});
    CHECK(!branched.proven);
    CHECK(branched.bound >= whole.score - 0.4);
    auto const tight = exact(s, s.allowed, s["value"], {{"a", 0.0}});
    CHECK(!tight.found);
    CHECK(tight.proven);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(exact(s, s.allowed, s["value"], bounds, {.stop = stop.get_token()}), stopped);
}

TEST_CASE("the best network within a limit on a cost with states is proven") {
    auto const space = toy_widths(6);
    for (double const bound : {3.0, 20.0, 45.0, 80.0, 150.0, 1000.0}) {
        limits const within{{"macs", bound}};
        double best = -1;
        for (auto const& g : all_networks(space.allowed))
            if (space.within(g, within)) best = std::max(best, space["value"].of(g));
        auto const r = exact(space, space.allowed, space["value"], within);
        CHECK(r.proven);
        CHECK(r.score == best);
        CHECK(space.within(r.best, within));
    }
}

TEST_CASE("limits on costs of different states at once; too many states are refused") {
    auto space = toy_widths(5);
    rng random{5, "states"};
    cost pairs{.name = "pairs", .fixed = 0.5, .stride = 4};
    pairs.table.assign(20, 1.0);
    std::vector<double> of_pairs;
    for (int i = 0; i < 4 * 16; ++i) of_pairs.push_back(random.uniform());
    pairs.states = states_of_pairs(of_pairs, 4);
    space.costs.push_back(pairs);
    limits const within{{"macs", 90}, {"pairs", 7}};
    double best = -1;
    for (auto const& g : all_networks(space.allowed))
        if (space.within(g, within)) best = std::max(best, space["value"].of(g));
    auto const r = exact(space, space.allowed, space["value"], within);
    REQUIRE(best > 0);
    CHECK(r.proven);
    CHECK(r.score == best);
    limits many;
    for (int k = 0; k < 40; ++k) {
        pairs.name = "pairs " + std::to_string(k);
        space.costs.push_back(pairs);
        many.push_back({pairs.name, 100});
    }
    CHECK_THROWS_WITH_AS(exact(space, space.allowed, space["value"], many),
                         doctest::Contains("too many costs with states"), error);
}
