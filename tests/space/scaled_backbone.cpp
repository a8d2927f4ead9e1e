// SPDX-License-Identifier: MIT
// Tests space/scaled_backbone.hpp, space/check.hpp.
#include <hurricane/ops/where_legal.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/scaled_backbone.hpp>

using namespace hurricane;

namespace {

// Where none is legal all stay, and the first is reported.
struct too_narrow : space<scaled_backbone<backbones::fashion, 5>, where_legal<pool32>> {};

static_assert(first_mistake<too_narrow>() == mistake::illegal_operator);

/// Widths that are no multiple of 4 stay at 100; blocks are rounded to the nearest.
struct odd : backbones::fashion {
    static constexpr std::array stages{stage{18, 3, 2}, stage{30, 5, 2}, stage{50, 1, 2}};
    static constexpr int split = 4;
};

static_assert(scaled_backbone<odd, 100>::stages[0].width == 18);
static_assert(scaled_backbone<odd, 150>::stages[0].width == 24);
static_assert(scaled_backbone<odd, 100, 50>::stages[0].blocks == 2);
static_assert(scaled_backbone<odd, 100, 50>::stages[1].blocks == 3);
static_assert(scaled_backbone<odd, 100, 50>::stages[2].blocks == 1);
static_assert(scaled_backbone<odd, 100, 50>::split == 2);
static_assert(scaled_backbone<odd, 150>::split == 4);

}  // namespace
