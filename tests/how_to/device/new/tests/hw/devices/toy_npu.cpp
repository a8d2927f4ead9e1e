// SPDX-License-Identifier: MIT
// Tests hw/devices/toy_npu.hpp.
#include <doctest/doctest.h>

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/toy_npu.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

using namespace hurricane;
using npu = targets::toy_npu;

namespace {

constexpr slot wide{{160, 28, 28}, 160, 1};

template <class Op>
constexpr double ms(slot at) {
    plan const p = lower<Op>(at);
    return npu::latency_ms(placed{Op::name, at, p});
}

static_assert(Target<npu> && has_energy<npu> && has_peak<npu>);
static_assert(ms<ops::mb<3, 3>>(wide) > ms<ops::sep<3>>(wide));
// Two steps that start; 160 x 160 multiply-adds a pixel at half of the peak, and 9 x 160 at 5 %.
static_assert(ms<ops::sep<3>>(wide) > 0.010 + 784 * (160 * 160 / 50e6 + 9 * 160 / 5e6) - 1e-9);
static_assert(supports<npu>(lower<ops::mb<3, 3>>(wide)) &&
              !supports<npu>(lower<ops::se<ops::mb<3, 3>>>(wide)));

struct frame : backbones::fashion {
    static constexpr fixed_string name = "toy";
    static constexpr std::array stages{stage{16, 2, 2}};
    static constexpr int split = 1;
};

struct toy : space<frame, pool<ops::sep<3>, ops::mb<3, 3>, ops::se<ops::mb<3, 3>>>> {};

}  // namespace

TEST_CASE("toy_npu prices a space and takes away what it does not run") {
    auto const priced = price<toy, npu, keep_all>();
    CHECK(priced.target == "toy_npu");
    for (auto const& choices : priced.allowed) CHECK(choices == std::vector<std::uint8_t>{0, 1});
    genotype const cheap(2, 0);
    genotype const dear(2, 1);
    CHECK(priced["latency_ms"].of(cheap) > 0);
    CHECK(priced["latency_ms"].of(cheap) < priced["latency_ms"].of(dear));
    CHECK(priced["energy_mj"].of(cheap) < priced["energy_mj"].of(dear));
    CHECK(std::isnan(priced["latency_ms"].at(0, 2)));
}
