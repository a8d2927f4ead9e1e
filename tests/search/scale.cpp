// SPDX-License-Identifier: MIT
// Tests search/scale.hpp.
#include <doctest/doctest.h>

#include <hurricane/search/scale.hpp>

using namespace hurricane;

TEST_CASE("the scale follows the number of images, and is SPOS's for ImageNet") {
    choice_mask const mask(12, {0, 1, 2, 3, 4, 5});
    auto const small = auto_scale(9000, mask, 5);
    CHECK(small.batch == 32);
    CHECK(small.learning_rate == 0.2);
    CHECK(small.validation == 1800);  // a fifth, where a tenth is less than 2,000
    CHECK(small.stage1_epochs + small.stage2_epochs == doctest::Approx(21));
    CHECK(small.stage2_epochs == doctest::Approx(21 * 5 / 12.0));
    CHECK(small.epochs == 42);
    CHECK(small.population * small.generations ==
          doctest::Approx(3 * 21 * 9000 / (1800 + 512.0) / 2).epsilon(0.05));
    auto const tiny = auto_scale(100, mask, 5);
    auto const large = auto_scale(1'281'167, mask, 5);
    auto const spos = spos_scale(8, 20);
    CHECK(tiny.batch == 32);
    CHECK(tiny.stage1_epochs + tiny.stage2_epochs == doctest::Approx(120));
    CHECK(large.batch == spos.batch);
    CHECK(large.learning_rate == doctest::Approx(spos.learning_rate).epsilon(0.01));
    CHECK(large.validation == spos.validation);
    CHECK(spos.stage1_epochs == doctest::Approx(72));
    CHECK(spos.stage2_epochs == doctest::Approx(48));
    CHECK(spos.population * spos.generations == 1000);
}
