// SPDX-License-Identifier: MIT
// The modelled devices show what is reported of them, and give different spaces.
#include <doctest/doctest.h>

#include <hurricane/base/ranking.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;
using dsp = targets::hexagon685;
using vpu = targets::myriad_x;
using cpu = targets::snapdragon845;

namespace {

template <class T, class Op>
constexpr double ms(slot at) {
    plan const p = lower<Op>(at);
    return T::latency_ms(placed{Op::name, at, p});
}

constexpr slot wide{{160, 28, 28}, 160, 1}, late{{320, 14, 14}, 320, 1};

/// Large kernels are cheap on the DSP.
template <class T>
constexpr double price_of_seven(slot at) {
    return ms<T, ops::mb<3, 7>>(at) / ms<T, ops::mb<3, 3>>(at);
}

static_assert(price_of_seven<dsp>(wide) < 1.25 && price_of_seven<dsp>(late) < 1.25);
static_assert(price_of_seven<cpu>(wide) > 1.25 &&
              price_of_seven<cpu>(wide) > price_of_seven<dsp>(wide));

/// Squeeze-and-excitation is dear on the VPU.
template <class T>
constexpr double price_of_se(slot at) {
    return ms<T, ops::se<ops::mb<3, 3>>>(at) / ms<T, ops::mb<3, 3>>(at);
}

static_assert(price_of_se<vpu>(late) > 1.5 && price_of_se<vpu>(late) > price_of_se<dsp>(late) &&
              price_of_se<vpu>(late) > price_of_se<cpu>(late));

/// A depthwise multiply-add is dear on the CPU.
template <class T>
constexpr double price_of_depthwise() {
    plan const p = lower<ops::sep<3>>(wide);
    double depthwise = 0, pointwise = 0;
    for (auto const& s : p) {
        if (s.depthwise()) depthwise = T::latency_ms(s) / double(s.macs());
        if (s.pointwise()) pointwise = T::latency_ms(s) / double(s.macs());
    }
    return depthwise / pointwise;
}

static_assert(price_of_depthwise<cpu>() > 4);

// The DSP runs no swish; what it supports does not depend on the pool.
constexpr plan with(kind activation) {
    plan p{shape{8, 4, 4}};
    p.activation(activation, p.pointwise(p.input(), 8));
    return p;
}

static_assert(!supports<dsp>(with(kind::swish)) && !supports<dsp>(with(kind::hard_swish)) &&
              supports<dsp>(with(kind::relu)));
static_assert(supports<vpu>(with(kind::swish)) && supports<cpu>(with(kind::hard_swish)));

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

// Peak memory: the input of a residual lives until the sum.
constexpr slot same{{8, 4, 4}, 8, 1};
static_assert(cpu::peak_bytes(placed{"mb<6,3>", same, lower<ops::mb<6, 3>>(same)}) ==
              4 * (8 + 48 + 48) * 16);
static_assert(dsp::peak_bytes(placed{"mb<6,3>", same, lower<ops::mb<6, 3>>(same)}) ==
              (8 + 48 + 48) * 16);
static_assert(cpu::peak_bytes(placed{"sep<3>", same, lower<ops::sep<3>>(same)}) ==
              4 * (8 + 8) * 16);
static_assert(cpu::energy_mj(placed{"mb<6,7>", wide, lower<ops::mb<6, 7>>(wide)}) >
              cpu::energy_mj(placed{"mb<3,3>", wide, lower<ops::mb<3, 3>>(wide)}));

template <class A, class B>
constexpr int different_choices() {
    int n = 0;
    auto const &a = A::made::rows, &b = B::made::rows;
    for (std::size_t d = 0; d < a.size(); ++d)
        for (std::size_t i = 0; i < a[d].size(); ++i) n += a[d][i].allowed != b[d][i].allowed;
    return n;
}

static_assert(different_choices<for_dsp, for_cpu>() >= 8 &&
              different_choices<for_dsp, for_vpu>() >= 8 &&
              different_choices<for_vpu, for_cpu>() >= 8);

std::vector<std::vector<double>> latencies(int networks) {
    auto const view_of = view<spaces::spos>();
    priced_space const all[] = {price<spaces::spos, dsp>(), price<spaces::spos, vpu>(),
                                price<spaces::spos, cpu>()};
    std::vector<std::vector<double>> out(3);
    rng random{1, "targets"};
    for (int i = 0; i < networks; ++i) {
        auto const g = uniform_path(view_of, random);
        for (std::size_t t = 0; t < 3; ++t) out[t].push_back(all[t]["latency_ms"].of(g));
    }
    return out;
}

}  // namespace

TEST_CASE("the three devices rank random networks of the pool differently") {
    auto const ms_of = latencies(1000);
    double const dsp_cpu = spearman(ms_of[0], ms_of[2]), dsp_vpu = spearman(ms_of[0], ms_of[1]),
                 vpu_cpu = spearman(ms_of[1], ms_of[2]);
    MESSAGE("Spearman DSP-CPU ", dsp_cpu, ", DSP-VPU ", dsp_vpu, ", VPU-CPU ", vpu_cpu);
    CHECK(dsp_cpu < 0.85);
    CHECK(vpu_cpu < 0.9);
    CHECK(dsp_cpu > 0);  // larger networks take longer on all
}

TEST_CASE("limits on several costs and several targets at once") {
    auto space = price<spaces::spos, dsp>();
    auto const other = price<spaces::spos, cpu>();
    CHECK(space["peak_bytes"].how == combine::maximum);
    auto const choices = space.allowed;
    add_target(space, other);
    CHECK(space.allowed == choices);  // both run everything
    CHECK_THROWS_AS((void)space["macs@snapdragon845"], error);
    // Medians of each cost over networks of the space: then all together.
    rng random{1, "limits"};
    feasible_sampler const any{space, space.allowed};
    std::vector<genotype> some;
    for (int i = 0; i < 400; ++i) some.push_back(any(random));
    limits bounds;
    for (auto const* name :
         {"latency_ms", "latency_ms@snapdragon845", "energy_mj", "peak_bytes", "macs", "params"}) {
        std::vector<double> values;
        for (auto const& g : some) values.push_back(space[name].of(g));
        std::nth_element(values.begin(), values.begin() + 240, values.end());
        bounds.push_back({name, values[240]});
    }
    feasible_sampler const draw{space, space.allowed, bounds};
    for (int i = 0; i < 200; ++i) {
        auto const g = draw(random);
        CHECK(space.within(g, bounds));
        CHECK(other["latency_ms"].of(g) <= bounds[1].bound * (1 + 1e-9));
    }
    auto const fashion = price<spaces::fashion, cpu>();
    CHECK_THROWS_WITH_AS(add_target(space, fashion), doctest::Contains("another space"), error);
    // A target that cannot run a kind takes its operators away.
    auto narrow = price<spaces::spos, dsp>();
    auto crippled = other;
    for (auto& c : crippled.costs)
        for (int layer = 0; layer < 20; ++layer)
            c.table[std::size_t(layer) * c.stride + narrow.allowed[std::size_t(layer)][0]] =
                std::nan("");
    add_target(narrow, crippled);
    CHECK(narrow.allowed[3].size() + 1 == choices[3].size());
    CHECK(narrow.score[3][choices[3][0]] == 0);
    // Where nothing is left the space stays as it was.
    for (auto& c : crippled.costs)
        std::fill_n(c.table.begin() + std::ptrdiff_t(5 * c.stride), c.stride, std::nan(""));
    auto const before = narrow.costs.size();
    CHECK_THROWS_WITH_AS(add_target(narrow, crippled), doctest::Contains("layer 5"), error);
    CHECK(narrow.costs.size() == before);
}

TEST_CASE(
    "a hardware-aware space brings its operators to other targets, and their prices are those of "
    "the other") {
    struct mine : for_dsp {};

    auto const own = price<mine>(), same = price<spaces::spos, dsp>(), abroad = price<mine, cpu>(),
               all = price<spaces::spos, cpu, keep_all>();
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
            for (std::size_t i = 0; i < networks.size(); ++i)
                all.push_back(networks[i]), out[i] = {double(i), 0};
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

TEST_CASE(
    "the generator leaves the same operators of rows read at run time as of a target that is a "
    "type") {
    auto const space = view<spaces::fashion>();
    device_table rows;
    auto const add = [&](std::string op, slot at, plan const& p) {
        rows.rows.push_back({.op = op, .at = at, .latency_ms = dsp::latency_ms(placed{op, at, p})});
    };
    add(std::string{stem_name(space.backbone).view()}, slot_of(space.stem), space.stem);
    add(std::string{head_name(space.backbone).view()}, slot_of(space.head), space.head);
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates)
            if (auto const p = c.lower(layer.at); p.legal()) add(std::string{c.name}, layer.at, p);
    std::sort(rows.rows.begin(), rows.rows.end(),
              [](auto const& a, auto const& b) { return a.key() < b.key(); });
    auto const from_type = price<spaces::fashion, dsp>(),
               from_rows = price(space, rows, false, generator_options{});
    CHECK(from_rows.allowed == from_type.allowed);
    for (std::size_t layer = 0; layer < from_type.score.size(); ++layer)
        for (std::size_t i = 0; i < from_type.score[layer].size(); ++i)
            CHECK(from_rows.score[layer][i] == doctest::Approx(from_type.score[layer][i]));

    // What the device cannot run is no choice of either, and the others are weighed without it.
    struct without : dsp {
        static constexpr double latency_ms(placed const& p) {
            return p.op == "mb<6,7>" ? unsupported : dsp::latency_ms(p);
        }
    };

    for (auto& row : rows.rows)
        if (row.op == "mb<6,7>") row.latency_ms = unsupported;
    auto const type = price<spaces::fashion, without>(),
               read = price(space, rows, false, generator_options{});
    CHECK(read.allowed == type.allowed);
    CHECK(type.allowed != from_type.allowed);
    for (auto const* prices : {&type, &read})
        for (int layer = 0; layer < space.size(); ++layer)
            for (std::size_t i = 0; i < space[layer].candidates.size(); ++i)
                if (space[layer].candidates[i].name == "mb<6,7>") {
                    CHECK(std::isnan((*prices)["latency_ms"].at(layer, int(i))));
                    auto const& some = prices->allowed[std::size_t(layer)];
                    CHECK(std::find(some.begin(), some.end(), i) == some.end());
                }
    for (auto& row : rows.rows)
        if (row.at == space[0].at && !row.op.starts_with("stem:")) row.latency_ms = unsupported;
    CHECK_THROWS_WITH_AS((price(space, rows, false, generator_options{})),
                         doctest::Contains("can run no operator"), error);
}
