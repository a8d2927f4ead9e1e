// SPDX-License-Identifier: MIT
// Tests ops/pool_rule.hpp, ops/where_legal.hpp, ops/with_skip.hpp, space/pools.hpp.
#include <hurricane/ops/pool_rule.hpp>
#include <hurricane/ops/where_legal.hpp>
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/space/lowered.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;

namespace {

struct widening : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{24, 2, 1}};
    static constexpr int split = 2;
};

// Rules stand beside pools and on each other, one for all stages or one for each.
struct mixed : space<widening, pool<ops::sep<5>>, with_skip<where_legal<choice_pool>>> {};

static_assert(lowered<mixed>::distinct == 4 && lowered<mixed>::rows[0].size() == 1);
static_assert(lowered<mixed>::rows[1].size() == 1 && lowered<mixed>::rows[2].size() == 5);
using all_legal = pool_for<where_legal<choice_pool>, slot{{16, 8, 8}, 24, 1}>;
static_assert(std::is_same_v<all_legal, choice_pool>);
static_assert(pool_for<where_legal<pool32>, slot{{16, 8, 8}, 16, 2}>::size == 24);
static_assert(pool_for<where_legal<choice_pool>, slot{{16, 8, 8}, 16, 2}>::size == 4);  // none is
static_assert(space<widening, with_skip<int>>::problem == space_problem::not_a_pool);
static_assert(space<widening, where_legal<with_skip<int>>>::problem == space_problem::not_a_pool);

struct own_rule : pool_rule {
    template <slot At>
    using at = std::conditional_t<(At.out > 16), pool<ops::sep<7>>, pool<ops::sep<3>, ops::sep<5>>>;
};

struct by_own_rule : space<widening, own_rule> {};

static_assert(lowered<by_own_rule>::rows[1].size() == 2);
static_assert(lowered<by_own_rule>::rows[2].size() == 1);

}  // namespace
