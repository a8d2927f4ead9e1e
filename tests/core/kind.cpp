// SPDX-License-Identifier: MIT
// Tests core/kind.hpp.
#include <doctest/doctest.h>

#include <array>

#include <hurricane/core/kind.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

static_assert(static_cast<int>(kind::conv) == 0 && static_cast<int>(kind::dropout) == 16,
              "fingerprints are made of these numbers");
static_assert(name_of(kind::conv) == "conv" && name_of(kind::dropout) == "dropout");
static_assert(is_activation(kind::relu) && is_activation(kind::hard_sigmoid));
static_assert(!is_activation(kind::batch_norm) && !is_activation(kind::channel_shuffle));
static_assert(row_of(kind::conv).has_weights && !row_of(kind::conv).is_recomputed);
static_assert(row_of(kind::scale).inputs == 2 && !row_of(kind::scale).is_pixelwise);
static_assert(row_of(kind::scale).reads == gradient_reads::src_and_src2);
static_assert(row_of(kind::relu6).work == device_work::folded &&
              row_of(kind::swish).work == device_work::computes);

TEST_CASE("a step reads as many values as the row of its kind says") {
    auto const check = [](plan const& p) {
        for (auto const& s : p) CHECK(row_of(s.op).inputs == (s.src2 >= 0 ? 2 : 1));
    };
    std::array<int, kinds> seen{};
    auto const space = view<spaces::fashion>();
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates) {
            auto const p = c.lower(layer.at);
            check(p);
            for (auto const& s : p) ++seen[static_cast<std::size_t>(s.op)];
        }
    for (auto k : {kind::concat, kind::scale, kind::add, kind::slice, kind::batch_norm})
        CHECK(seen[static_cast<std::size_t>(k)] > 0);
}
