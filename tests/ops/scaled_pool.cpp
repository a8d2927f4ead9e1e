// SPDX-License-Identifier: MIT
// Tests ops/scaled_pool.hpp, ops/variation.hpp.
#include <hurricane/networks/published/spos.hpp>
#include <hurricane/ops/scaled_pool.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;

namespace {

using spos = space_facts<spaces::spos>;

// Two factors of a choice: block and scale.
using channels = space_facts<spaces::spos_blocks_and_channels>;
static_assert(channels::architectures == spos::architectures);  // (4 * 8)^20
static_assert(std::string_view{nets::spos_oneshot::operators[3].name} ==
              "choice<5>x1.2");  // 13 = 8 * 1 + 5
static_assert(lower<ops::scaled<ops::choice<3>, 10>>(spaces::spos::slots[0]) ==
              lower<ops::choice<3>>(spaces::spos::slots[0]));
static_assert(lower<ops::scaled<ops::sep<3>, 6>>(spaces::spos::slots[0]).why() ==
              reason::operator_has_no_inner_width);
static_assert(lower<ops::se<ops::scaled<ops::mb<6, 3>, 5>>>({{16, 8, 8}, 16, 1}).of(1).c == 48);

}  // namespace
