// SPDX-License-Identifier: MIT
// Tests space/presets.hpp, space/spaces.hpp, networks/frozen.hpp.
// The space of NAS-Bench-Macro is the one whose networks were trained: published counts of a dozen
// of them are constants, and of all in the table that HURRICANE_TRUTH names.
#include <doctest/doctest.h>

#include <cstdlib>

#include <hurricane/base/csv.hpp>
#include <hurricane/networks/frozen.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

template <class Network>
constexpr bool has(std::int64_t params, std::int64_t macs) {
    return Network::params == params && Network::macs == macs;
}

static_assert(has<frozen<spaces::nasbench_macro, "00020121">>(1'961'898, 45'373'952));
static_assert(has<frozen<spaces::nasbench_macro, "00202110">>(1'207'082, 41'703'936));
static_assert(has<frozen<spaces::nasbench_macro, "01000200">>(699'498, 23'667'200));
static_assert(has<frozen<spaces::nasbench_macro, "01011102">>(1'573'354, 44'919'296));
static_assert(has<frozen<spaces::nasbench_macro, "01201202">>(1'711'210, 52'904'448));
static_assert(has<frozen<spaces::nasbench_macro, "02121221">>(2'321'770, 76'202'496));
static_assert(has<frozen<spaces::nasbench_macro, "10102111">>(1'573'706, 47'299'072));
static_assert(has<frozen<spaces::nasbench_macro, "11101002">>(1'389'706, 42'877'440));
static_assert(has<frozen<spaces::nasbench_macro, "11102122">>(2'456'458, 67'623'424));
static_assert(has<frozen<spaces::nasbench_macro, "12022102">>(1'846'154, 72'239'616));
static_assert(has<frozen<spaces::nasbench_macro, "22002122">>(2'472'042, 77'351'424));
static_assert(has<frozen<spaces::nasbench_macro, "22222222">>(2'932'586, 105'660'928));
static_assert(space_facts<spaces::nasbench_macro>::architectures.text() ==
              std::string_view{"6561"});

}  // namespace

TEST_CASE("every network of the truth table has the counts of its row") {
    char const* const file = std::getenv("HURRICANE_TRUTH");
    if (!file) {
        MESSAGE("skipped: HURRICANE_TRUTH names no table of NAS-Bench-Macro");
        return;
    }
    auto const space = view<spaces::nasbench_macro>();
    csv_reader csv{file};
    auto const arch = csv.column("arch");
    auto const params = csv.column("params");
    auto const flops = csv.column("flops");
    int rows = 0;
    while (csv.next()) {
        std::int64_t has_params = 0;
        std::int64_t has_macs = 0;
        for (auto const& p : network(space, parse_genotype(csv[arch], space.size()))) {
            has_params += p.params();
            has_macs += p.macs();
        }
        CAPTURE(csv[arch]);
        REQUIRE(std::to_string(has_params) == csv[params]);
        REQUIRE(std::to_string(has_macs) == csv[flops]);
        ++rows;
    }
    CHECK(rows > 0);
}
