// SPDX-License-Identifier: MIT
// Tests ops/with_skip.hpp, ops/identity.hpp.
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;

namespace {

using table = lowered<spaces::fashion>;

// Depth: the pool grows at its end, at layers of stride 1 alone; the other spaces are as they were.
using deep = lowered<spaces::fashion_depth>;
static_assert(first_mistake<spaces::fashion_depth>() == mistake::none && deep::distinct == 6);
static_assert(deep::rows[0].size() == 32 && deep::rows[1].size() == 33);
static_assert(deep::candidates[1][31].name == table::candidates[1][31].name);
static_assert(deep::candidates[1][32].name == "identity" && deep::rows[1][32].steps == 0);
static_assert(pool32::size == 32 && table::rows[1].size() == 32);
static_assert(space_facts<spaces::fashion_depth>::rows == space_facts<spaces::fashion>::rows);
static_assert(space_facts<spaces::cifar_depth>::macs.max == space_facts<spaces::cifar>::macs.max);
static_assert(space_facts<spaces::cifar_depth>::macs.min < space_facts<spaces::cifar>::macs.min);

// Where the width changes at stride 1 the identity computes: a row, parameters, no activation.
struct widening : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{24, 2, 1}};
    static constexpr int split = 2;
};

struct widening_space : space<widening, with_skip<pool<ops::sep<3>>>> {};

static_assert(lowered<widening_space>::rows[2].size() == 2);
static_assert(lowered<widening_space>::rows[2][1].steps == 2);
static_assert(lowered<widening_space>::rows[2][1].params == 16 * 24 + 2 * 24);
static_assert(space_facts<widening_space>::rows == 4 + 1);

}  // namespace
