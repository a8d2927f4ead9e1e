// SPDX-License-Identifier: MIT
#pragma once

namespace hurricane::inline v0 {

/// Semantic version of the library; the inline namespace follows the major number.
inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

}  // namespace hurricane::inline v0
