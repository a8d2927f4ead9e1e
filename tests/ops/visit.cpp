// SPDX-License-Identifier: MIT
// Tests ops/visit.hpp.
#include <hurricane/ops/pool32.hpp>
#include <hurricane/ops/visit.hpp>

using namespace hurricane;

// visit reaches the type behind an index, also in a constant expression.
static_assert(visit(pool32{}, 9, []<class Op>(std::type_identity<Op>) {
    return std::is_same_v<Op, ops::mb<6, 3>>;
}));
