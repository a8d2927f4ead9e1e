// SPDX-License-Identifier: MIT
// Tests space/network_of.hpp.
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/network_of.hpp>

using namespace hurricane;

namespace {

// A network whose layer does not fit knows which.
struct odd : network_of<backbones::fashion, repeat<11, ops::sep<3>>, ops::sep<4>> {};

static_assert(odd::macs == -1 && odd::sums.illegal == 12 &&
              odd::sums.why == reason::kernel_must_be_odd);

}  // namespace
