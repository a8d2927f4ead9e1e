// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/hw/roofline.hpp>
#include <hurricane/search/price.hpp>
#include <hurricane/space/spaces.hpp>

using namespace hurricane;

namespace {

struct phone : roofline<machine{.gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr auto name = "phone";
    static constexpr bool supports(step const& s) { return s.op != kind::global_pool; }  // no squeeze-and-excitation
};
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
static_assert(!made::rows[0][16].supported && made::rows[0][16].latency_ms < 0);  // the phone has no SE
static_assert(allowed<made>(0) <= 6 && allowed<made>(0) >= 5 && allowed<made>(3) <= 6);
static_assert(allowed<specialised<spaces::fashion, phone, generator_options{.keep = 2}>>(0) <= 3);
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
        double const before = made::rows[2][i].score / made::rows[2][0].score,
                     after = other::rows[2][i].score / other::rows[2][0].score;
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
    return row[3].score < row[6].score && row[6].score < row[9].score && row[9].score < row[10].score &&
           row[0].score < row[1].score;
}
static_assert(larger_scores_more());

}  // namespace

TEST_CASE("tables agree with the types they come from") {
    auto const priced = price<spaces::fashion, phone>();
    auto const v = view<spaces::fashion>();
    REQUIRE(priced.layers() == 12);
    CHECK(priced.target == "phone");
    CHECK(priced.fingerprint == v.fingerprint);
    for (auto const* name : {"sep<3>", "mb<6,5>", "choice_x"}) {
        auto const g = all_of(v, name);
        std::int64_t macs = 0, params = 0;
        double ms = 0;
        for (auto const& p : network(v, g))
            macs += p.macs(), params += p.params(), ms += phone::latency_ms({"", {}, p});
        CHECK(priced["macs"].of(g) == static_cast<double>(macs));
        CHECK(priced["params"].of(g) == static_cast<double>(params));
        CHECK(priced["latency_ms"].of(g) == doctest::Approx(ms).epsilon(1e-12));
    }
    auto const& c = priced["latency_ms"];
    CHECK(c.of(priced.cheapest(c, priced.allowed)) == doctest::Approx(made::cheapest_ms).epsilon(1e-12));
    for (std::size_t layer = 0; layer < 12; ++layer)
        for (auto choice : priced.allowed[layer]) CHECK(choice < 16);
    CHECK_THROWS_WITH_AS((void)priced["energy"], doctest::Contains("latency_ms, macs, params"), error);
}
