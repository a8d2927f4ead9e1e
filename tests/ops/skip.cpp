// SPDX-License-Identifier: MIT
// Tests ops/skip.hpp.
#include <hurricane/ops/skip.hpp>

using namespace hurricane;

// Nothing where the shapes agree, a convolution where they do not.
static_assert(lower<ops::skip>({{16, 8, 8}, 24, 2}).out() == shape{24, 4, 4});
static_assert(lower<ops::skip>({{16, 8, 8}, 16, 1}).params() == 0);
