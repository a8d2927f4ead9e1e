// SPDX-License-Identifier: MIT
// Tests cost/price.hpp, cost/priced_space.hpp, hw/roofline.hpp.
#include <doctest/doctest.h>

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/roofline.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

#include "phone.hpp"

using namespace hurricane;

namespace {

using phone = tests::phone_without_gates;

using made = specialised<spaces::fashion, phone>;

}  // namespace

TEST_CASE("tables agree with the types they come from") {
    auto const priced = price<spaces::fashion, phone>();
    auto const v = view<spaces::fashion>();
    REQUIRE(priced.layers() == 12);
    CHECK(priced.target == "phone");
    CHECK(priced.fingerprint == v.fingerprint);
    for (auto const* name : {"sep<3>", "mb<6,5>", "choice_x"}) {
        auto const g = all_of(v, name);
        std::int64_t macs = 0;
        std::int64_t params = 0;
        double ms = 0;
        for (auto const& p : network(v, g)) {
            macs += p.macs();
            params += p.params();
            ms += phone::latency_ms({"", {}, p});
        }
        CHECK(priced["macs"].of(g) == static_cast<double>(macs));
        CHECK(priced["params"].of(g) == static_cast<double>(params));
        CHECK(priced["latency_ms"].of(g) == doctest::Approx(ms).epsilon(1e-12));
    }
    auto const& c = priced["latency_ms"];
    CHECK(c.of(priced.cheapest(c, priced.allowed)) ==
          doctest::Approx(made::cheapest_ms).epsilon(1e-12));
    for (std::size_t layer = 0; layer < 12; ++layer)
        for (auto choice : priced.allowed[layer]) CHECK(choice < 16);
    CHECK_THROWS_WITH_AS((void)priced["energy"], doctest::Contains("latency_ms, macs, params"),
                         error);
}
