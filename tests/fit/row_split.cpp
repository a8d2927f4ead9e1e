// SPDX-License-Identifier: MIT
// Tests fit/row_split.hpp, fit/samples.hpp.
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/fit/row_split.hpp>

#include "planted_networks.hpp"
#include "support.hpp"

using namespace hurricane;

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
        std::set<std::vector<int>> learnt;
        std::set<std::vector<int>> judged;
        std::set<std::vector<int>> unseen;
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
