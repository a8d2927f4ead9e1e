// SPDX-License-Identifier: MIT
// Targets: a device in three numbers, one that stands ready, and what the generator keeps for each.
#include <cstdio>
#include <hurricane/hurricane.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>

using namespace hurricane;

struct board : roofline<machine{.gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr auto name = "board";

    static constexpr bool supports(step const& s) { return s.op != kind::swish; }
};

template <class Target>
void print() {
    using made = specialised<spaces::fashion, Target>;
    auto const v = view<spaces::fashion>();
    auto const priced = price<spaces::fashion, Target>();
    std::printf("%s keeps at the first layer:", priced.target.c_str());
    for (auto choice : priced.allowed[0])
        std::printf(" %s", std::string{v[0].candidates[choice].name}.c_str());
    std::printf("; its fastest network takes %.3g ms\n", made::cheapest_ms);
}

int main() {
    print<board>();
    print<targets::myriad_x>();
    return std::fflush(stdout) == 0 ? 0 : 2;
}
