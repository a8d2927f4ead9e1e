// SPDX-License-Identifier: MIT
// Tests base/buffer.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <hurricane/base/buffer.hpp>

using namespace hurricane;

static_assert(aligned(0) == 0 && aligned(1) == 16 && aligned(16) == 16 && aligned(17) == 32);

TEST_CASE("buffers are aligned, zero, and counted") {
    auto const before = float_buffer::made();
    for (std::size_t size : {std::size_t{1}, std::size_t{1000}, float_buffer::huge_page}) {
        float_buffer b{size};
        CHECK(b.size() == size);
        CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % float_buffer::alignment == 0);
        CHECK(std::count(b.all().begin(), b.all().end(), 0.0f) == static_cast<long>(size));
    }
    CHECK(float_buffer::made() == before + 3);
    CHECK(float_buffer{}.data() == nullptr);
}
