// SPDX-License-Identifier: MIT
// Tests cost/generator.hpp, cost/price_rows.hpp, hw/roofline.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <hurricane/cost/generator.hpp>
#include <hurricane/cost/hardware_aware.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/roofline.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

#include "phone.hpp"

using namespace hurricane;

namespace {

using phone = tests::phone_without_gates;

/// The same device, in another unit of time.
struct phone_in_us : phone {
    static constexpr double latency_ms(placed const& p) { return 1000 * phone::latency_ms(p); }
};

/// The same device with dear large kernels.
struct no_large : phone {
    static constexpr double latency_ms(placed const& p) {
        double factor = 1;
        for (auto const& s : p.lowered) factor = s.kernel >= 7 ? 10 : factor;
        return factor * phone::latency_ms(p);
    }
};

using made = specialised<spaces::fashion, phone>;

template <class Made>
constexpr int allowed(int d_row) {
    int n = 0;
    auto const count = [&](auto const& row) {
        for (auto const& s : row) n += s.allowed;
    };
    d_row == 0 ? count(Made::rows[0]) : count(Made::rows[3]);
    return n;
}

static_assert(!made::rows[0][16].supported &&
              made::rows[0][16].latency_ms < 0);  // the phone has no SE
static_assert(allowed<made>(0) == 5 && allowed<made>(3) == 5);
static_assert(allowed<specialised<spaces::fashion, phone, generator_options{.keep = 2}>>(0) == 2);
static_assert(allowed<specialised<spaces::fashion, phone, generator_options{.keep = 32}>>(0) == 16);
static_assert(made::cheapest_ms > 0 && made::first_problem.what == made::problem::none);

/// A price that is no number is no word on what the device can run.
struct broken : phone {
    static constexpr double latency_ms(placed const& p) {
        return p.op == "sep<3>" ? std::numeric_limits<double>::quiet_NaN() : phone::latency_ms(p);
    }
};

static_assert(specialised<spaces::fashion, broken>::first_problem.what ==
              specialised<spaces::fashion, broken>::problem::not_measured);

constexpr bool same_mask_in_another_unit() {
    using other = specialised<spaces::fashion, phone_in_us>;
    for (std::size_t i = 0; i < 32; ++i)
        if (made::rows[2][i].allowed != other::rows[2][i].allowed) return false;
    return true;
}

static_assert(same_mask_in_another_unit());

/// Antitone in latency: the score of what became dearer falls, relative to what did not.
constexpr bool dearer_scores_less() {
    using other = specialised<spaces::fashion, no_large>;
    for (int k : {2, 5, 8, 11}) {  // the operators with kernel 7
        auto const i = static_cast<std::size_t>(k);
        double const before = made::rows[2][i].score / made::rows[2][0].score;
        double const after = other::rows[2][i].score / other::rows[2][0].score;
        if (!(after < before)) return false;
    }
    return true;
}

static_assert(dearer_scores_less());

/// Monotone in capacity: with the same latency, more multiply-adds and parameters score more.
struct flat {
    static constexpr auto name = "flat";

    static constexpr double latency_ms(placed const&) { return 1; }
};

constexpr bool larger_scores_more() {
    using all = specialised<spaces::fashion, flat>;
    auto const& row = all::rows[1];
    return row[3].score < row[6].score && row[6].score < row[9].score &&
           row[9].score < row[10].score && row[0].score < row[1].score;
}

static_assert(larger_scores_more());

// A price of nothing is no division by zero: all scores are then those of capacity.
struct free_of_charge {
    static constexpr fixed_string name = "free_of_charge";

    static constexpr double latency_ms(placed const&) { return 0; }
};

static_assert(specialised<spaces::fashion, free_of_charge>::rows[0][8].score > 0);
static_assert(specialised<spaces::fashion, free_of_charge>::cheapest_ms == 0);

// --- what stays ---------------------------------------------------------------------------------

/// One slot without types: costs in positions, multiply-adds and parameters all the same unless
/// said.
struct row {
    std::vector<facts> known;
    std::vector<scored> all;
    std::vector<candidate> pool;

    explicit row(std::vector<double> const& ms) {
        static constexpr std::string_view names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
        for (std::size_t i = 0; i < ms.size(); ++i) {
            known.push_back({.macs = 10, .params = 10, .steps = 1});
            all.push_back({.supported = true, .latency_ms = ms[i]});
            pool.push_back({.name = names[i]});
        }
    }

    /// The letters of what stays.
    std::string kept(generator_options const& o) const {
        auto decided = all;
        choose(known, pool, decided, o);
        std::string names;
        for (std::size_t i = 0; i < decided.size(); ++i)
            if (decided[i].allowed) names += pool[i].name;
        return names;
    }
};

/// Distance between the least and the most latency that stays, as a share of what the pool spans.
template <class Made>
constexpr bool latencies_are_spread() {
    for (auto const& choices : Made::rows) {
        double least = 0;
        double most = 0;
        double kept_most = 0;
        for (auto const& s : choices) {
            if (!s.supported) continue;
            if (least == 0 || s.latency_ms < least) least = s.latency_ms;
            if (s.latency_ms > most) most = s.latency_ms;
            if (s.allowed && s.latency_ms > kept_most) kept_most = s.latency_ms;
        }
        int in_lower_half = 0;
        for (auto const& s : choices)
            in_lower_half += s.allowed && s.latency_ms < (least + most) / 2;
        if (kept_most < (least + most) / 2 || in_lower_half < 2) return false;
    }
    return true;
}

static_assert(latencies_are_spread<made>());

using deep = specialised<spaces::fashion_depth, phone>;
static_assert(deep::rows[1][32].allowed && deep::rows[1][32].latency_ms == 0);  // the identity
static_assert(deep::rows[1][32].score == 0 && deep::rows[0].size() == 32);

constexpr bool depth_changes_nothing_else() {
    for (std::size_t d = 0; d < deep::rows.size(); ++d)
        for (std::size_t i = 0; i < 32; ++i)
            if (deep::rows[d][i].allowed != made::rows[d][i].allowed) return false;
    return true;
}

static_assert(depth_changes_nothing_else());

}  // namespace

TEST_CASE("the generator keeps the cheapest and the best of each latency quantile") {
    // By latency: d | a e | b c; scores fall with the latency where capacities are equal.
    row five{{2, 4, 5, 1, 3}};
    CHECK(five.kept({.keep = 1}) == "d");
    CHECK(five.kept({.keep = 0}) == "d");
    CHECK(five.kept({.keep = 3}) == "abd");
    five.known[4].macs = 1000;  // e is the better one of its half
    CHECK(five.kept({.keep = 3}) == "bde");
    CHECK(five.kept({.keep = 2}) == "de");
    // As many as there are, and more.
    CHECK(five.kept({.keep = 5}) == "abcde");
    CHECK(five.kept({.keep = 4}).size() == 4);
    CHECK(five.kept({.keep = 100}) == "abcde");
    CHECK(five.kept(keep_all) == "abcde");
}

TEST_CASE("the generator keeps exactly K of any number of operators") {
    for (int n = 1; n <= 9; ++n) {
        std::vector<double> ms;
        for (int i = 0; i < n; ++i) ms.push_back((7 * i) % 9 + 1);
        for (int k = 1; k <= 12; ++k)
            CHECK(row{ms}.kept({.keep = k}).size() == std::size_t(std::min(n, k)));
    }
}

TEST_CASE("operators of equal latency are quantiles in pool order") {
    row equal{{1, 1, 1, 1, 1}};
    CHECK(equal.kept({.keep = 3}) == "abd");
    equal.known[2].params = 1000;
    CHECK(equal.kept({.keep = 3}) == "acd");
    CHECK(row{{3}}.kept({.keep = 5}) == "a");
    CHECK(row{{}}.kept({.keep = 5}).empty());
}

TEST_CASE("operators without parameters stand apart, and names are kept where they can run") {
    row some{{5, 0, 1, 2, 3, 4}};
    some.known[1] = {.macs = 0, .params = 0};
    CHECK(some.kept({.keep = 2}) == "bcd");
    CHECK(some.kept({.keep = 1}) == "bc");
    CHECK(some.kept({.keep = 1, .always = {"a", "e"}}) == "abce");
    CHECK(some.kept({.keep = 1, .always = {"c"}}) == "bc");
    some.all[4] = {};  // not supported
    CHECK(some.kept({.keep = 1, .always = {"a", "e"}}) == "abc");
    some.all[1] = {};
    CHECK(some.kept({.keep = 1}) == "c");
    // Not measured: neither kept nor in the way.
    some.all[2].latency_ms = unmeasured;
    CHECK(some.kept({.keep = 1, .always = {"c"}}) == "d");
}

TEST_CASE("depth needs no rows, and a name that no pool has is refused") {
    auto const space = view<spaces::fashion_depth>();
    auto const flat = view<spaces::fashion>();
    auto const needed = rows_of(space);
    CHECK(needed.size() == rows_of(flat).size());
    CHECK(needed.size() == std::size_t(space_facts<spaces::fashion_depth>::rows) + 2);
    device_table rows;
    for (auto const& r : rows_of(flat))
        rows.rows.push_back({.op = r.op,
                             .at = r.at,
                             .latency_ms = phone::latency_ms(placed{r.op, r.at, r.lowered})});
    std::sort(rows.rows.begin(), rows.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    generator_options const o{.keep = 3, .always = {"mb<6,3>", "choice<3>"}};
    auto const read = price(space, rows, {.generator = o});
    auto const made_of_types =
        price<spaces::fashion_depth, phone,
              generator_of<keep<3>, keep_always<ops::mb<6, 3>, ops::choice<3>>>>();
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const& choices = read.allowed[std::size_t(layer)];
        bool const has_identity = std::count(choices.begin(), choices.end(), 32) == 1;
        CHECK(has_identity == (space[layer].at.stride == 1));
        CHECK(std::count(choices.begin(), choices.end(), 9) == 1);   // mb<6,3>
        CHECK(std::count(choices.begin(), choices.end(), 12) == 1);  // choice<3>
        if (!has_identity) continue;
        CHECK(read["latency_ms"].at(layer, 32) == 0);
        CHECK(made_of_types["latency_ms"].at(layer, 32) == 0);
        CHECK(made_of_types["params"].at(layer, 32) == 0);
    }
    for (auto const& choices : price<spaces::fashion_depth, no_large>().allowed)
        for (int by_hand : {9, 12}) CHECK(std::count(choices.begin(), choices.end(), by_hand) == 1);
    CHECK_THROWS_WITH_AS(
        (price(space, rows, {.generator = {.keep = 3, .always = {"mb<6,3>", "mb<6,9>"}}})),
        doctest::Contains("no pool has the operator mb<6,9>"), error);
    operator_names const nine{"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    CHECK(nine.list().size() == 8);
    CHECK_THROWS_WITH_AS((price(space, rows, {.generator = {.always = nine}})),
                         doctest::Contains("9 operators"), error);
}
