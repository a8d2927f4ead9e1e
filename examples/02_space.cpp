// SPDX-License-Identifier: MIT
// A space: a backbone, whose widths are data, and the pool of operators that may stand at each
// layer.
#include <cstdio>
#include <hurricane/hurricane.hpp>

using namespace hurricane;

struct small_backbone : backbones::fashion {
    static constexpr fixed_string name = "small";
    static constexpr std::array stages{stage{.width = 16, .blocks = 2, .stride = 2},
                                       stage{.width = 32, .blocks = 3, .stride = 2}};
    static constexpr int split = 2;  // layers that the second stage searches
};

struct small : space<small_backbone, pool<ops::sep<3>, ops::mb<3, 3>, ops::mb<6, 5>>> {};

static_assert(space_facts<small>::architectures.text() == std::string_view{"243"});

int main() {
    auto const v = view<small>();  // the same as plain values, for everything that runs
    std::printf(
        "%d layers of %dx%dx%d images; the smallest network has %lld multiply-adds, the largest "
        "%lld\n",
        v.size(), v.input.c, v.input.h, v.input.w,
        static_cast<long long>(space_facts<small>::macs.min),
        static_cast<long long>(space_facts<small>::macs.max));
    return std::fflush(stdout) == 0 ? 0 : 2;
}
