// SPDX-License-Identifier: MIT
// Tests data/memory.hpp.
#include <doctest/doctest.h>

#include <hurricane/data/memory.hpp>

#include "sanitized.hpp"

using namespace hurricane;

#if !HURRICANE_SANITIZED
TEST_CASE("a set for which there is no memory is an error that says how much it takes") {
    constexpr std::size_t images = 4;
    shape const of{3, 1 << 23, 1 << 23};  // more than an address space holds
    CHECK_THROWS_WITH_AS(detail::allocate_images(images, of, "large"),
                         "large: not enough memory for its 844424931 MB; use a smaller set, or a "
                         "machine with more memory",
                         error);
}
#endif
