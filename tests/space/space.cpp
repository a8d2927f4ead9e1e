// SPDX-License-Identifier: MIT
// Tests space/space.hpp, space/backbone.hpp, space/lowered.hpp, space/pools.hpp.
#include <hurricane/space/lowered.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/space.hpp>

using namespace hurricane;

namespace {

using table = lowered<spaces::fashion>;
static_assert(spaces::fashion::layers == 12 && spaces::fashion::split == 5);
static_assert(table::distinct == 6 && table::first_illegal.first == -1);
static_assert(spaces::fashion::slots[0] == slot{{8, 28, 28}, 16, 2});
static_assert(spaces::fashion::slots[11] == slot{{64, 4, 4}, 64, 1});

struct narrow : backbones::fashion {
    static constexpr std::array stages{stage{8, 2, 2}, stage{16, 1, 2}};
    static constexpr int split = 1;
};

struct narrow_space : space<narrow, pool<ops::sep<3>>, pool<ops::sep<5>, ops::mb<3, 3>>> {};

static_assert(narrow_space::layers == 3 && narrow_space::pool_of[1] == 0 &&
              narrow_space::pool_of[2] == 1);
static_assert(std::is_same_v<narrow_space::pool_at<1>, pool<ops::sep<5>, ops::mb<3, 3>>>);
static_assert(std::string_view{narrow_space::name} == "fashion");

}  // namespace
