// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/base/files.hpp>
#include <hurricane/fit/fit.hpp>
#include <hurricane/search/exact.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;
using fit::form;

namespace {

/// Networks with planted prices: of choices, of neighbouring pairs, and of something that is no sum.
struct planted {
    fit::samples s;
    std::vector<double> price, pair;

    planted(int positions, int choices, std::size_t n, double pairs, double noise, double other = 0) {
        s.positions = positions, s.choices.assign(std::size_t(positions), choices);
        rng random{5, "planted"};
        for (int i = 0; i < positions * choices; ++i) price.push_back(1 + random.uniform());
        for (int i = 0; i < positions * choices * choices; ++i) pair.push_back(pairs * random.normal());
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<int> g;
            double x = 10;
            for (int p = 0; p < positions; ++p) {
                g.push_back(int(random.below(std::uint64_t(choices))));
                x += at(p, g.back());
                if (p > 0) x += pair[std::size_t((p * choices + g[std::size_t(p) - 1]) * choices + g.back())];
            }
            if (g.front() == 0 && g.back() == 1) x += other;
            if (g.front() == 1 && g[std::size_t(positions) / 2] == 0) x -= other;
            s.genes.insert(s.genes.end(), g.begin(), g.end());
            s.values.push_back(x * (1 + noise * random.normal()));
        }
    }
    double at(int p, int c) const { return price[std::size_t(p * s.choices[0] + c)]; }
};
fit::quality test_quality(fit::samples const& s, fit::split const& rows, fit::fitted const& m) {
    std::vector<double> measured;
    for (auto i : rows.test) measured.push_back(s.values[i]);
    return fit::judge(m.predict(s, rows.test), measured);
}

}  // namespace

TEST_CASE("additive data with 3 % noise give the planted table back") {
    planted const d{12, 5, 4000, 0, 0.03};
    auto const rows = fit::split_rows(d.s.size(), 3000, 1);
    auto const m = fit::fit_cost(d.s, rows);
    CHECK(m.name == "additive");
    for (int p = 0; p < 12; ++p)
        for (int c = 1; c < 5; ++c) {  // differences within a position: all that whole networks tell
            auto const got = m.sum.price[std::size_t(m.sum.columns.column(std::size_t(p), c))] -
                             m.sum.price[std::size_t(m.sum.columns.column(std::size_t(p), 0))];
            // The noise of a mean over 600 networks of 28 ms, 3 % each, twice: 0.05.
            CHECK(std::abs(got - (d.at(p, c) - d.at(p, 0))) < 0.2);
        }
    CHECK(test_quality(d.s, rows, m).mape < 0.03);
    auto const exact = planted{12, 5, 4000, 0, 0};
    auto const clean = fit::fit_ridge(exact.s, rows.learn, form::additive, 1e-6);
    for (std::size_t i = 0; i < 100; ++i) CHECK(clean(exact.s[i]) == doctest::Approx(exact.s.values[i]).epsilon(1e-6));
}

TEST_CASE("interactions of neighbours are found by the second form, others by the third") {
    planted const d{10, 4, 3000, 0.5, 0.002};
    auto const rows = fit::split_rows(d.s.size(), 2400, 1);
    auto const pairs = fit::fit_cost(d.s, rows);
    CHECK(pairs.name == "pairs");
    auto const additive = fit::detail::fit_one(d.s, rows.train(), "additive", 0.01, {});
    CHECK(test_quality(d.s, rows, pairs).mape < 0.3 * test_quality(d.s, rows, additive).mape);

    planted const far{10, 4, 3000, 0, 0.002, 6.0};
    auto const trees = fit::fit_cost(far.s, rows);
    CHECK(trees.name == "boosted");
    CHECK(test_quality(far.s, rows, trees).mape <
          0.5 * test_quality(far.s, rows, fit::detail::fit_one(far.s, rows.train(), "pairs", 1, {})).mape);
}

TEST_CASE("whatever its form, the cost that searchers read is the fitted model") {
    for (double const pairs : {0.0, 0.5, -1.0}) {
        CAPTURE(pairs);
        planted const d{10, 4, 2000, std::max(0.0, pairs), 0.002, pairs < 0 ? 6.0 : 0.0};
        auto const m = fit::fit_cost(d.s, fit::split_rows(d.s.size(), 1500, 2));
        CHECK(m.name == (pairs == 0 ? "additive" : pairs > 0 ? "pairs" : "boosted"));
        priced_space space{.name = "fitted", .target = "board", .split = 4};
        for (int layer = 0; layer < 10; ++layer)
            space.allowed.push_back({0, 1, 2, 3}), space.score.push_back({1, 1, 1, 1});
        fit::add_cost(space, m, d.s, "latency_ms");
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "latency_ms"), doctest::Contains("has this cost"), error);
        space.allowed[3].push_back(4);
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "other"), doctest::Contains("choice 4 at layer 3"), error);
        space.allowed[3].pop_back();
        auto fewer = d.s;  // the same model where nobody measured choice 1 of layer 2
        for (std::size_t i = 0; i < fewer.size(); ++i)
            if (auto& gene = fewer.genes[i * 10 + 2]; gene == 1) gene = 2;
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, fewer, "other"), doctest::Contains("choice 1 at layer 2"), error);
        auto longer = space;
        longer.allowed.push_back({0});
        CHECK_THROWS_WITH_AS(fit::add_cost(longer, m, d.s, "other"),
                             doctest::Contains("of 10 layers for a space of 11"), error);
        auto const& c = space["latency_ms"];
        CHECK(c.additive() == (pairs == 0));
        double middle = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            genotype g{10};
            for (int p = 0; p < 10; ++p) g[p] = std::uint8_t(d.s[i][std::size_t(p)]);
            CHECK(c.of(g) == doctest::Approx(m(d.s[i])));
            middle += c.of(g) / 200;
        }
        feasible_sampler const draw{space, space.allowed, {{"latency_ms", middle}}};
        rng random{3, "draw"};
        for (int i = 0; i < 100; ++i) CHECK(c.of(draw(random)) <= middle);
        // The exact search proves what it finds, trees or not.
        choice_mask const two(10, {1, 3});
        double dearest = 0;
        for (int code = 0; code < 1024; ++code) {
            genotype g{10};
            for (int p = 0; p < 10; ++p) g[p] = (code >> p & 1) != 0 ? 3 : 1;
            double const ms = c.of(g);
            if (ms <= middle) dearest = std::max(dearest, ms);
            if (!c.rest) continue;
            CHECK(c.rest->least() <= c.rest->of(g));
            CHECK(c.rest->of(g) <= c.rest->most());
        }
        auto const r = exact(space, two, c, {{"latency_ms", middle}});
        CHECK(r.proven);
        CHECK(r.score == dearest);
        CHECK(r.bound == dearest);
        if (c.rest) {
            auto const few = exact(space, two, c, {{"latency_ms", middle}}, {.most = 20});
            CHECK(!few.proven);
            CHECK(few.bound >= dearest);
            CHECK(few.bound < 3 * dearest);
        }
        if (pairs < 0) continue;
        // The extremes of sums with pairs, against all networks of the first five layers.
        choice_mask const mask(5, {0, 1, 3});
        double least = 1e30, most = -1e30;
        for (int code = 0; code < 243; ++code) {
            genotype g{5};
            for (int p = 0, rest = code; p < 5; ++p, rest /= 3) g[p] = mask[0][std::size_t(rest % 3)];
            least = std::min(least, c.of(g)), most = std::max(most, c.of(g));
        }
        CHECK(c.of(space.cheapest(c, mask)) == doctest::Approx(least));
        CHECK(c.of(space.dearest(c, mask)) == doctest::Approx(most));
        CHECK_THROWS_WITH_AS((feasible_sampler{space, mask, {{"latency_ms", least * 0.999}}}),
                             doctest::Contains("the smallest reachable"), error);
    }
}

TEST_CASE("networks are read from one column of choices or from several of text") {
    scratch_folder const folder;
    auto const read = [&](std::string const& text, std::vector<std::string> const& arch) {
        write_file(folder / "x.csv", text);
        return fit::read_samples(folder / "x.csv", arch, "ms");
    };
    auto const a = read("net,ms\n0312,1.5\n\"0111\",2\n1000,\n1000,nan\n1000,-inf\n1000,0\n1000,-3\n", {"net"});
    CHECK(a.size() == 2);
    CHECK(a.dropped == 5);
    CHECK(a.choices == std::vector<int>{2, 4, 2, 3});
    CHECK(std::vector<int>(a[0].begin(), a[0].end()) == std::vector<int>{0, 3, 1, 2});
    auto const b = read("ms,net\n1,12-0-3\n2,0-11-0\n", {"net"});
    CHECK(b.choices == std::vector<int>{13, 12, 4});
    auto const c = read("op1,ms,op2\nconv,1,skip\npool,2,skip\n", {"op1", "op2"});
    CHECK(c.names[0] == std::vector<std::string>{"conv", "pool"});
    CHECK(c.choices == std::vector<int>{2, 1});
    CHECK(read("\xEF\xBB\xBFnet,ms\r\n01,1\r\n", {"net"}).size() == 1);  // as spreadsheets save
    auto const refuses = [&](std::string const& text, std::vector<std::string> const& arch, char const* words) {
        CHECK_THROWS_WITH_AS(read(text, arch), doctest::Contains(words), error);
    };
    refuses("net,ms\n01,1\n02,fast\n", {"net"}, "x.csv:3, column ms");
    refuses("net,ms\n01,1\n0x,1\n", {"net"}, "x.csv:3, column net");
    refuses("net,ms\n1--2,1\n", {"net"}, "'1--2' is not a network");
    refuses("net,ms\n1-2-,1\n", {"net"}, "is not a network");
    refuses("net,ms\n1-256,1\n", {"net"}, "is not a network");
    refuses("net,ms\n,1\n", {"net"}, "is not a network");
    refuses("net,ms\n01,1\n012,1\n", {"net"}, "3 choices where the first network has 2");
    refuses("a,b,ms\nx,,1\n", {"a", "b"}, "x.csv:2, column b");
    refuses("net,ms\n01,\n", {"net"}, "no row has a usable latency");
    refuses("net,ms\n01,1e200\n", {"net"}, "x.csv:2, column ms");
    refuses("net,ms,ms\n01,1,1\n", {"net"}, "two columns are named 'ms'");
    refuses("a,ms\n0,1\n", {"a", "a"}, "named twice");
    refuses("net,time\n01,1\n", {"net"}, "no column 'ms'");
    refuses("a,ms\n0,1\n", {"a", "ms"}, "both a number and a part");
    CHECK_THROWS_WITH_AS(fit::split_rows(10, 10, 0), doctest::Contains("leave some for the test"), error);
}

TEST_CASE("the reader of measured networks takes a file or refuses it in one sentence") {
    int taken = 0;
    auto const attack = [&](std::string const& valid, std::vector<std::string> const& arch) {
        return fuzz(valid, nasty_text, 10'000, [&](std::filesystem::path const& path) {
            auto const s = fit::read_samples(path, arch, "ms");
            ++taken;
            REQUIRE(s.genes.size() == s.size() * std::size_t(s.positions));
            for (std::size_t i = 0; i < s.genes.size(); ++i) {
                REQUIRE(s.genes[i] >= 0);
                REQUIRE(s.genes[i] < s.choices[i % std::size_t(s.positions)]);
            }
        });
    };
    int const refused = attack("arch,ms\n0-1-2,3\n1-1-1,4.5\n2-10-0,\n0-0-0,1e-3\n", {"arch"}) +
                        attack("a,b,ms\nred,1,3\nblue,\"2,5\",4.5\nred,3,nan\n", {"a", "b"});
    CHECK(refused > 5'000);
    CHECK(taken > 1'000);
}
