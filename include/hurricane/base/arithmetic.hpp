// SPDX-License-Identifier: MIT
// What the compiler must leave alone: NaN marks what is not measured, not supported or no score,
// and infinity what knows no bound. Options that assume there are neither take such values for
// numbers.
#pragma once

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error \
    "Hurricane needs NaN and infinity: compile without -ffast-math, -Ofast and -ffinite-math-only"
#endif
