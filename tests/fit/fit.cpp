// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include <hurricane/base/files.hpp>
#include <hurricane/fit/fit.hpp>
#include <hurricane/search/strategies/exact.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

/// Networks with planted prices: of choices, of neighbouring pairs, of three positions apart
/// together, and of how often all of them make the first choice.
struct planted {
    fit::samples s;
    std::vector<double> price, pair;

    planted(int positions, int choices, std::size_t n, double pairs, double noise, double other = 0,
            double crowd = 0) {
        s.positions = positions;
        s.choices.assign(std::size_t(positions), choices);
        rng random{5, "planted"};
        for (int i = 0; i < positions * choices; ++i) price.push_back(1 + random.uniform());
        for (int i = 0; i < positions * choices * choices; ++i)
            pair.push_back(pairs * random.normal());
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<int> g;
            double x = 10;
            for (int p = 0; p < positions; ++p) {
                g.push_back(int(random.below(std::uint64_t(choices))));
                x += at(p, g.back());
                if (p > 0)
                    x += pair[std::size_t((p * choices + g[std::size_t(p) - 1]) * choices +
                                          g.back())];
            }
            if (g.front() == 0 && g.back() == 1) x += other;
            if (g.front() == 1 && g[std::size_t(positions) / 2] == 0) x -= other;
            if (std::count(g.begin(), g.end(), 0) >= 4) x += crowd;
            s.genes.insert(s.genes.end(), g.begin(), g.end());
            s.values.push_back(x * (1 + noise * random.normal()));
        }
    }

    /// Prices that multiply.
    planted& multiply(double by) {
        for (std::size_t i = 0; i < s.size(); ++i) s.values[i] = std::exp(by * s.values[i]);
        return *this;
    }

    double at(int p, int c) const { return price[std::size_t(p * s.choices[0] + c)]; }
};

fit::quality test_quality(fit::samples const& s, fit::row_split const& rows, fit::fitted const& m) {
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
        for (int c = 1; c < 5;
             ++c) {  // differences within a position: all that whole networks tell
            auto const first = std::size_t(m.sum.columns.columns_of(std::size_t(p)).first);
            double const got = m.sum.price[first + std::size_t(c)] - m.sum.price[first];
            // The noise of a mean over 600 networks of 28 ms, 3 % each, twice: 0.05.
            CHECK(std::abs(got - (d.at(p, c) - d.at(p, 0))) < 0.2);
        }
    CHECK(test_quality(d.s, rows, m).mape < 0.03);
    auto const exact = planted{12, 5, 4000, 0, 0};
    auto const clean =
        fit::fit_ridge(exact.s, exact.s.values, rows.learn, fit::single_terms(12), 1e-6);
    for (std::size_t i = 0; i < 100; ++i)
        CHECK(clean(exact.s[i]) == doctest::Approx(exact.s.values[i]).epsilon(1e-6));
}

TEST_CASE("interactions are found by the form that has them") {
    planted const d{10, 4, 3000, 0.5, 0.002};
    auto const rows = fit::split_rows(d.s.size(), 2400, 1);
    auto const pairs = fit::fit_cost(d.s, rows);
    CHECK(pairs.name == "pairs");
    auto const additive =
        fit::fit_form(d.s, rows.train(), {"additive", false, fit::single_terms(10)}, 0.01, {});
    CHECK(test_quality(d.s, rows, pairs).mape < 0.3 * test_quality(d.s, rows, additive).mape);

    planted const far{10, 4, 3000, 0, 0.002, 6.0};
    auto const joined = fit::fit_cost(far.s, rows);
    CHECK(joined.name == "joined");
    CHECK(fit::whole_joins(joined.sum.columns.terms()) == std::vector<fit::term>{{0, 5, 9}});
    CHECK(test_quality(far.s, rows, joined).mape < 0.002);  // as near as the noise

    planted const crowd{10, 4, 3000, 0, 0.002, 0, 6.0};
    auto const trees = fit::fit_cost(crowd.s, rows);
    CHECK(trees.name == "boosted");
    CHECK(test_quality(crowd.s, rows, trees).mape <
          0.8 * test_quality(crowd.s, rows,
                             fit::fit_form(crowd.s, rows.train(),
                                           {"pairs", false, fit::pair_terms(10)}, 1, {}))
                    .mape);
}

TEST_CASE("prices that multiply are fitted in the logarithm, and no cost is predicted below zero") {
    auto d = planted{10, 4, 800, 0, 0.0}.multiply(1);  // a spread of e^4
    auto const rows = fit::split_rows(d.s.size(), 600, 1);
    auto const m = fit::fit_cost(d.s, rows);
    CHECK(m.name == "additive");
    CHECK(m.logarithm);
    CHECK(test_quality(d.s, rows, m).mape < 0.01);
    // A sum of prices goes below zero there: it ends at the least that was seen.
    auto const sum =
        fit::fit_form(d.s, rows.train(), {"additive", false, fit::single_terms(10)}, 0.01, {});
    double least = 1e300;
    for (auto i : rows.train()) least = std::min(least, d.s.values[i]);
    CHECK(sum.floor == least);
    int floored = 0;
    for (std::size_t i = 0; i < d.s.size(); ++i) {
        CHECK(sum(d.s[i]) >= least);
        floored += sum(d.s[i]) == least && sum.sum(d.s[i]) < 0;
    }
    CHECK(floored > 0);
    auto negative = d.s;  // scores have no logarithm
    for (auto& x : negative.values) x = 1 - x;
    CHECK(!fit::fit_cost(negative, rows).logarithm);
}

TEST_CASE("columns that describe blocks are joined, and a join of no use is not made") {
    fit::samples s;
    s.positions = 12;
    s.choices.assign(12, 3);
    rng random{4, "blocks"};
    std::vector<double> price;
    for (int i = 0; i < 4 * 81; ++i) price.push_back(std::exp(random.normal()));
    for (int i = 0; i < 2400; ++i) {
        double x = 5;
        std::vector<int> g;
        for (int p = 0; p < 12; ++p) g.push_back(int(random.below(3)));
        for (int b = 0; b < 3; ++b)  // positions b, b + 3, b + 6, b + 9
            x += price[std::size_t(
                b * 81 +
                ((g[std::size_t(b)] * 3 + g[std::size_t(b) + 3]) * 3 + g[std::size_t(b) + 6]) * 3 +
                g[std::size_t(b) + 9])];
        s.genes.insert(s.genes.end(), g.begin(), g.end());
        s.values.push_back(x);
    }
    auto const rows = fit::split_rows(s, 2000, 1);
    auto const m = fit::fit_cost(s, rows);
    CHECK(m.name == "joined");

    CHECK(fit::whole_joins(m.sum.columns.terms()) ==
          std::vector<fit::term>{{0, 3, 6, 9}, {1, 4, 7, 10}, {2, 5, 8, 11}});
    CHECK(test_quality(s, rows, m).mape < 0.005);
    fit::regression_options pairs_only;
    pairs_only.joins.most = 2;
    CHECK(test_quality(s, rows, fit::fit_cost(s, rows, pairs_only)).mape > 0.02);
    planted const noise{12, 3, 2400, 0, 0.05};
    CHECK(fit::fit_cost(noise.s, rows).name == "additive");
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS((void)fit::fit_cost(s, rows, {.stop = stop.get_token()}), stopped);
}

TEST_CASE("repeats of a network stay on one side of the split, and tell the noise") {
    scratch_folder const folder;
    std::string text = "net,name,ms\n";
    rng random{6, "repeats"};
    for (int i = 0; i < 40; ++i) {
        std::string net;
        for (int p = 0; p < 8; ++p) net += std::to_string(random.below(4));
        double const ms = 5 + 10 * random.uniform();
        for (int k = 0; k < 10; ++k)
            text += net + ",," + decimal(ms * (k % 2 == 0 ? 1.01 : 0.99)) + "\n";
    }
    write_file(folder / "x.csv", text);
    auto const s = fit::read_samples(folder / "x.csv", {"net"}, "ms");
    REQUIRE(s.size() == 400);
    CHECK(fit::networks_of(s).size() == 40);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto const rows = fit::split_rows(s, 295, seed);
        std::set<std::vector<int>> learnt, judged, unseen;
        for (auto i : rows.learn) learnt.emplace(s[i].begin(), s[i].end());
        for (auto i : rows.validate) judged.emplace(s[i].begin(), s[i].end());
        for (auto i : rows.test) unseen.emplace(s[i].begin(), s[i].end());
        CHECK(learnt.size() == 24);
        CHECK(judged.size() == 6);
        CHECK(unseen.size() == 10);
        auto all = learnt;
        all.merge(judged);
        all.merge(unseen);
        CHECK(all.size() == 40);
        auto const q = test_quality(s, rows, fit::fit_cost(s, rows));
        CHECK(q.r2 < 0.6);  // random latencies: nobody can know those of other networks
    }
    CHECK(*fit::noise_floor(s) == doctest::Approx(0.01 * std::sqrt(10.0 / 9)));
    // Other choices of the same name are one network, through whichever rows.
    write_file(folder / "y.csv",
               "net,name,ms\n00,a,1\n01,a,2\n10,b,3\n01,b,4\n11,,5\n11,,6\n12,,7\n");
    auto const named = fit::read_samples(folder / "y.csv", {"net"}, "ms");
    CHECK(fit::networks_of(named) ==
          std::vector<std::vector<std::size_t>>{{0, 1, 2, 3}, {4, 5}, {6}});
    CHECK(fit::networks_of(fit::read_samples(folder / "y.csv", {"net"}, "ms", "")).size() == 5);
    CHECK(!fit::noise_floor(planted{3, 40, 50, 0, 0}.s));
    // A network whose repeats are all there is to train on leaves nothing to choose the form on.
    CHECK_THROWS_WITH_AS((void)fit::split_networks({{0, 1, 2, 3, 4, 5}, {6}}, 5, 0),
                         doctest::Contains("7 usable ones of 2 networks"), error);
    // Of networks that were measured once the split is by rows, as ever.
    auto const once = planted{12, 5, 100, 0, 0};
    CHECK(fit::split_rows(once.s, 70, 3).learn == fit::split_rows(100, 70, 3).learn);
    CHECK(fit::split_rows(once.s, 70, 3).validate == fit::split_rows(100, 70, 3).validate);
    CHECK(fit::split_rows(once.s, 70, 3).validate.size() == 14);
}

TEST_CASE("whatever its form, the cost that searchers read is the fitted model") {
    for (std::string const kind :
         {"additive", "pairs", "joined", "boosted", "multiplied", "floored"}) {
        CAPTURE(kind);
        planted d{10,
                  4,
                  2000,
                  kind == "pairs" ? 0.5 : 0,
                  0.002,
                  kind == "joined" ? 6.0 : 0,
                  kind == "boosted" ? 6.0 : 0};
        auto const rows = fit::split_rows(d.s.size(), 1500, 2);
        if (kind == "multiplied" || kind == "floored") d.multiply(0.5);
        auto const m = kind == "floored"
                           ? fit::fit_form(d.s, rows.train(),
                                           {"additive", false, fit::single_terms(10)}, 1, {})
                           : fit::fit_cost(d.s, rows);
        CHECK(m.name == (kind == "multiplied" || kind == "floored" ? "additive" : kind));
        CHECK(m.logarithm == (kind == "multiplied"));
        CHECK((m.floor > 0) == (kind == "floored"));
        priced_space space{.name = "fitted", .target = "board", .split = 4};
        for (int layer = 0; layer < 10; ++layer)
            space.allowed.push_back({0, 1, 2, 3}), space.score.push_back({1, 1, 1, 1});
        fit::add_cost(space, m, d.s, "latency_ms");
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "latency_ms"),
                             doctest::Contains("has this cost"), error);
        space.allowed[3].push_back(4);
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, d.s, "other"),
                             doctest::Contains("choice 4 at layer 3"), error);
        space.allowed[3].pop_back();
        auto fewer = d.s;  // the same model where nobody measured choice 1 of layer 2
        for (std::size_t i = 0; i < fewer.size(); ++i)
            if (auto& gene = fewer.genes[i * 10 + 2]; gene == 1) gene = 2;
        CHECK_THROWS_WITH_AS(fit::add_cost(space, m, fewer, "other"),
                             doctest::Contains("choice 1 at layer 2"), error);
        auto longer = space;
        longer.allowed.push_back({0});
        CHECK_THROWS_WITH_AS(fit::add_cost(longer, m, d.s, "other"),
                             doctest::Contains("of 10 layers for a space of 11"), error);
        auto const& c = space["latency_ms"];
        CHECK(c.additive() == (kind == "additive"));
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
            if (kind == "joined" || kind == "boosted") CHECK(few.bound < 3 * dearest);
        }
        if (c.rest) continue;
        // The extremes of sums with pairs, against all networks of the first five layers.
        choice_mask const mask(5, {0, 1, 3});
        double least = 1e30;
        double most = -1e30;
        for (int code = 0; code < 243; ++code) {
            genotype g{5};
            for (int p = 0, rest = code; p < 5; ++p, rest /= 3)
                g[p] = mask[0][std::size_t(rest % 3)];
            least = std::min(least, c.of(g));
            most = std::max(most, c.of(g));
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
    auto const a = read(
        "net,ms\n0312,1.5\n\"0111\",2\n1000,\n1000,nan\n1000,-inf\n1000,0\n1000,-3\n", {"net"});
    CHECK(a.size() == 2);
    CHECK(a.dropped == 5);
    CHECK(a.choices == std::vector<int>{2, 4, 2, 3});
    CHECK(std::vector<int>(a[0].begin(), a[0].end()) == std::vector<int>{0, 3, 1, 2});
    auto const b = read("ms,net\n1,12-0-3\n2,0-11-0\n", {"net"});
    CHECK(b.choices == std::vector<int>{13, 12, 4});
    auto const c = read("op1,ms,op2\nconv,1,skip\npool,2,skip\n", {"op1", "op2"});
    CHECK(c.names[0] == std::vector<std::string>{"conv", "pool"});
    CHECK(c.choices == std::vector<int>{2, 1});
    CHECK(c.columns == std::vector<std::string>{"op1", "op2"});
    CHECK(a.columns == std::vector<std::string>{"net 0", "net 1", "net 2", "net 3"});
    // Cells that are one number, or one text but for blanks, are one choice.
    auto const e =
        read("k,op,ms\n1,mb3,1\n1.0,mb3 ,1\n +1,\" mb3\",1\n1e0,mb3,1\n3,MB3,1\n", {"k", "op"});
    CHECK(e.choices == std::vector<int>{2, 2});
    CHECK(e.names[0] == std::vector<std::string>{"1", "3"});
    CHECK(read("k,op,ms\n9007199254740993,a,1\n9007199254740992,a,1\n", {"k", "op"}).choices[0] ==
          2);
    auto const j = read("e,k,ms,d\n4,3,1,2\n4,5,1,2\n4.0,3,1,3\n4,3,1,2\n", {"e*k", "d"});
    CHECK(j.choices == std::vector<int>{2, 2});
    CHECK(j.names[0] == std::vector<std::string>{"4*3", "4*5"});
    CHECK(j.columns == std::vector<std::string>{"e*k", "d"});
    CHECK(std::vector<int>(j[2].begin(), j[2].end()) == std::vector<int>{0, 1});
    CHECK(read("01,2,ms\n0,3,1\n0,4,1\n", {"01*2"}).positions == 1);
    CHECK(read("a*b,a,b,ms\n01,1,1,1\n", {"a*b"}).positions == 2);       // a column of that name
    CHECK(read("# net, ms\n01, 1\n02, +2\n", {"net"}).size() == 2);      // numpy.savetxt
    CHECK(read("\xEF\xBB\xBFnet,ms\r\n01,1\r\n", {"net"}).size() == 1);  // as spreadsheets save
    auto const refuses = [&](std::string const& text, std::vector<std::string> const& arch,
                             char const* words) {
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
    refuses("a,b,ms\n0,1,1\n", {"a*b", "a"}, "named twice");
    refuses("a,b,ms\n0,1,1\n", {"a*c", "b"}, "no column 'c'");
    refuses("a,b,ms\n0,,1\n", {"a*b"}, "x.csv:2, column b: an empty cell");
    refuses("a,b,ms\n0,1,1\n", {"a*ms", "b"}, "both a number");
    refuses("a,ms\n0,1\n", {"a", "ms"}, "both a number and a part");
    CHECK_THROWS_WITH_AS(fit::split_rows(10, 10, 0), doctest::Contains("leave some for the test"),
                         error);
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
