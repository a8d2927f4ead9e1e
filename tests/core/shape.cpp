// SPDX-License-Identifier: MIT
// Tests core/shape.hpp.
#include <cstdint>

#include <hurricane/core/shape.hpp>

using namespace hurricane;

static_assert(shape{3, 4, 5}.size() == 60 && shape{3, 4, 5}.pixels() == 20);
static_assert(shape{1 << 24, 1 << 24, 1}.size() == std::int64_t{1} << 48);
static_assert(shape{largest_size, 1, 1}.countable() && !shape{1, largest_size + 1, 1}.countable());

// Sizes are divided rounding up; what has no size has no result.
static_assert(slot{{3, 33, 32}, 12, 2}.result() == shape{12, 17, 16});
static_assert(slot{{3, 33, 32}, 12, 1}.result() == shape{12, 33, 32});
static_assert(slot{{3, 33, 32}, 12, 0}.result() == shape{12, 0, 0});
static_assert(slot{{3, 0, 32}, 12, 1}.result() == shape{12, 0, 0});

static_assert(saturating_multiply(25, 6, 10) == 15 && saturating_multiply(-3, 2) == 0);
static_assert(saturating_multiply(1 << 20, 1 << 20) == largest_size + 1);
