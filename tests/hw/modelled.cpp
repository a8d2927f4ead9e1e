// SPDX-License-Identifier: MIT
// Tests hw/modelled.hpp, hw/devices/hexagon685.hpp, hw/devices/myriad_x.hpp,
// hw/devices/snapdragon845.hpp, hw/target.hpp.
// The modelled devices show what is reported of them.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/base/ranking.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/hw/modelled.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

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

constexpr slot wide{{160, 28, 28}, 160, 1};
constexpr slot late{{320, 14, 14}, 320, 1};

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
    double depthwise = 0;
    double pointwise = 0;
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
    double const dsp_cpu = spearman(ms_of[0], ms_of[2]);
    double const dsp_vpu = spearman(ms_of[0], ms_of[1]);
    double const vpu_cpu = spearman(ms_of[1], ms_of[2]);
    MESSAGE("Spearman DSP-CPU ", dsp_cpu, ", DSP-VPU ", dsp_vpu, ", VPU-CPU ", vpu_cpu);
    CHECK(dsp_cpu < 0.85);
    CHECK(vpu_cpu < 0.9);
    CHECK(dsp_cpu > 0);  // larger networks take longer on all
}
