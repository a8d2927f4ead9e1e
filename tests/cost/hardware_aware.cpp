// SPDX-License-Identifier: MIT
// Tests cost/hardware_aware.hpp, cost/price.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <hurricane/cost/hardware_aware.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

#include "phone.hpp"

using namespace hurricane;
using dsp = targets::hexagon685;
using vpu = targets::myriad_x;
using cpu = targets::snapdragon845;

namespace {

// The compiler makes another space for each device out of one pool: a type that assertions are
// written on.
using for_dsp = hardware_aware<pool32, backbones::spos, dsp, keep<5>>;
using for_vpu = hardware_aware<pool32, backbones::spos, vpu, keep<5>>;
using for_cpu = hardware_aware<pool32, backbones::spos, cpu, keep<5>>;
static_assert(SearchSpace<for_dsp> && !std::is_same_v<for_dsp, for_vpu> &&
              std::is_same_v<target_of<for_dsp>, dsp>);
static_assert(std::is_same_v<target_of<spaces::fashion>, detail::no_target>);
static_assert(for_dsp::choices(0) == 5);  // the cheapest, and one of each quarter behind it
static_assert(hardware_aware<pool32, backbones::fashion, dsp, keep<1>>::choices(3) == 1);
static_assert(hardware_aware<pool32, backbones::fashion, dsp, keep<1>>::holds(3, "sep<3>"));
static_assert(!for_vpu::holds(5, "nothing"));
static_assert(for_dsp::cheapest_ms() == specialised<spaces::spos, dsp>::cheapest_ms);
static_assert(for_dsp::architectures().log10() < space_facts<spaces::spos>::architectures.log10());

template <class A, class B>
constexpr int different_choices() {
    int n = 0;
    auto const& a = A::made::rows;
    auto const& b = B::made::rows;
    for (std::size_t d = 0; d < a.size(); ++d)
        for (std::size_t i = 0; i < a[d].size(); ++i) n += a[d][i].allowed != b[d][i].allowed;
    return n;
}

static_assert(different_choices<for_dsp, for_cpu>() >= 8 &&
              different_choices<for_dsp, for_vpu>() >= 8 &&
              different_choices<for_vpu, for_cpu>() >= 8);

using phone = tests::phone_without_gates;

using named = hardware_aware<with_skip<pool32>, backbones::fashion, phone, keep<3>,
                             keep_always<ops::mb<6, 3>, ops::choice<3>, ops::se<ops::mb<6, 3>>>>;
static_assert(named::generator.keep == 3 && named::generator.always.list().size() == 3);
static_assert(named::holds(0, "mb<6,3>") && named::holds(7, "choice<3>"));
static_assert(!named::holds(7, "mb<6,3>_se"));  // the phone cannot: left out
static_assert(named::choices(0) >= 3 && named::choices(0) <= 3 + 2);
static_assert(!named::holds(0, "identity") && named::holds(1, "identity"));
static_assert(hardware_aware<pool32, backbones::fashion, phone>::generator.keep == 5);

// A space may name what is kept of it everywhere; its own options come first.
struct with_options : spaces::fashion_depth {
    static constexpr generator_options generator{.keep = 2};
};

static_assert(detail::own_generator<spaces::fashion_depth>().always.list().size() == 2);
static_assert(detail::own_generator<spaces::fashion_depth>().keep == 5);
static_assert(detail::own_generator<with_options>().always.list().empty());
static_assert(detail::own_generator<spaces::fashion>().always.list().empty());
constexpr operator_names one_name = generator_of<keep_always<ops::sep<7>>>.always;
static_assert(one_name.list()[0].view() == "sep<7>");

}  // namespace

TEST_CASE(
    "a hardware-aware space brings its operators to other targets, and their prices are those of "
    "the other") {
    struct mine : for_dsp {};

    auto const own = price<mine>();
    auto const same = price<spaces::spos, dsp>();
    auto const abroad = price<mine, cpu>();
    auto const all = price<spaces::spos, cpu, keep_all>();
    CHECK(own.target == dsp::name.view());
    CHECK(own.allowed == same.allowed);
    CHECK(own.fingerprint == same.fingerprint);
    CHECK(abroad.allowed == own.allowed);
    CHECK(abroad.target == cpu::name.view());
    rng random{2, "paths"};
    feasible_sampler const sample{own, own.allowed};
    for (int i = 0; i < 20; ++i) {
        auto const g = sample(random);
        CHECK(own["latency_ms"].of(g) == same["latency_ms"].of(g));
        CHECK(abroad["latency_ms"].of(g) == all["latency_ms"].of(g));
    }

    // keep<0> is the cheapest operator alone, sep<3> at every layer.
    struct picky : cpu {
        static constexpr bool supports(step const& s) { return s.kernel != 3; }
    };

    CHECK_THROWS_WITH_AS(
        (price<hardware_aware<pool32, backbones::fashion, dsp, keep<0>>, picky>()),
        doctest::Contains("no operator that the space was reduced to runs on this target"), error);

    // A limit that the compiler knows searches the reduced space too.
    struct narrow : hardware_aware<pool32, backbones::fashion, dsp, keep<1>> {};

    struct seen {
        std::vector<genotype> all;

        void score(std::span<genotype const> networks, std::span<fitness> out) {
            for (std::size_t i = 0; i < networks.size(); ++i) {
                all.push_back(networks[i]);
                out[i] = {double(i), 0};
            }
        }
    } judge;

    (void)two_stage<narrow, dsp, latency_limit{.ms = 100}>(judge, {.evaluations = 20});
    auto const reduced = price<narrow>();
    for (auto const& g : judge.all)
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = reduced.allowed[std::size_t(layer)];
            CHECK(std::find(choices.begin(), choices.end(), g[layer]) != choices.end());
        }
}
