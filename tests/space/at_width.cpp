// SPDX-License-Identifier: MIT
// Tests space/at_width.hpp, space/check.hpp.
#include <doctest/doctest.h>

#include <hurricane/cost/price.hpp>
#include <hurricane/space/at_width.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/presets.hpp>

#include "phone.hpp"

using namespace hurricane;

namespace {

using phone = tests::phone;

using narrow = at_width<spaces::fashion_depth, 50>;
using wide = at_width<spaces::fashion_depth, 150>;
static_assert(first_mistake<narrow>() == mistake::none);
static_assert(std::string_view{narrow::name} == "fashion_depth_x0.5");
static_assert(std::string_view{at_width<spaces::fashion, 75>::name} == "fashion_x0.75");
static_assert(std::string_view{at_width<spaces::fashion, 205>::name} == "fashion_x2.05");
static_assert(narrow::slots[0].out == 8 && narrow::slots[11].out == 32);
static_assert(wide::slots[0].out == 24 && wide::slots[11].out == 96);
// From 8 to 8 channels at stride 2 no choice unit stands, four plain and four gated ones.
static_assert(lowered<narrow>::rows[0].size() == 32 - 8);
static_assert(lowered<narrow>::rows[1].size() == 33 && lowered<wide>::rows[0].size() == 32);

}  // namespace

TEST_CASE("what a space keeps everywhere is kept at each width, where it is legal") {
    auto const space = view<narrow>();
    constexpr auto kept = detail::own_generator<spaces::fashion_depth>();
    auto const priced = price<narrow, phone, kept>();
    for (int layer = 0; layer < space.size(); ++layer) {
        int by_hand = 0;
        for (auto choice : priced.allowed[std::size_t(layer)]) {
            auto const name = space[layer].candidates[choice].name;
            by_hand += name == "mb<6,3>" || name == "choice<3>";
        }
        CHECK(by_hand == (layer == 0 ? 1 : 2));
    }
}
