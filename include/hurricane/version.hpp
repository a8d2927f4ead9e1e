// SPDX-License-Identifier: MIT
// The version of the library, and what it needs of the compiler: every header leads here first.
#pragma once

#if __cplusplus < 202002L
#error "Hurricane needs C++20: compile with -std=c++20, or in CMake link hurricane::hurricane"
#include <hurricane/needs/C++20>  // A missing file is fatal, so that nothing else is reported.
#endif

// NaN marks what is not measured, not supported or no score, and infinity what knows no bound.
// Options that assume there are neither would take such values for numbers.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error \
    "Hurricane needs NaN and infinity: compile without -ffast-math, -Ofast and -ffinite-math-only"
#endif

/// Semantic version of the library. CMake reads it here.
#define HURRICANE_VERSION_MAJOR 0
#define HURRICANE_VERSION_MINOR 1
#define HURRICANE_VERSION_PATCH 0

/// One number to compare: where HURRICANE_VERSION >= 100 it is 0.1.0 or later.
#define HURRICANE_VERSION \
    (HURRICANE_VERSION_MAJOR * 10000 + HURRICANE_VERSION_MINOR * 100 + HURRICANE_VERSION_PATCH)

namespace hurricane::inline v0 {

/// The inline namespace follows the major number.
inline constexpr int version_major = HURRICANE_VERSION_MAJOR;
inline constexpr int version_minor = HURRICANE_VERSION_MINOR;
inline constexpr int version_patch = HURRICANE_VERSION_PATCH;

}  // namespace hurricane::inline v0
