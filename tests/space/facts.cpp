// SPDX-License-Identifier: MIT
// Tests space/facts.hpp, space/lowered.hpp, space/backbones.hpp, space/backbone.hpp.
// Facts of the spaces that come with the library; compiling is passing. SPOS's figures: Guo et al.
// 2020, counted from the released code.
#include <doctest/doctest.h>

#include <hurricane/base/rng.hpp>
#include <hurricane/networks/published/spos.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

namespace {

using blocks = space_facts<spaces::spos_blocks>;
static_assert(std::string_view{blocks::architectures.text()} == "1099511627776");  // 4^20
static_assert(blocks::log10_architectures > 12.0411 && blocks::log10_architectures < 12.0412);
static_assert(blocks::macs == range{270'359'360, 398'609'216});
// The smallest network has choice<3> everywhere, the largest choice_x, but choice<7> in the first
// unit (4,944 to 4,640).
static_assert(blocks::params == range{3'154'880, 3'870'816 + 4'944 - 4'640});
static_assert(blocks::distinct_slots == 8 && blocks::rows == 32);

using spos = space_facts<spaces::spos>;
static_assert(std::string_view{spos::architectures.text()} ==
              "1267650600228229401496703205376");  // 32^20 = 2^100
static_assert(spos::distinct_slots == 8 && spos::rows == 256);
static_assert(spaces::spos::layers == 20 && spaces::spos::split == 8);

// The uniform networks of SPOS.
template <class Op>
using uniform = network_of<backbones::spos, repeat<20, Op>>;
static_assert(nets::costs<uniform<ops::choice<3>>>(3'154'880, 295'842'496));
static_assert(nets::costs<uniform<ops::choice<5>>>(3'211'968, 313'654'976));
static_assert(nets::costs<uniform<ops::choice<7>>>(3'297'600, 340'373'696));
static_assert(nets::costs<uniform<ops::choice_x>>(3'870'816, 358'825'920));

// Stem, last convolution, classifier; the whole supernet.
static_assert(spaces::spos::stem().params() == 464 && spaces::spos::stem().macs() == 5'419'008);
static_assert(spaces::spos::head().params() == 655'360 + 2'048 + 1'024'000);
static_assert(spaces::spos::head().macs() == 32'112'640 + 1'024'000);

constexpr std::int64_t supernet_params() {
    std::int64_t sum = spaces::spos::stem().params() + spaces::spos::head().params();
    for (int d : lowered<spaces::spos_blocks>::distinct_of)
        for (auto const& f : lowered<spaces::spos_blocks>::rows[std::size_t(d)]) sum += f.params;
    return sum;
}

static_assert(supernet_params() == 8'489'648);

// The small backbones.
using small = space_facts<spaces::cifar>;
static_assert(spaces::cifar::layers == 12 && small::distinct_slots == 6 && small::rows == 192);
static_assert(spaces::spos_cifar::slots[0] == slot{{16, 32, 32}, 64, 1});
static_assert(spaces::spos_cifar::slots[4] == slot{{64, 32, 32}, 160, 2});
static_assert(spaces::spos_cifar::slots[16] == slot{{320, 8, 8}, 640, 1});
static_assert(lowered<spaces::spos_cifar>::first_illegal.first < 0);

// A class count of one's own needs no head of one's own.
struct hundred : backbones::cifar {
    static constexpr int classes = 100;
};

static_assert(space<hundred, pool32>::head().out() == shape{100, 1, 1});

// Two pools with an operator in common share its row where they share a slot.
struct twice : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{16, 2, 1}};
    static constexpr int split = 2;
};

struct overlapping
    : space<twice, pool<ops::sep<3>, ops::sep<5>>, pool<ops::sep<5>, ops::mb<3, 3>>> {};

static_assert(space_facts<overlapping>::distinct_slots == 2 && lowered<overlapping>::distinct == 3);
static_assert(space_facts<overlapping>::rows == 5);
static_assert(std::string_view{space_facts<overlapping>::architectures.text()} == "16");

}  // namespace

TEST_CASE("the least and the most of a space are reached by networks of it") {
    auto const space = view<spaces::cifar>();
    auto const macs_of = [&](genotype const& g) {
        std::int64_t sum = 0;
        for (auto const& p : network(space, g)) sum += p.macs();
        return sum;
    };
    genotype least{space.size()};
    genotype most{space.size()};
    for (int layer = 0; layer < space.size(); ++layer)
        for (int choice = 0; choice < 32; ++choice) {
            if (space.lower(layer, choice).macs() < space.lower(layer, least[layer]).macs())
                least[layer] = std::uint8_t(choice);
            if (space.lower(layer, choice).macs() > space.lower(layer, most[layer]).macs())
                most[layer] = std::uint8_t(choice);
        }
    CHECK(macs_of(least) == small::macs.min);
    CHECK(macs_of(most) == small::macs.max);
}

TEST_CASE(
    "nine of ten random networks of the small backbones have the size that their headers say") {
    auto const share = [](space_view const& space, double least, double most) {
        rng random{1, "sizes"};
        int inside = 0;
        for (int i = 0; i < 1000; ++i) {
            double macs = 0;
            for (auto const& p : network(space, uniform_path(space, random)))
                macs += double(p.macs());
            inside += least <= macs && macs <= most;
        }
        return inside / 1000.0;
    };
    CHECK(share(view<spaces::fashion>(), 2.2e6, 5.8e6) == doctest::Approx(0.9).epsilon(0.03));
    CHECK(share(view<spaces::cifar>(), 4.5e6, 11.7e6) == doctest::Approx(0.9).epsilon(0.03));
}
