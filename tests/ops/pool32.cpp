// SPDX-License-Identifier: MIT
// Tests ops/pool32.hpp, ops/pool.hpp, ops/choice.hpp, ops/mb.hpp, ops/sep.hpp, ops/squeeze.hpp,
// ops/variation.hpp, core/step.hpp.
// Costs of operators against published figures: compiling is passing. SPOS blocks: Guo et al. 2020,
// counts of the released code. Parameters include the affine norms, multiply-adds are those of
// convolutions and linear layers.
#include <doctest/doctest.h>

#include <hurricane/ops/pool32.hpp>

using namespace hurricane;

namespace {

template <class Op>
constexpr bool costs(slot s, std::int64_t params, std::int64_t macs) {
    plan const p = lower<Op>(s);
    return p.legal() && p.params() == params && p.macs() == macs;
}

constexpr slot s1_first{{16, 112, 112}, 64, 2};
constexpr slot s1_rest{{64, 56, 56}, 64, 1};
constexpr slot s2_first{{64, 56, 56}, 160, 2};
constexpr slot s2_rest{{160, 28, 28}, 160, 1};
constexpr slot s3_first{{160, 28, 28}, 320, 2};
constexpr slot s3_rest{{320, 14, 14}, 320, 1};
constexpr slot s4_first{{320, 14, 14}, 640, 2};
constexpr slot s4_rest{{640, 7, 7}, 640, 1};

static_assert(costs<ops::choice<3>>(s1_first, 3'024, 13'396'992) &&
              costs<ops::choice<3>>(s1_rest, 2'528, 7'325'696));
static_assert(costs<ops::choice<5>>(s1_first, 3'792, 15'805'440) &&
              costs<ops::choice<5>>(s1_rest, 3'040, 8'931'328));
static_assert(costs<ops::choice<7>>(s1_first, 4'944, 19'418'112) &&
              costs<ops::choice<7>>(s1_rest, 3'808, 11'339'776));
static_assert(costs<ops::choice_x>(s1_first, 4'640, 13'146'112) &&
              costs<ops::choice_x>(s1_rest, 4'320, 12'343'296));
static_assert(costs<ops::choice<3>>(s2_first, 18'960, 26'304'768) &&
              costs<ops::choice<3>>(s2_rest, 14'000, 10'599'680));
static_assert(costs<ops::choice<5>>(s2_first, 21'264, 28'111'104) &&
              costs<ops::choice<5>>(s2_rest, 15'280, 11'603'200));
static_assert(costs<ops::choice<7>>(s2_first, 24'720, 30'820'608) &&
              costs<ops::choice<7>>(s2_rest, 17'200, 13'108'480));
static_assert(costs<ops::choice_x>(s2_first, 27'104, 20'296'192) &&
              costs<ops::choice_x>(s2_rest, 22'320, 16'746'240));
static_assert(costs<ops::choice<3>>(s3_first, 81'280, 30'670'080) &&
              costs<ops::choice<3>>(s3_rest, 53'600, 10'317'440));
static_assert(costs<ops::choice<5>>(s3_first, 86'400, 31'673'600) &&
              costs<ops::choice<5>>(s3_rest, 56'160, 10'819'200));
static_assert(costs<ops::choice<7>>(s3_first, 94'080, 33'178'880) &&
              costs<ops::choice<7>>(s3_rest, 60'000, 11'571'840));
static_assert(costs<ops::choice_x>(s3_first, 110'720, 21'199'360) &&
              costs<ops::choice_x>(s3_rest, 83'040, 15'899'520));
static_assert(costs<ops::choice<3>>(s4_first, 316'160, 30'387'840) &&
              costs<ops::choice<3>>(s4_rest, 209'600, 10'176'320));
static_assert(costs<ops::choice<5>>(s4_first, 326'400, 30'889'600) &&
              costs<ops::choice<5>>(s4_rest, 214'720, 10'427'200));
static_assert(costs<ops::choice<7>>(s4_first, 341'760, 31'642'240) &&
              costs<ops::choice<7>>(s4_rest, 222'400, 10'803'520));
static_assert(costs<ops::choice_x>(s4_first, 426'240, 20'634'880) &&
              costs<ops::choice_x>(s4_rest, 319'680, 15'476'160));

// SEP: H^2 (k^2 C + C^2), k^2 C + C^2 + 4 C. MB: H^2 e (2 C^2 + k^2 C), 2 e C^2 + e k^2 C + 4 e C +
// 2 C.
static_assert(costs<ops::sep<3>>(s1_rest, 4'928, 14'651'392));
static_assert(costs<ops::mb<6, 3>>(s1_rest, 54'272, 164'978'688));
static_assert(costs<ops::mb<3, 5>>(s3_rest, 642'880, 125'126'400));
static_assert(costs<ops::mb<1, 3>>(s1_rest, 2 * 4096 + 9 * 64 + 4 * 64 + 2 * 64,
                                   3136 * (2 * 4096 + 9 * 64)));
// SE of width r on c channels adds 2 c r multiply-adds and 2 c r + c + r parameters; r = max(1, (c
// + 2) / 4).
static_assert(costs<ops::se<ops::sep<3>>>(s1_rest, 4'928 + 2 * 64 * 16 + 64 + 16,
                                          14'651'392 + 2 * 64 * 16));
static_assert(costs<ops::se<ops::mb<6, 3>>>(s1_rest, 54'272 + 2 * 384 * 96 + 384 + 96,
                                            164'978'688 + 2 * 384 * 96));

// Shapes, residual, capacity.
static_assert(lower<ops::mb<6, 3>>(s1_rest).size() == 9 &&
              lower<ops::mb<6, 3>>(s1_first).size() == 8);
static_assert(lower<ops::se<ops::choice_x>>(s1_first).size() == 27);
static_assert(lower<ops::choice<3>>(s1_first).out() == shape{64, 56, 56});
static_assert(lower<ops::sep<5>>({{3, 33, 33}, 12, 2}).out() == shape{12, 17, 17});

// Reasons, never failed evaluations.
static_assert(lower<ops::choice<3>>({{25, 8, 8}, 25, 1}).why() == reason::channels_must_be_even);
static_assert(lower<ops::choice<3>>({{32, 8, 8}, 16, 2}).why() ==
              reason::projection_needs_more_output_channels);
static_assert(lower<ops::sep<3>>({{8, 1, 1}, 8, 2}).why() ==
              reason::stride_is_larger_than_the_image);
static_assert(lower<ops::sep<3>>({{0, 8, 8}, 8, 1}).why() == reason::channels_must_be_positive);
static_assert(lower<ops::sep<4>>({{8, 8, 8}, 8, 1}).why() == reason::kernel_must_be_odd);
static_assert(lower<ops::sep<3>>({{100'000'000, 1000, 1000}, 100'000'000, 1}).why() ==
              reason::count_overflows);

// Names are unique and carry their parameters.
static_assert(std::string_view{ops::mb<6, 3>::name} == "mb<6,3>");
static_assert(std::string_view{ops::se<ops::choice<7>>::name} == "choice<7>_se");

constexpr bool unique_names() {
    for (std::size_t i = 0; i < 32; ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (pool32::candidates[i].name == pool32::candidates[j].name) return false;
    return true;
}

static_assert(unique_names());

}  // namespace

TEST_CASE("the costs of the operators are those published") { CHECK(pool32::size == 32); }
