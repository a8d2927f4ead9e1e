// SPDX-License-Identifier: MIT
// Tests networks/frozen.hpp, space/fingerprint.hpp, space/genotype.hpp.
#include <doctest/doctest.h>

#include <hurricane/networks/frozen.hpp>
#include <hurricane/networks/published/spos.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

// Frozen types know their genotype, and equal plans have equal fingerprints.
static_assert(nets::spos_release::genes[0] == 2 && nets::spos_release::genes[19] == 3);

struct again : network_of<backbones::spos, repeat<20, ops::choice<3>>> {};

static_assert(again::fingerprint ==
              frozen<spaces::spos_blocks, "0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0">::fingerprint);
static_assert(again::fingerprint ==
              frozen<spaces::spos,
                     "12-12-12-12-12-12-12-12-12-12-12-12-12-12-12-12-12-12-12-12">::fingerprint);
static_assert(again::fingerprint != nets::spos_release::fingerprint);

}  // namespace

TEST_CASE("a frozen type is the network of its genotype") {
    auto const space = view<spaces::spos_blocks>();
    CHECK(network<nets::spos_release>() == network(space, nets::spos_release::genes));
    CHECK(parse_genotype(to_string(nets::spos_release::genes), 20) == nets::spos_release::genes);
    CHECK(parse_genotype("21012020202300003233", 20) == nets::spos_release::genes);
}
