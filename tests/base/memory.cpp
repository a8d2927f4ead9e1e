// SPDX-License-Identifier: MIT
// Tests base/memory.hpp.
#include <doctest/doctest.h>

#include <cstddef>
#include <new>

#include <hurricane/base/memory.hpp>

using namespace hurricane;

TEST_CASE("memory that no machine has is refused before it is needed") {
    CHECK_NOTHROW(require_memory(1));
    CHECK_THROWS_AS(require_memory(std::size_t{1} << 62), std::bad_alloc);
}
