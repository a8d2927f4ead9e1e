// SPDX-License-Identifier: MIT
// Tests ops/operator.hpp.
#include <hurricane/ops/operator.hpp>

using namespace hurricane;

namespace {

struct wrong_output {
    static constexpr auto name = "wrong_output";

    static constexpr plan lower(slot s) {
        plan p{s.in};
        p.pointwise(p.input(), s.out + 1);
        return p;
    }
};

static_assert(lower<wrong_output>({{8, 6, 6}, 8, 1}).why() ==
              reason::output_is_not_the_one_of_the_slot);

}  // namespace
