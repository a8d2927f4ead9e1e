// SPDX-License-Identifier: MIT
// A modelled device costs the same at run time as in the compiler; tried with clang, which once
// read the constants of the device from the wrong places.
#include <cstdio>

#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/ops/mb.hpp>
#include <hurricane/ops/squeeze.hpp>

using namespace hurricane;

namespace {

using op = ops::se<ops::mb<6, 5>>;
constexpr slot at{{16, 14, 14}, 32, 2};
constexpr plan steps = lower<op>(at);

template <class Target>
bool same() {
    constexpr double latency_ms = Target::latency_ms(placed{op::name, at, steps});
    constexpr double energy_mj = Target::energy_mj({op::name, at, steps});
    constexpr double peak_bytes = Target::peak_bytes({op::name, at, steps});
    plan const read = steps;
    placed const now{op::name, at, read};
    auto const near = [](double a, double b) { return a > b * (1 - 1e-9) && a < b * (1 + 1e-9); };
    bool const good = near(Target::latency_ms(now), latency_ms) &&
                      near(Target::energy_mj(now), energy_mj) &&
                      near(Target::peak_bytes(now), peak_bytes);
    if (!good) std::printf("latency %g ms, %g ms compiled\n", Target::latency_ms(now), latency_ms);
    return good;
}

}  // namespace

int main() {
    bool good = same<targets::hexagon685>();
    good = same<targets::myriad_x>() && good;
    good = same<targets::snapdragon845>() && good;
    return good ? 0 : 1;
}
